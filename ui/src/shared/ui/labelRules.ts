/** Labels as the contract has them. */
export type Labels = Record<string, string>;

export const MAX_LABELS = 32;
const KEY = /^[a-z0-9]([a-z0-9\-_./]{0,61}[a-z0-9])?$/;
const MAX_VALUE_LENGTH = 100;

/** What is wrong with a label, or undefined. The rules are those of the contract's `Node.labels`. */
export function labelProblem(key: string, value: string): string | undefined {
  if (key === "") return "a label needs a key, for example region=eu";
  if (!KEY.test(key)) return `${key}: 1 to 63 of a–z, 0–9, "-", "_", ".", "/", starting and ending with a letter or digit`;
  if (value.length > MAX_VALUE_LENGTH) return `${key}: its value has ${value.length} characters (expected: at most 100)`;
  return undefined;
}

/** Splits "key=value" at the first "="; without one the value is empty. */
export function parseLabel(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

export function labelText(key: string, value: string): string {
  return value === "" ? key : `${key}=${value}`;
}

/** True when something carries all the wanted labels. */
export function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
