import { describe, expect, it } from "vitest";
import type { Bucket, NodeSeries } from "./api";
import { bucketState, buildTimeline, statistics, stretches } from "./timeline";

const MINUTE = 60_000;
const start = Date.parse("2026-11-23T14:00:00Z");

function bucket(minute: number, change: Partial<Bucket> = {}): Bucket {
  const summary = { count: 2, min: 90, avg: 100 + minute, p95: 110, max: 120 };
  return { start: new Date(start + minute * MINUTE).toISOString(), count: 2, passed: 2, excluded: 0, measures: { total_ms: summary }, ...change };
}
const node = (id: string, ...buckets: Bucket[]): NodeSeries => ({ node_id: id, buckets });
const build = (...series: NodeSeries[]) => buildTimeline(series, MINUTE, "total_ms", "avg", (id) => id);

describe("a timeline", () => {
  it("puts all nodes on one axis", () => {
    const timeline = build(node("a", bucket(0), bucket(1)), node("b", bucket(1)));
    expect(timeline.times).toEqual([start / 1000, start / 1000 + 60]);
    expect(timeline.nodes[0]?.values).toEqual([100, 101]);
    expect(timeline.nodes[1]?.values).toEqual([null, 101]);
  });

  it("has its nodes by name, whatever their ids", () => {
    const names: Record<string, string> = { a: "tokyo", b: "berlin" };
    const timeline = buildTimeline([node("a", bucket(0)), node("b", bucket(0))], MINUTE, "total_ms", "avg", (id) => names[id] ?? id);
    expect(timeline.nodes.map(({ id, index }) => [id, index])).toEqual([["b", 0], ["a", 1]]);
  });

  it("breaks the line where no node has results", () => {
    const timeline = build(node("a", bucket(0), bucket(5)));
    expect(timeline.nodes[0]?.values).toEqual([100, null, 105]);
  });

  it("has no value where a bucket lacks the measure, but keeps its state", () => {
    const timeline = build(node("a", bucket(0, { passed: 0, measures: {} })));
    expect(timeline.nodes[0]?.values).toEqual([null]);
    expect(bucketState(timeline.nodes[0]?.buckets[0])).toBe("failed");
  });

  it("is empty without results", () => {
    expect(build(node("a"))).toMatchObject({ times: [], nodes: [{ values: [] }] });
  });
});

describe("the state of a bucket", () => {
  it.each([
    [{ count: 2, passed: 2 }, "passed"],
    [{ count: 2, passed: 1 }, "partial"],
    [{ count: 2, passed: 0 }, "failed"],
    [{ count: 0, passed: 0, excluded: 2 }, "excluded"],
    [{ count: 0, passed: 0, excluded: 0 }, undefined],
  ])("%o is %s", (change, state) => expect(bucketState(bucket(0, change))).toBe(state));

  it("neighbours of one state become one stretch", () => {
    const timeline = build(node("a", bucket(0), bucket(1), bucket(2, { passed: 0 }), bucket(9)));
    const [first] = timeline.nodes;
    if (!first) throw new Error("no node");
    expect(stretches(timeline, first).map(({ state, count, passed }) => [state, count, passed])).toEqual([
      ["passed", 4, 4],
      ["failed", 2, 0],
      ["passed", 2, 2],
    ]);
  });
});

describe("statistics of a node over the range", () => {
  it("weigh averages by their results", () => {
    const heavy = bucket(1, { measures: { total_ms: { count: 6, min: 1, avg: 200, p95: 300, max: 400 } } });
    expect(statistics(node("a", bucket(0), heavy), "total_ms")).toEqual({ avg: 175, p95: 300, max: 400, count: 4, passed: 4 });
  });

  it("have no values where no result has the measure", () => {
    expect(statistics(node("a", bucket(0, { passed: 0, measures: {} })), "total_ms")).toEqual({
      avg: undefined,
      p95: undefined,
      max: undefined,
      count: 2,
      passed: 0,
    });
  });
});
