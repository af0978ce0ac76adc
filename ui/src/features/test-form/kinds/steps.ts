import type { Option } from "@/shared/ui";
import type { Schema } from "@/shared/api";
import { parseUrl } from "./urls";

/** What a step does, as the form offers it. */
export type StepAction =
  | "open"
  | "click"
  | "fill"
  | "fill_secret"
  | "select"
  | "press"
  | "assert_visible"
  | "wait_visible"
  | "wait_gone"
  | "wait_text"
  | "wait_url"
  | "assert_text"
  | "assert_url"
  | "screenshot";

type By = "css" | "text" | "label";
type Operator = "equals" | "contains" | "matches" | "not_matches" | "exists";
type Step = Schema<"TransactionStep">;
type StepInput = Schema<"TransactionStepInput">;
type Element = Schema<"PageElement">;

export interface StepDraft {
  action: StepAction;
  name: string;
  timeoutMs: string;
  by: By;
  /** Empty where the step has no element. */
  element: string;
  /** URL, text, option or the name of a secret. */
  value: string;
  operator: Operator;
  key: Schema<"PageKey">;
  /** Of an open step; the form does not show it. */
  status: readonly Schema<"StatusRange">[];
}

export const EMPTY_STEP: StepDraft = {
  action: "click",
  name: "",
  timeoutMs: "",
  by: "text",
  element: "",
  value: "",
  operator: "contains",
  key: "PAGE_KEY_ENTER",
  status: [],
};

export const ACTIONS: readonly Option<StepAction>[] = [
  { value: "open", label: "Open a page" },
  { value: "click", label: "Click" },
  { value: "fill", label: "Fill in a text" },
  { value: "fill_secret", label: "Fill in a secret" },
  { value: "select", label: "Choose from a list" },
  { value: "press", label: "Press a key" },
  { value: "wait_visible", label: "Wait until seen" },
  { value: "wait_gone", label: "Wait until gone" },
  { value: "wait_text", label: "Wait for a text" },
  { value: "wait_url", label: "Wait for a URL" },
  { value: "assert_visible", label: "Check that it is seen" },
  { value: "assert_text", label: "Check a text" },
  { value: "assert_url", label: "Check the URL" },
  { value: "screenshot", label: "Take a screenshot" },
];

export const BYS: readonly Option<By>[] = [
  { value: "text", label: "with the text" },
  { value: "label", label: "with the label" },
  { value: "css", label: "by CSS selector" },
];

export const OPERATORS: readonly Option<Operator>[] = [
  { value: "contains", label: "contains" },
  { value: "equals", label: "is" },
  { value: "matches", label: "matches (RE2)" },
  { value: "not_matches", label: "does not match" },
  { value: "exists", label: "exists (true, false)" },
];

export const KEYS: readonly Option<Schema<"PageKey">>[] = (
  ["ENTER", "TAB", "ESCAPE", "SPACE", "BACKSPACE", "DELETE", "ARROW_UP", "ARROW_DOWN", "ARROW_LEFT", "ARROW_RIGHT", "HOME", "END", "PAGE_UP", "PAGE_DOWN"] as const
).map((name) => ({ value: `PAGE_KEY_${name}`, label: name.charAt(0) + name.slice(1).toLowerCase().replace("_", " ") }));

const WITH_ELEMENT: ReadonlySet<StepAction> = new Set(["click", "fill", "fill_secret", "select", "press", "assert_visible", "wait_visible", "wait_gone", "assert_text"]);
const OPTIONAL_ELEMENT: ReadonlySet<StepAction> = new Set(["press", "assert_text"]);
const WITH_CONDITION: ReadonlySet<StepAction> = new Set(["wait_url", "assert_text", "assert_url"]);

export const hasElement = (action: StepAction) => WITH_ELEMENT.has(action);
export const hasOptionalElement = (action: StepAction) => OPTIONAL_ELEMENT.has(action);
export const hasCondition = (action: StepAction) => WITH_CONDITION.has(action);

/** What the value of a step is called; undefined where it has none. */
export function valueName(action: StepAction): string | undefined {
  switch (action) {
    case "open":
      return "URL";
    case "fill":
    case "wait_text":
      return "Text";
    case "fill_secret":
      return "Name of the secret";
    case "select":
      return "Option";
    case "wait_url":
    case "assert_text":
    case "assert_url":
      return "What";
    default:
      return undefined;
  }
}

export function draftOfStep(step: Step): StepDraft {
  const common = { ...EMPTY_STEP, name: step.name, timeoutMs: step.timeout_ms === 0 ? "" : String(step.timeout_ms) };
  const { open, click, fill, select, press, wait_for: wait, assert_text: text, assert_url: url, assert_visible: visible } = step;
  if (open) return { ...common, action: "open", value: open.url, status: open.expected_status };
  if (click) return { ...common, action: "click", ...elementOf(click.element) };
  if (fill?.secret) return { ...common, action: "fill_secret", ...elementOf(fill.element), value: fill.secret.name };
  if (fill) return { ...common, action: "fill", ...elementOf(fill.element), value: fill.text ?? "" };
  if (select) return { ...common, action: "select", ...elementOf(select.element), value: select.option };
  if (press) return { ...common, action: "press", ...elementOf(press.element), key: press.key };
  if (visible) return { ...common, action: "assert_visible", ...elementOf(visible.element) };
  if (text) return { ...common, action: "assert_text", ...elementOf(text.element), ...conditionOf(text.condition) };
  if (url) return { ...common, action: "assert_url", ...conditionOf(url.condition) };
  if (wait?.visible) return { ...common, action: "wait_visible", ...elementOf(wait.visible) };
  if (wait?.gone) return { ...common, action: "wait_gone", ...elementOf(wait.gone) };
  if (wait?.url) return { ...common, action: "wait_url", ...conditionOf(wait.url) };
  if (wait) return { ...common, action: "wait_text", value: wait.text ?? "" };
  return { ...common, action: "screenshot" };
}

function elementOf(element: Element | undefined): Pick<StepDraft, "by" | "element"> {
  if (element?.css !== undefined) return { by: "css", element: element.css };
  if (element?.label !== undefined) return { by: "label", element: element.label };
  return { by: "text", element: element?.text ?? "" };
}

function conditionOf(condition: Schema<"TextCondition"> | undefined): Pick<StepDraft, "operator" | "value"> {
  const operator = OPERATORS.map(({ value }) => value).find((each) => condition?.[each] !== undefined) ?? "contains";
  return { operator, value: String(condition?.[operator] ?? "") };
}

export function inputOfStep(draft: StepDraft): StepInput {
  return { name: draft.name.trim(), timeout_ms: Number(draft.timeoutMs.trim() || 0), ...actionOf(draft) };
}

function actionOf(draft: StepDraft): Partial<StepInput> {
  const element = { [draft.by]: draft.element.trim() };
  const given = draft.element.trim() ? { element } : {};
  const condition = { [draft.operator]: draft.operator === "exists" ? draft.value.trim() === "true" : draft.value };
  switch (draft.action) {
    case "open":
      return { open: { url: draft.value.trim(), expected_status: [...draft.status] } };
    case "click":
      return { click: { element } };
    case "fill":
      return { fill: { element, text: draft.value } };
    case "fill_secret":
      return { fill: { element, secret: { name: draft.value.trim() } } };
    case "select":
      return { select: { element, option: draft.value } };
    case "press":
      return { press: { key: draft.key, ...given } };
    case "assert_visible":
      return { assert_visible: { element } };
    case "wait_visible":
      return { wait_for: { visible: element } };
    case "wait_gone":
      return { wait_for: { gone: element } };
    case "wait_text":
      return { wait_for: { text: draft.value } };
    case "wait_url":
      return { wait_for: { url: condition } };
    case "assert_text":
      return { assert_text: { ...given, condition } };
    case "assert_url":
      return { assert_url: { condition } };
    case "screenshot":
      return { screenshot: {} };
  }
}

const MAX_STEPS = 50;

/** What is wrong with the steps; names the first that is not right. */
export function stepsProblem(steps: readonly StepDraft[]): string | undefined {
  if (steps[0]?.action !== "open") return "The first step must open a page.";
  if (steps.length > MAX_STEPS) return `${steps.length} steps (expected: at most ${MAX_STEPS}).`;
  const problems = steps.map(stepProblem);
  const at = problems.findIndex((problem) => problem !== undefined);
  return at < 0 ? undefined : `Step ${at + 1}: ${problems[at]}`;
}

function stepProblem(step: StepDraft): string | undefined {
  const timeout = Number(step.timeoutMs.trim() || 0);
  if (timeout !== 0 && !(Number.isInteger(timeout) && timeout >= 100 && timeout <= 60_000)) return `${step.timeoutMs} (expected: 100 to 60000 ms).`;
  if (hasElement(step.action) && !hasOptionalElement(step.action) && !step.element.trim()) return "say which element.";
  if (step.action === "open") return parseUrl(step.value) ? undefined : `${step.value.trim() || "nothing"} (expected: a URL with http or https).`;
  if (step.action === "fill_secret" && !/^[a-z0-9][a-z0-9._-]{0,62}$/.test(step.value.trim())) return "name the secret that the node has.";
  const needsValue = valueName(step.action) !== undefined && step.action !== "fill";
  return needsValue && !step.value.trim() ? `say ${step.action === "select" ? "which option" : "what"}.` : undefined;
}
