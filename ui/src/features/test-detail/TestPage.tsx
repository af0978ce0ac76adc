import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { IncidentNotes } from "@/features/incidents";
import { parseRange, ResultPanel, type TimeRange, useLatestResults, useLiveLatest, writeRange } from "@/features/results";
import { kindOf, targetOf, type Test, useSummaries, useTest } from "@/features/tests";
import { Card, Failure, LoadingLines, Page } from "@/shared/ui";
import { FirstResult } from "./FirstResult";
import { MeshSection } from "./MeshSection";
import { NodesSection } from "./NodesSection";
import { RangePicker } from "./RangePicker";
import { ResultsSection } from "./ResultsSection";
import { TestActions } from "./TestActions";
import { TestHeading } from "./TestHeading";
import { TimelineSection } from "./TimelineSection";
import { useTimeline } from "./useTimeline";
import "./test-page.css";

/** One test: how it is doing, over time, from every node, result by result. */
export function TestPage() {
  const { testId = "" } = useParams();
  const test = useTest(testId);
  if (test.data) return <Loaded key={testId} test={test.data} />;
  return (
    <Page title="Test">
      <Card>
        {test.isError ? (
          <Failure what="This test could not be loaded." error={test.error} retry={() => void test.refetch()} />
        ) : (
          <LoadingLines what="test" lines={10} />
        )}
      </Card>
    </Page>
  );
}

function Loaded({ test }: { test: Test }) {
  const [params, setParams] = useSearchParams();
  const summaries = useSummaries([test.id]);
  const summary = summaries.data?.[test.id];
  const latest = useLatestResults(test.id);
  useLiveLatest(test.id);
  const range = parseRange(params);
  const resultId = params.get("result");
  const timeline = useTimeline(test, range, latest.data);
  const [focused, setFocused] = useState<string>();
  const hasResults = (latest.data?.length ?? 0) > 0;

  const setRange = (next: TimeRange) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      writeRange(after, next);
      return after;
    });

  return (
    <Page
      title={test.name}
      crumb={<TestHeading.Crumb />}
      heading={<TestHeading test={test} summary={summary} />}
      actions={<TestActions test={test} />}
    >
      <TestHeading.Facts test={test} />
      <IncidentNotes testId={test.id} />
      {latest.isSuccess && !hasResults ? (
        <FirstResult test={test} />
      ) : (
        <>
          <RangePicker range={range} onChange={setRange} />
          <TimelineSection
            kind={kindOf(test)}
            range={range}
            view={timeline}
            focused={focused}
            onZoom={(from, to) => setRange({ kind: "fixed", from, to })}
          />
          {kindOf(test) === "agent" && latest.data && <MeshSection results={latest.data} />}
          <NodesSection view={timeline} latest={latest} onFocus={setFocused} />
          <ResultsSection test={test} range={range} selected={resultId ?? undefined} />
        </>
      )}
      {resultId && (
        <ResultPanel
          key={resultId}
          testId={test.id}
          resultId={resultId}
          target={targetOf(test)}
          known={latest.data?.find((each) => each.id === resultId)}
        />
      )}
    </Page>
  );
}
