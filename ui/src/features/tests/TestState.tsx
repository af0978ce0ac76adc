import { MarkLabel, Skeleton } from "@/shared/ui";
import { type ShownState, STATE_MARKS, stateWords, type TestSummary } from "./model";

/** Sign and words of a test's state. */
export function TestState({ state, summary }: { state: ShownState | undefined; summary: TestSummary | undefined }) {
  if (!state) return <Skeleton width={84} />;
  return <MarkLabel kind={STATE_MARKS[state]}>{stateWords(state, summary)}</MarkLabel>;
}
