import { instant } from "@/shared/format";
import type { Bucket, NodeSeries } from "./api";

export type Statistic = "avg" | "p95" | "max" | "min";
export type BucketState = "passed" | "partial" | "failed" | "excluded";

/** One node's line: a value and a state at each time of the timeline; null and undefined where there was no result. */
export interface TimelineNode {
  id: string;
  name: string;
  /** Position among the nodes by name, for colour and dash. */
  index: number;
  values: (number | null)[];
  buckets: (Bucket | undefined)[];
}

export interface Timeline {
  /** Starts of buckets, in seconds, ascending. */
  times: number[];
  bucketMs: number;
  nodes: TimelineNode[];
}

/** Puts the series of all nodes, by name, on one time axis. A bucket that nobody filled becomes a gap, not a line across it. */
export function buildTimeline(
  series: readonly NodeSeries[],
  bucketMs: number,
  measureId: string,
  statistic: Statistic,
  nameOf: (nodeId: string) => string,
): Timeline {
  const times = axis(series, bucketMs);
  const place = new Map(times.map((time, index) => [time, index]));
  const named = series.map((each) => ({ ...each, name: nameOf(each.node_id) })).sort((a, b) => a.name.localeCompare(b.name));
  const nodes = named.map((each, index): TimelineNode => {
    const values: (number | null)[] = times.map(() => null);
    const buckets: (Bucket | undefined)[] = times.map(() => undefined);
    for (const bucket of each.buckets) {
      const at = place.get(startOf(bucket));
      if (at === undefined) continue;
      values[at] = bucket.measures[measureId]?.[statistic] ?? null;
      buckets[at] = bucket;
    }
    return { id: each.node_id, name: each.name, index, values, buckets };
  });
  return { times: times.map((ms) => ms / 1000), bucketMs, nodes };
}

function axis(series: readonly NodeSeries[], bucketMs: number): number[] {
  const starts = [...new Set(series.flatMap((each) => each.buckets.map(startOf)))].sort((a, b) => a - b);
  return starts.flatMap((start, index) => {
    const before = starts[index - 1];
    return before !== undefined && start - before > bucketMs * 1.5 ? [before + bucketMs, start] : [start];
  });
}

function startOf(bucket: Bucket): number {
  return instant(bucket.start) ?? 0;
}

export function bucketState(bucket: Bucket | undefined): BucketState | undefined {
  if (!bucket) return undefined;
  if (bucket.count === 0) return bucket.excluded > 0 ? "excluded" : undefined;
  if (bucket.passed === bucket.count) return "passed";
  return bucket.passed === 0 ? "failed" : "partial";
}

/** Neighbouring buckets of one state, as one stretch. */
export interface Stretch {
  state: BucketState;
  /** In seconds. */
  from: number;
  to: number;
  count: number;
  passed: number;
}

export function stretches({ times, bucketMs }: Timeline, node: TimelineNode): Stretch[] {
  const all: Stretch[] = [];
  node.buckets.forEach((bucket, index) => {
    const state = bucketState(bucket);
    const from = times[index];
    if (!state || !bucket || from === undefined) return;
    const to = from + bucketMs / 1000;
    const last = all.at(-1);
    if (last?.state === state && from - last.to < 0.001) {
      last.to = to;
      last.count += bucket.count;
      last.passed += bucket.passed;
    } else {
      all.push({ state, from, to, count: bucket.count, passed: bucket.passed });
    }
  });
  return all;
}

/** What the range says about one node, for the table under the chart. */
export interface NodeStatistics {
  avg: number | undefined;
  p95: number | undefined;
  max: number | undefined;
  count: number;
  passed: number;
}

/** Sums up a node's buckets. The 95th percentile is the highest of the buckets' own: an upper bound. */
export function statistics(series: NodeSeries, measureId: string): NodeStatistics {
  let weight = 0;
  let sum = 0;
  let p95: number | undefined;
  let max: number | undefined;
  let count = 0;
  let passed = 0;
  for (const bucket of series.buckets) {
    count += bucket.count;
    passed += bucket.passed;
    const summary = bucket.measures[measureId];
    if (!summary) continue;
    weight += summary.count;
    sum += summary.avg * summary.count;
    p95 = Math.max(p95 ?? -Infinity, summary.p95);
    max = Math.max(max ?? -Infinity, summary.max);
  }
  return { avg: weight > 0 ? sum / weight : undefined, p95, max, count, passed };
}
