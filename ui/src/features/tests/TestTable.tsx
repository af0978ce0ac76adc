import { Link } from "react-router";
import { formatMeasure, measure } from "@/features/results";
import { formatInterval } from "@/shared/format";
import { onRowKeys, rowFocus } from "@/shared/keyboard";
import { LabelList, Loading, RelativeTime, Skeleton } from "@/shared/ui";
import { KIND_NAMES, kindOf, type ShownState, targetOf, type Test, type TestSummary } from "./model";
import { Sparkline } from "./Sparkline";
import { TestState } from "./TestState";
import "./test-table.css";

export interface TestRow {
  test: Test;
  summary: TestSummary | undefined;
  state: ShownState | undefined;
}

/** Tests with their state, newest measure and last hour. Arrow keys move from row to row. */
export function TestTable({ rows }: { rows: readonly TestRow[] }) {
  return (
    <table className="table tests">
      <Head />
      <tbody onKeyDown={onRowKeys}>
        {rows.map((row) => (
          <Row key={row.test.id} {...row} />
        ))}
      </tbody>
    </table>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th className="tests-state">State</th>
        <th>Test</th>
        <th>Target</th>
        <th className="numeric tests-interval">Every</th>
        <th className="numeric tests-headline">Latency</th>
        <th className="tests-spark">Last hour</th>
        <th className="numeric tests-age">Newest</th>
      </tr>
    </thead>
  );
}

function Row({ test, summary, state }: TestRow) {
  return (
    <tr className="row-link" data-state={state}>
      <td className="tests-state">
        <TestState state={state} summary={summary} />
      </td>
      <td className="tests-name">
        <div className="tests-line">
          <Link to={`/tests/${test.id}`} className="row-link-target truncate" {...rowFocus}>
            {test.name}
          </Link>
          <LabelList labels={test.labels} max={2} />
        </div>
      </td>
      <td className="tests-target">
        <div className="tests-line">
          <span className="tag">{KIND_NAMES[kindOf(test)]}</span>
          <span className="truncate muted" title={targetOf(test)}>
            {targetOf(test)}
          </span>
        </div>
      </td>
      <td className="numeric tests-interval muted">{formatInterval(test.interval_ms)}</td>
      <td className="numeric tests-headline">
        <Headline summary={summary} paused={test.paused} />
      </td>
      <td className="tests-spark">
        {summary ? <Sparkline points={summary.points} measureId={summary.headline_measure} /> : <Skeleton width={132} height={14} />}
      </td>
      <td className="numeric tests-age muted">
        <RelativeTime at={summary?.newest} fallback={test.paused ? "–" : summary ? "waiting" : "–"} />
      </td>
    </tr>
  );
}

function Headline({ summary, paused }: { summary: TestSummary | undefined; paused: boolean }) {
  if (!summary) return <Skeleton width={48} />;
  if (summary.headline === undefined || paused) return <span className="faint">–</span>;
  const title = `${measure(summary.headline_measure).name}, newest average over the nodes`;
  return <span title={title}>{formatMeasure(summary.headline_measure, summary.headline)}</span>;
}

/** As many grey rows as a short list has. */
export function TestTableSkeleton() {
  return (
    <Loading what="tests">
      <table className="table tests">
        <Head />
        <tbody>
          {Array.from({ length: 8 }, (_, row) => (
            <tr key={row}>
              <td className="tests-state">
                <Skeleton width={84} />
              </td>
              <td className="tests-name">
                <Skeleton width={110 + ((row * 37) % 80)} />
              </td>
              <td className="tests-target">
                <Skeleton width={160 + ((row * 53) % 120)} />
              </td>
              <td className="numeric tests-interval">
                <Skeleton width={36} />
              </td>
              <td className="numeric tests-headline">
                <Skeleton width={48} />
              </td>
              <td className="tests-spark">
                <Skeleton width={132} height={14} />
              </td>
              <td className="numeric tests-age">
                <Skeleton width={56} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Loading>
  );
}
