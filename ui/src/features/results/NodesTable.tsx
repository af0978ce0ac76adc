import { formatCount, formatShare } from "@/shared/format";
import { MarkLabel, RelativeTime } from "@/shared/ui";
import type { Result } from "./api";
import { FAULTS, faultOf, outcomeWords, passed } from "./faults";
import { formatMeasure } from "./measures";
import { PhaseBar } from "./PhaseBar";
import { barOf, endOf, headlineOf } from "./phases";
import { Swatch } from "./Swatch";
import type { NodeStatistics } from "./timeline";
import "./nodes-table.css";

export interface NodeRow {
  id: string;
  name: string;
  /** Position of its line in the chart; undefined when the range has no result of it. */
  index: number | undefined;
  latest: Result | undefined;
  statistics: NodeStatistics | undefined;
}

interface NodesTableProps {
  rows: readonly NodeRow[];
  measureId: string;
  hidden: ReadonlySet<string>;
  onToggle: (nodeId: string) => void;
  onFocus: (nodeId: string | undefined) => void;
}

/** Each node's newest result with its phases, and what the range says of it. The check boxes show and hide lines of the chart. */
export function NodesTable({ rows, measureId, hidden, onToggle, onFocus }: NodesTableProps) {
  const phased = !rows.some(({ latest }) => latest?.probe?.dns);
  const longest = Math.max(1, ...rows.map(({ latest }) => (latest ? endOf(barOf(latest)) : 0)));
  return (
    <table className="table nodes-table">
      <thead>
        <tr>
          <th className="nodes-name">Node</th>
          <th className="nodes-state">Newest result</th>
          <th>{phased ? "Phases" : "Resolution"}</th>
          <th className="numeric">Total</th>
          <th className="numeric nodes-range">avg</th>
          <th className="numeric nodes-range" title="The highest of the buckets’ own 95th percentiles">
            p95
          </th>
          <th className="numeric nodes-range">max</th>
          <th className="numeric" title="Share of the results in the range that passed">
            Passed
          </th>
        </tr>
      </thead>
      <tbody onPointerLeave={() => onFocus(undefined)}>
        {rows.map((row) => (
          <tr key={row.id} onPointerEnter={() => onFocus(row.id)}>
            <td className="nodes-name">
              <NodeToggle row={row} hidden={hidden} onToggle={onToggle} />
            </td>
            <td className="nodes-state">{row.latest ? <Newest result={row.latest} /> : <span className="faint">–</span>}</td>
            <td className="nodes-phases">
              {row.latest && <PhaseBar spans={barOf(row.latest)} scaleMs={longest * 1.02} failed={!passed(row.latest)} />}
            </td>
            <td className="numeric">{totalOf(row.latest)}</td>
            <Range statistics={row.statistics} measureId={measureId} />
            <td className="numeric">
              {row.statistics ? (
                <span title={`${formatCount(row.statistics.passed)} of ${formatCount(row.statistics.count)} results`}>
                  {formatShare(row.statistics.passed, row.statistics.count)}
                </span>
              ) : (
                <span className="faint">–</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface NodeToggleProps {
  row: NodeRow;
  hidden: ReadonlySet<string>;
  onToggle: (nodeId: string) => void;
}

function NodeToggle({ row, hidden, onToggle }: NodeToggleProps) {
  if (row.index === undefined) return <span className="node-toggle truncate">{row.name}</span>;
  return (
    <label className="node-toggle" title={`Show or hide the line of ${row.name}`}>
      <input type="checkbox" checked={!hidden.has(row.id)} onChange={() => onToggle(row.id)} />
      <Swatch index={row.index} />
      <span className="truncate">{row.name}</span>
    </label>
  );
}

function Newest({ result }: { result: Result }) {
  return (
    <span className="nodes-newest">
      <MarkLabel kind={FAULTS[faultOf(result)].mark}>{outcomeWords(result)}</MarkLabel>
      <span className="faint">
        <RelativeTime at={result.probe?.scheduled_at} />
      </span>
    </span>
  );
}

function totalOf(latest: Result | undefined) {
  const total = latest ? headlineOf(latest) : undefined;
  return total === undefined ? <span className="faint">–</span> : formatMeasure("total_ms", total);
}

function Range({ statistics, measureId }: { statistics: NodeStatistics | undefined; measureId: string }) {
  return (["avg", "p95", "max"] as const).map((each) => {
    const value = statistics?.[each];
    return (
      <td key={each} className="numeric nodes-range muted">
        {value === undefined ? "–" : formatMeasure(measureId, value)}
      </td>
    );
  });
}
