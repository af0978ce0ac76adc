export { useCreateTest, useDeleteTest, useRunTest, useTest, useTests, useUpdateTest } from "./api";
export {
  hostAndPort,
  KIND_NAMES,
  kindOf,
  PROBE_KINDS,
  type ProbeKind,
  recordTypeName,
  shownState,
  STATE_MARKS,
  stateWords,
  targetOf,
  type Test,
  type TestSummary,
} from "./model";
export { useSummaries } from "./summaries";
export { TestState } from "./TestState";
