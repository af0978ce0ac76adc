import { describe, expect, it } from "vitest";
import { conditionWords, opensWords, resolvesWords, watchesWords } from "./words";

const up = { measure: "up", comparison: "COMPARISON_LESS", threshold: 1 } as const;
const slow = { measure: "total_ms", comparison: "COMPARISON_GREATER_OR_EQUAL", threshold: 1500 } as const;

describe("a rule in words", () => {
  it("says when it opens", () => {
    expect(opensWords(up, { rounds: 2, nodes: 1 })).toBe("Opens when up < 1 (the result failed) for 2 rounds in a row on at least 1 node.");
    expect(opensWords(slow, { rounds: 1, nodes: 3 })).toBe("Opens when Total time ≥ 1.50 s on at least 3 nodes.");
  });

  it("takes the contract's zero as one", () => {
    expect(opensWords(up, { rounds: 0, nodes: 0 })).toContain("on at least 1 node.");
    expect(resolvesWords({ nodes: 0, resolve_rounds: 0 })).toBe("A node has recovered after 1 round without it; resolves when all nodes have.");
  });

  it("says when it resolves", () => {
    expect(resolvesWords({ nodes: 3, resolve_rounds: 5 })).toBe(
      "A node has recovered after 5 rounds in a row without it; resolves when fewer than 3 nodes are left.",
    );
  });

  it("says what it watches", () => {
    expect(watchesWords(undefined)).toBe("all tests");
    expect(watchesWords({ test_ids: [], match_labels: { env: "prod", team: "shop" } })).toBe("tests with env=prod and team=shop");
    expect(watchesWords({ test_ids: ["a", "b"], match_labels: { env: "prod" } })).toBe("2 picked tests, and tests with env=prod");
  });

  it("keeps the name of a measure that this version does not know", () => {
    expect(conditionWords({ measure: "hops_per_mile", comparison: "COMPARISON_GREATER", threshold: 0.1 })).toBe("hops_per_mile > 0.1");
    expect(conditionWords(undefined)).toBe("no condition");
  });
});
