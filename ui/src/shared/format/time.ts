import { formatSpan } from "./number";

const absolute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const DAY = 86_400_000;

/** "23 Nov 2026, 14:03:22 GMT+1". */
export const formatAbsolute = (ms: number) => absolute.format(ms);
/** "23 Nov 2026". */
export const formatDay = (ms: number) => day.format(ms);
/** "14:03:22". */
export const formatClock = (ms: number) => clock.format(ms);
/** "23 Nov, 14:03". */
export const formatDayAndClock = (ms: number) => dayAndClock.format(ms);

/** Instant of a timestamp of the contract; NaN-free: absent gives undefined. */
export function instant(timestamp: string | undefined): number | undefined {
  if (!timestamp) return undefined;
  const ms = Date.parse(timestamp);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Order of two timestamps of the contract, the absent one first. Their texts do not sort: fractions of a second may be left out. */
export function compareTimes(a: string | undefined, b: string | undefined): number {
  return (instant(a) ?? -Infinity) - (instant(b) ?? -Infinity) || 0;
}

/** "just now", "25 s ago", "3 min ago", "in 4 d". Seconds move in steps of five, so that a list stays calm. */
export function formatRelative(ms: number, now: number): string {
  const age = now - ms;
  const distance = Math.abs(age);
  if (distance < 5000) return "just now";
  const span = coarse(distance);
  return age > 0 ? `${span} ago` : `in ${span}`;
}

function coarse(distance: number): string {
  if (distance < 60_000) return `${Math.floor(distance / 5000) * 5} s`;
  if (distance < 3_600_000) return `${Math.floor(distance / 60_000)} min`;
  if (distance < DAY) return `${Math.floor(distance / 3_600_000)} h`;
  return `${Math.floor(distance / DAY)} d`;
}

/** How long something lasted, or lasts until now. */
export function formatLasting(from: number, to: number): string {
  return formatSpan(Math.max(0, to - from));
}
