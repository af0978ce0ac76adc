import { formatAbsolute, formatCount, formatSpan } from "@/shared/format";
import type { CursorPlace } from "./chart";
import { formatMeasure } from "./measures";
import { bucketState, type Timeline, type TimelineNode } from "./timeline";
import { Swatch } from "./Swatch";

const WIDTH = 268;
const MOST_NODES = 12;

interface ChartTooltipProps {
  timeline: Timeline;
  measureId: string;
  hidden: ReadonlySet<string>;
  place: CursorPlace;
  gutter: number;
  width: number;
}

/** The values under the pointer, highest first. */
export function ChartTooltip({ timeline, measureId, hidden, place, gutter, width }: ChartTooltipProps) {
  const { index } = place;
  const nodes = timeline.nodes
    .filter((node) => !hidden.has(node.id) && node.buckets[index])
    .sort((a, b) => (b.values[index] ?? Infinity) - (a.values[index] ?? Infinity));
  const x = gutter + place.left;
  const left = x + 16 + WIDTH > width ? Math.max(0, x - 16 - WIDTH) : x + 16;
  return (
    <div className="chart-tooltip" role="status" style={{ left, width: WIDTH }}>
      <p className="chart-tooltip-time">
        {formatAbsolute((timeline.times[index] ?? 0) * 1000)}
        <span className="faint"> · {formatSpan(timeline.bucketMs)}</span>
      </p>
      {nodes.length === 0 && <p className="faint">No results</p>}
      {nodes.slice(0, MOST_NODES).map((node) => (
        <p key={node.id} className="chart-tooltip-node">
          <Swatch index={node.index} />
          <span className="truncate">{node.name}</span>
          <span className="chart-tooltip-value">{valueWords(node, index, measureId)}</span>
        </p>
      ))}
      {nodes.length > MOST_NODES && <p className="faint">and {formatCount(nodes.length - MOST_NODES)} more</p>}
    </div>
  );
}

function valueWords(node: TimelineNode, index: number, measureId: string) {
  const bucket = node.buckets[index];
  const state = bucketState(bucket);
  const value = node.values[index];
  return (
    <>
      {bucket && (state === "failed" || state === "partial") && (
        <span className="chart-tooltip-failed">
          ✕ {formatCount(bucket.count - bucket.passed)} of {formatCount(bucket.count)} failed
        </span>
      )}
      {state === "excluded" && <span className="faint">left out</span>}{" "}
      {value !== null && value !== undefined && formatMeasure(measureId, value)}
    </>
  );
}
