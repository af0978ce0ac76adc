import { formatAbsolute, formatCount, plural } from "@/shared/format";
import { type Stretch, stretches, type Timeline, type TimelineNode } from "./timeline";

const MOST_ROWS = 16;

interface AvailabilityStripProps {
  timeline: Timeline;
  range: { from: number; to: number };
  gutter: number;
  hidden: ReadonlySet<string>;
}

/** Under the chart, on the same time axis: when each node's results passed, failed in part, failed, or were left out. */
export function AvailabilityStrip({ timeline, range, gutter, hidden }: AvailabilityStripProps) {
  const nodes = timeline.nodes.filter((node) => !hidden.has(node.id));
  const from = range.from / 1000;
  const span = (range.to - range.from) / 1000;
  return (
    <div className="strip" role="list" aria-label="Availability by node">
      {nodes.slice(0, MOST_ROWS).map((node) => (
        <StripRow key={node.id} node={node} parts={stretches(timeline, node)} from={from} span={span} gutter={gutter} />
      ))}
      {nodes.length > MOST_ROWS && (
        <p className="faint strip-more" style={{ paddingLeft: gutter }}>
          and {plural(nodes.length - MOST_ROWS, "more node")} in the table below
        </p>
      )}
    </div>
  );
}

interface StripRowProps {
  node: TimelineNode;
  parts: readonly Stretch[];
  from: number;
  span: number;
  gutter: number;
}

function StripRow({ node, parts, from, span, gutter }: StripRowProps) {
  return (
    <div className="strip-row" role="listitem" aria-label={`${node.name}: ${inWords(parts)}`}>
      <span className="strip-name truncate" style={{ width: gutter }} title={node.name}>
        {node.name}
      </span>
      <span className="strip-track">
        {parts.map((part) => {
          const start = Math.max(0, (part.from - from) / span);
          const end = Math.min(1, (part.to - from) / span);
          if (end <= start) return null;
          return (
            <span
              key={part.from}
              className={`strip-part strip-${part.state}`}
              style={{ left: `${start * 100}%`, width: `max(2px, ${(end - start) * 100}%)` }}
              title={partWords(part)}
            />
          );
        })}
      </span>
    </div>
  );
}

function partWords({ state, from, to, count, passed }: Stretch): string {
  const when = `${formatAbsolute(from * 1000)} – ${formatAbsolute(to * 1000)}`;
  if (state === "excluded") return `${when}: left out, not the target’s fault`;
  return `${when}: ${formatCount(passed)} of ${formatCount(count)} passed`;
}

function inWords(parts: readonly Stretch[]): string {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failures = parts.filter((part) => part.state === "failed" || part.state === "partial").length;
  return `${formatCount(passed)} of ${formatCount(count)} results passed${failures > 0 ? `, ${plural(failures, "stretch", "stretches")} with failures` : ""}`;
}
