import type { Schema } from "@/shared/api";

type StatusRange = Schema<"StatusRange">;

const LOWEST = 100;
const HIGHEST = 599;

/** "200-299, 404" for ranges. */
export function statusText(ranges: readonly StatusRange[]): string {
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

/** Ranges from "200-299, 404"; the problem names the part that cannot be read. */
export function parseStatusRanges(text: string): { ranges: StatusRange[]; problem?: string } {
  const ranges: StatusRange[] = [];
  for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
    const match = /^(\d{3})(?:[-–](\d{3}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!match || first < LOWEST || last > HIGHEST || first > last) {
      return { ranges: [], problem: `${part} (expected: codes from ${LOWEST} to ${HIGHEST}, such as 200-299, 404).` };
    }
    ranges.push({ first, last });
  }
  return { ranges };
}
