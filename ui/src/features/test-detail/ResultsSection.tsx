import { useMemo, useState } from "react";
import { rangeWords, type ResultFilter, ResultsTable, type TimeRange, useLatestResults } from "@/features/results";
import type { Test } from "@/features/tests";
import { Card } from "@/shared/ui";

interface ResultsSectionProps {
  test: Test;
  range: TimeRange;
  selected: string | undefined;
}

/** Results one by one. With a moving range: the newest, live; with a fixed one: those of that time. */
export function ResultsSection({ test, range, selected }: ResultsSectionProps) {
  const [nodeId, setNodeId] = useState("");
  const [failedOnly, setFailedOnly] = useState(false);
  const nodes = useLatestResults(test.id).data ?? [];
  const rangeKey = JSON.stringify(range.kind === "fixed" ? range : { kind: "last", ms: 0 });
  const filter = useMemo<ResultFilter>(
    () => ({ nodeId, failedOnly, range: JSON.parse(rangeKey) as TimeRange }),
    [nodeId, failedOnly, rangeKey],
  );
  const filtered = nodeId !== "" || failedOnly;
  return (
    <Card
      title={range.kind === "fixed" ? `Results, ${rangeWords(range)}` : "Newest results"}
      aside={
        <>
          <label className="check">
            <input type="checkbox" checked={failedOnly} onChange={(event) => setFailedOnly(event.target.checked)} />
            <span>Failures only</span>
          </label>
          <label>
            <span className="visually-hidden">Node</span>
            <select className="input select" value={nodeId} onChange={(event) => setNodeId(event.target.value)}>
              <option value="">All nodes</option>
              {nodes.map((each) => (
                <option key={each.node_id} value={each.node_id}>
                  {each.node_name || each.node_id}
                </option>
              ))}
            </select>
          </label>
        </>
      }
    >
      <ResultsTable
        key={`${nodeId} ${failedOnly} ${rangeKey}`}
        testId={test.id}
        filter={filter}
        selected={selected}
        empty={filtered ? "None fits the filter." : "None was stored for this time."}
      />
    </Card>
  );
}
