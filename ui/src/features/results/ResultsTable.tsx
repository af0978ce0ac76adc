import { useRef } from "react";
import { formatClock, formatDayAndClock, formatRelative, instant, plural, useNow } from "@/shared/format";
import { onRowKeys, rowFocus } from "@/shared/keyboard";
import { Button, Empty, Failure, LoadingLines, MarkLabel } from "@/shared/ui";
import { type Result, type ResultFilter, useResults } from "./api";
import { FAULTS, faultOf, outcomeWords } from "./faults";
import { formatMeasure } from "./measures";
import { answerOf, headlineOf } from "./phases";
import { ResultLink } from "./ResultLink";
import { useHold } from "./useHold";
import { useLiveList } from "./useLiveList";
import "./results-table.css";

interface ResultsTableProps {
  testId: string;
  filter: ResultFilter;
  /** The result whose details are shown beside. */
  selected: string | undefined;
  /** Said when there is no result at all. */
  empty: React.ReactNode;
}

/** Results newest first. New ones come in by themselves, but not under the pointer or while somebody reads further down. */
export function ResultsTable({ testId, filter, selected, empty }: ResultsTableProps) {
  const results = useResults(testId, filter);
  const frame = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const live = useLiveList(testId, filter, held, results.dataUpdatedAt);
  useHold(frame, held, live.release);
  const rows = results.data?.pages.flatMap((page) => page.results) ?? [];

  if (results.isPending) return <LoadingLines what="results" lines={8} />;
  if (results.isError && rows.length === 0) {
    return <Failure what="The results could not be loaded." error={results.error} retry={() => void results.refetch()} />;
  }
  if (rows.length === 0) return <Empty title="No results.">{empty}</Empty>;
  return (
    <div ref={frame} className="results">
      {live.waiting > 0 && (
        <button
          type="button"
          className="results-waiting"
          onClick={(event) => {
            // The button goes away; the focus must not go with it, or the list would stay held.
            event.currentTarget.blur();
            live.release();
          }}
        >
          Show {plural(live.waiting, "new result")}
        </button>
      )}
      <div className="table-scroll">
        <table className="table results-table">
          <thead>
            <tr>
              <th className="results-time">Time</th>
              <th className="results-node">Node</th>
              <th className="results-outcome">Result</th>
              <th className="results-answer">Answer</th>
              <th className="numeric results-total">Total</th>
              <th>Error</th>
            </tr>
          </thead>
          <tbody onKeyDown={onRowKeys}>
            {rows.map((result) => (
              <Row key={result.id} result={result} fresh={live.fresh.has(result.id)} selected={result.id === selected} />
            ))}
          </tbody>
        </table>
      </div>
      {results.hasNextPage && (
        <div className="results-more">
          <Button busy={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
            {results.isFetchingNextPage ? "Loading…" : "Load older results"}
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ result, fresh, selected }: { result: Result; fresh: boolean; selected: boolean }) {
  const total = headlineOf(result);
  return (
    <tr className={`row-link ${fresh ? "is-fresh" : ""}`} aria-selected={selected}>
      <td className="results-time">
        <ResultLink resultId={result.id} className="row-link-target" {...rowFocus}>
          <ResultTime at={result.probe?.scheduled_at} />
        </ResultLink>
      </td>
      <td className="results-node truncate">{result.node_name || result.node_id}</td>
      <td className="results-outcome">
        <MarkLabel kind={FAULTS[faultOf(result)].mark}>{outcomeWords(result)}</MarkLabel>
      </td>
      <td className="results-answer muted">{answerOf(result)}</td>
      <td className="numeric results-total">{total === undefined ? <span className="faint">–</span> : formatMeasure("total_ms", total)}</td>
      <td className="results-error truncate muted" title={result.probe?.error}>
        {result.probe?.error}
      </td>
    </tr>
  );
}

/** The clock, with the day where it is not today. */
function ResultTime({ at }: { at: string | undefined }) {
  const now = useNow();
  const ms = instant(at);
  if (ms === undefined) return <>–</>;
  const today = new Date(ms).toDateString() === new Date(now).toDateString();
  return (
    <time dateTime={at} title={formatRelative(ms, now)}>
      {today ? formatClock(ms) : formatDayAndClock(ms)}
    </time>
  );
}
