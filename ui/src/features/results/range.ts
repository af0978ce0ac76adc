import { formatClock, formatDayAndClock, formatSpan, instant } from "@/shared/format";

/** The time that a page looks at: the last so many milliseconds, moving on, or a fixed stretch. */
export type TimeRange = { kind: "last"; ms: number } | { kind: "fixed"; from: number; to: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ranges to choose from, as the URL names them. */
export const PRESETS = [
  { id: "15m", label: "15 min", ms: 15 * MINUTE },
  { id: "1h", label: "1 h", ms: HOUR },
  { id: "6h", label: "6 h", ms: 6 * HOUR },
  { id: "24h", label: "24 h", ms: DAY },
  { id: "7d", label: "7 d", ms: 7 * DAY },
  { id: "30d", label: "30 d", ms: 30 * DAY },
  { id: "90d", label: "90 d", ms: 90 * DAY },
] as const;
export const DEFAULT_RANGE: TimeRange = { kind: "last", ms: HOUR };
/** The contract's bound of QuerySeries. */
export const LONGEST_MS = 400 * DAY;

const WANTED_BUCKETS = 180;
const NICE_MS = [
  1000, 2000, 5000, 10_000, 15_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY,
];

/** The range in a URL's query; what cannot be read gives the default. */
export function parseRange(params: URLSearchParams): TimeRange {
  const from = instant(params.get("from") ?? undefined);
  const to = instant(params.get("to") ?? undefined);
  if (from !== undefined && to !== undefined && from < to && to - from <= LONGEST_MS) return { kind: "fixed", from, to };
  const preset = PRESETS.find((each) => each.id === params.get("range"));
  return preset ? { kind: "last", ms: preset.ms } : DEFAULT_RANGE;
}

/** Writes the range into a URL's query; the default leaves no trace. */
export function writeRange(params: URLSearchParams, range: TimeRange): void {
  for (const key of ["range", "from", "to"]) params.delete(key);
  if (range.kind === "fixed") {
    params.set("from", new Date(range.from).toISOString());
    params.set("to", new Date(range.to).toISOString());
  } else if (range.ms !== (DEFAULT_RANGE.kind === "last" ? DEFAULT_RANGE.ms : 0)) {
    params.set("range", PRESETS.find((each) => each.ms === range.ms)?.id ?? "1h");
  }
}

export function resolveRange(range: TimeRange, now: number): { from: number; to: number } {
  return range.kind === "fixed" ? { from: range.from, to: range.to } : { from: now - range.ms, to: now };
}

/** In that many rounds it no longer shows that a bucket ends within one. */
const MANY_ROUNDS = 20;

/** Length of a bucket: a round number that gives about 180 buckets, and never less than one round of the test. */
export function bucketFor(rangeMs: number, intervalMs: number): number {
  const ideal = Math.max(rangeMs / WANTED_BUCKETS, intervalMs, 1000);
  const fits = (each: number) => each >= ideal && (each % intervalMs === 0 || ideal >= MANY_ROUNDS * intervalMs);
  return NICE_MS.find(fits) ?? Math.ceil(ideal / intervalMs) * intervalMs;
}

export function rangeWords(range: TimeRange): string {
  if (range.kind === "last") return `last ${formatSpan(range.ms)}`;
  const sameDay = new Date(range.from).toDateString() === new Date(range.to).toDateString();
  const end = sameDay ? formatClock(range.to).slice(0, 5) : formatDayAndClock(range.to);
  return `${formatDayAndClock(range.from)} – ${end}`;
}
