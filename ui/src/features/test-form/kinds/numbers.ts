/** What is wrong with a whole number that somebody typed; undefined when nothing is. Empty is right where it stands for a default. */
export function numberProblem(text: string, min: number, max: number, emptyIsRight = false): string | undefined {
  const typed = text.trim();
  if (typed === "" && emptyIsRight) return undefined;
  const value = Number(typed);
  if (typed !== "" && Number.isInteger(value) && value >= min && value <= max) return undefined;
  return `${typed || "nothing"} (expected: ${min} to ${max}).`;
}

/** The number, 0 for nothing: the contract's default. */
export const numberOf = (text: string): number => Number(text.trim() || 0);

/** Empty for 0, which stands for a default. */
export const textOf = (value: number): string => (value === 0 ? "" : String(value));
