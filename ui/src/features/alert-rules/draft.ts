import { MEASURES, measure } from "@/features/results";
import { KIND_NAMES, PROBE_KINDS } from "@/features/tests";
import type { Schema } from "@/shared/api";
import type { FieldErrors, Labels } from "@/shared/ui";
import { type AlertRule, type Comparison, type Condition, type Severity, UP } from "./words";

export type TestChoice = "all" | "labels" | "picked" | "both";

/** A rule as the form holds it: numbers are what was typed. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  severity: Severity;
  choice: TestChoice;
  testIds: readonly string[];
  matchLabels: Labels;
  measure: string;
  comparison: Comparison;
  threshold: string;
  rounds: string;
  nodes: string;
  resolveRounds: string;
}

const MAX_NAME = 100;
const MAX_ROUNDS = 100;
const MAX_NODES = 10_000;

export const NEW_RULE: RuleDraft = {
  name: "",
  enabled: true,
  severity: "SEVERITY_MAJOR",
  choice: "all",
  testIds: [],
  matchLabels: {},
  measure: UP,
  comparison: "COMPARISON_LESS",
  threshold: "1",
  rounds: "2",
  nodes: "1",
  resolveRounds: "2",
};

/** Paths of the fields that the form shows. */
export const RULE_FIELDS = [
  "name", "disabled", "severity", "tests.test_ids", "tests.match_labels", "condition.measure", "condition.comparison",
  "condition.threshold", "rounds", "nodes", "resolve_rounds",
] as const;

/** Measures to choose from: "up" first, then those of the contract, each with the kinds of probes that have it. */
export const MEASURE_OPTIONS: readonly { value: string; label: string }[] = [
  { value: UP, label: "up – 1 when the result passed, else 0" },
  ...[...new Set(Object.values(MEASURES).flatMap((list) => list.map(({ id }) => id)))].map((id) => {
    const kinds = PROBE_KINDS.filter((kind) => MEASURES[kind].some((each) => each.id === id));
    return { value: id, label: `${measure(id).name} – ${kinds.map((kind) => KIND_NAMES[kind]).join(", ")}` };
  }),
];

/** The unit that a threshold of this measure is typed in. */
export function thresholdUnit(measureId: string): string {
  const { unit } = measure(measureId);
  return measureId === UP || unit === "count" || unit === "ratio" || unit === "status" ? "" : unit;
}

export function draftOf(rule: AlertRule): RuleDraft {
  const testIds = rule.tests?.test_ids ?? [];
  const matchLabels = rule.tests?.match_labels ?? {};
  const labelled = Object.keys(matchLabels).length > 0;
  const picked = testIds.length > 0;
  return {
    name: rule.name,
    enabled: !rule.disabled,
    severity: rule.severity,
    choice: labelled && picked ? "both" : labelled ? "labels" : picked ? "picked" : "all",
    testIds,
    matchLabels,
    measure: rule.condition?.measure ?? UP,
    comparison: comparisonOf(rule.condition),
    threshold: String(rule.condition?.threshold ?? 1),
    rounds: String(Math.max(1, rule.rounds)),
    nodes: String(Math.max(1, rule.nodes)),
    resolveRounds: String(Math.max(1, rule.resolve_rounds)),
  };
}

function comparisonOf(condition: Condition | undefined): Comparison {
  const comparison = condition?.comparison ?? "COMPARISON_UNSPECIFIED";
  return comparison === "COMPARISON_UNSPECIFIED" ? "COMPARISON_LESS" : comparison;
}

export function conditionOf(draft: RuleDraft): Condition {
  return { measure: draft.measure, comparison: draft.comparison, threshold: Number(draft.threshold) };
}

export function ruleOf(draft: RuleDraft, version: string): Schema<"AlertRuleInput"> {
  return {
    name: draft.name.trim(),
    disabled: !draft.enabled,
    severity: draft.severity,
    tests: selectorOf(draft),
    condition: conditionOf(draft),
    rounds: Number(draft.rounds),
    nodes: Number(draft.nodes),
    resolve_rounds: Number(draft.resolveRounds),
    version,
  };
}

export function selectorOf({ choice, testIds, matchLabels }: RuleDraft): Schema<"TestSelector"> {
  return {
    test_ids: choice === "picked" || choice === "both" ? [...testIds] : [],
    match_labels: choice === "labels" || choice === "both" ? matchLabels : {},
  };
}

/** The contract's bounds, checked before anything is sent. */
export function validate(draft: RuleDraft): FieldErrors {
  const errors: Record<string, string> = {};
  const name = draft.name.trim();
  if (name === "") errors["name"] = "Give the rule a name.";
  else if (name.length > MAX_NAME) errors["name"] = `${name.length} characters (expected: at most ${MAX_NAME}).`;
  if (draft.choice === "picked" && draft.testIds.length === 0) errors["tests.test_ids"] = "Pick at least one test.";
  if (draft.choice === "labels" && Object.keys(draft.matchLabels).length === 0) {
    errors["tests.match_labels"] = "Give at least one label.";
  }
  if (draft.threshold.trim() === "" || !Number.isFinite(Number(draft.threshold))) {
    errors["condition.threshold"] = `${draft.threshold || "nothing"} (expected: a number).`;
  }
  checkCount(errors, "rounds", draft.rounds, MAX_ROUNDS);
  checkCount(errors, "nodes", draft.nodes, MAX_NODES);
  checkCount(errors, "resolve_rounds", draft.resolveRounds, MAX_ROUNDS);
  return errors;
}

function checkCount(errors: Record<string, string>, path: string, text: string, max: number): void {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 1 || value > max) {
    errors[path] = `${text.trim() || "nothing"} (expected: a whole number from 1 to ${max.toLocaleString("en-GB")}).`;
  }
}
