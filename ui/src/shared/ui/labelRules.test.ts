import { describe, expect, it } from "vitest";
import { carries, labelProblem, parseLabel } from "./labelRules";

describe("labels follow the contract", () => {
  it.each(["region", "a", "topology.example.com/zone", "team_2"])("%s is a key", (key) => {
    expect(labelProblem(key, "x")).toBeUndefined();
  });

  it.each(["", "Region", "-region", "region-", "a b", "x".repeat(64)])("%j is no key", (key) => {
    expect(labelProblem(key, "x")).toBeDefined();
  });

  it("a value has at most 100 characters", () => {
    expect(labelProblem("k", "x".repeat(100))).toBeUndefined();
    expect(labelProblem("k", "x".repeat(101))).toContain("101 characters");
  });

  it("splits at the first equals sign", () => {
    expect(parseLabel(" expr = a=b ")).toEqual(["expr", "a=b"]);
    expect(parseLabel("flag")).toEqual(["flag", ""]);
  });

  it("something carries labels when it has them all", () => {
    expect(carries({ region: "eu", kind: "cloud" }, { region: "eu" })).toBe(true);
    expect(carries({ region: "eu" }, { region: "eu", kind: "cloud" })).toBe(false);
    expect(carries({}, {})).toBe(true);
  });
});
