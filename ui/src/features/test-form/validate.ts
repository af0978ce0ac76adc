import { formatInterval } from "@/shared/format";
import { durationMs, type FieldErrors } from "@/shared/ui";
import { intervalOf, type TestDraft } from "./draft";
import { formOf, KIND_FORMS } from "./kinds";

const MAX_NAME = 100;
const INTERVAL_MS = { min: 1000, max: 86_400_000 };
const TIMEOUT_MS = { min: 100, max: 60_000 };

type Errors = Record<string, string>;

/** The contract's bounds, checked before anything is sent; keys are the contract's paths. The server has the last word. */
export function validate(draft: TestDraft): FieldErrors {
  const errors: Errors = {};
  const name = draft.name.trim();
  if (name === "") errors["name"] = "Give the test a name.";
  else if (name.length > MAX_NAME) errors["name"] = `${name.length} characters (expected: at most ${MAX_NAME}).`;
  for (const [field, problem] of Object.entries(formOf(draft.kind).problems(draft.probes[draft.kind]))) {
    if (problem) errors[`probe.${draft.kind}.${field}`] = problem;
  }
  checkTimes(errors, draft);
  if (draft.choice === "picked" && draft.nodeIds.length === 0) errors["nodes.node_ids"] = "Pick at least one node.";
  if (draft.choice === "labels" && Object.keys(draft.matchLabels).length === 0) {
    errors["nodes.match_labels"] = "Give at least one label.";
  }
  return errors;
}

function checkTimes(errors: Errors, draft: TestDraft): void {
  const interval = intervalOf(draft);
  const timeout = durationMs(draft.timeout);
  if (!(interval >= INTERVAL_MS.min && interval <= INTERVAL_MS.max)) {
    errors["interval_ms"] = "Expected: 1 second to 24 hours.";
  }
  if (!(timeout >= TIMEOUT_MS.min && timeout <= TIMEOUT_MS.max)) {
    errors["timeout_ms"] = "Expected: 100 ms to 60 s.";
  } else if (timeout > interval && errors["interval_ms"] === undefined) {
    errors["timeout_ms"] = `${formatInterval(timeout)} is longer than the interval of ${formatInterval(interval)}.`;
  }
}

const paths = (part: "fields" | "advanced") =>
  Object.entries(KIND_FORMS).flatMap(([kind, form]) => form[part].map((field) => `probe.${kind}.${field}`));

/** Paths of the fields that the form shows; messages of the server about others stand above it. */
export const TEST_FIELDS: readonly string[] = [
  "name",
  ...paths("fields"),
  "interval_ms",
  "timeout_ms",
  "confirm_failures",
  "trace_on_failure",
  "nodes.node_ids",
  "nodes.match_labels",
  "labels",
];

/** Fields that are folded away; an error in one of them unfolds it. */
export const ADVANCED_FIELDS: readonly string[] = paths("advanced");
