import { formatMeasure, measure } from "@/features/results";
import type { Schema } from "@/shared/api";
import { formatCount, plural } from "@/shared/format";
import { labelText } from "@/shared/ui";

export type AlertRule = Schema<"AlertRule">;
export type Condition = Schema<"Condition">;
export type Severity = Schema<"Severity">;
export type Comparison = Exclude<Schema<"Comparison">, "COMPARISON_UNSPECIFIED">;

/** The measure that says whether a result passed: 1 or 0. */
export const UP = "up";

export const SEVERITY_NAMES: Record<Severity, string> = {
  SEVERITY_UNSPECIFIED: "No severity",
  SEVERITY_INFO: "Info",
  SEVERITY_MINOR: "Minor",
  SEVERITY_MAJOR: "Major",
  SEVERITY_CRITICAL: "Critical",
};

/** Mildest first. */
export const SEVERITIES = Object.keys(SEVERITY_NAMES) as readonly Severity[];

export const COMPARISONS: readonly { value: Comparison; sign: string; words: string }[] = [
  { value: "COMPARISON_GREATER", sign: ">", words: "is above" },
  { value: "COMPARISON_GREATER_OR_EQUAL", sign: "≥", words: "is at least" },
  { value: "COMPARISON_LESS", sign: "<", words: "is below" },
  { value: "COMPARISON_LESS_OR_EQUAL", sign: "≤", words: "is at most" },
  { value: "COMPARISON_EQUAL", sign: "=", words: "is" },
  { value: "COMPARISON_NOT_EQUAL", sign: "≠", words: "is not" },
];

/** "up < 1", "Total time > 500 ms". */
export function conditionWords(condition: Condition | undefined): string {
  if (!condition) return "no condition";
  const sign = COMPARISONS.find((each) => each.value === condition.comparison)?.sign ?? "?";
  const name = condition.measure === UP ? UP : measure(condition.measure).name;
  return `${name} ${sign} ${measureValue(condition.measure, condition.threshold)}`;
}

/** A value of a rule's measure with its unit; of "up" the bare number. */
export function measureValue(measureId: string, value: number): string {
  return measureId === UP ? String(value) : formatMeasure(measureId, value);
}

/** What a rule counts: zero in the contract stands for one. */
type Counts = Pick<AlertRule, "rounds" | "nodes" | "resolve_rounds">;

/** When the rule opens an incident, as a sentence. */
export function opensWords(condition: Condition | undefined, { rounds, nodes }: Pick<Counts, "rounds" | "nodes">): string {
  const inARow = rounds > 1 ? ` for ${plural(rounds, "round")} in a row` : "";
  const meaning = condition && failsOnly(condition) ? " (the result failed)" : "";
  return `Opens when ${conditionWords(condition)}${meaning}${inARow} on at least ${plural(Math.max(1, nodes), "node")}.`;
}

/** When it is over, as a sentence. */
export function resolvesWords({ nodes, resolve_rounds: rounds }: Pick<Counts, "nodes" | "resolve_rounds">): string {
  const recovered = `A node has recovered after ${plural(Math.max(1, rounds), "round")}${rounds > 1 ? " in a row" : ""} without it`;
  return nodes > 1 ? `${recovered}; resolves when fewer than ${formatCount(nodes)} nodes are left.` : `${recovered}; resolves when all nodes have.`;
}

function failsOnly({ measure: id, comparison, threshold }: Condition): boolean {
  if (id !== UP) return false;
  return (comparison === "COMPARISON_LESS" && threshold === 1) || (comparison === "COMPARISON_EQUAL" && threshold === 0);
}

/** Which tests a rule watches. */
export function watchesWords(tests: Schema<"TestSelector"> | undefined): string {
  const listed = tests?.test_ids.length ?? 0;
  const labels = Object.entries(tests?.match_labels ?? {}).map(([key, value]) => labelText(key, value));
  if (listed === 0 && labels.length === 0) return "all tests";
  const parts = [
    listed > 0 ? plural(listed, "picked test") : "",
    labels.length > 0 ? `tests with ${labels.join(" and ")}` : "",
  ].filter(Boolean);
  return parts.join(", and ");
}
