const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;
const MS_UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A count with thousands separators: "5,000". */
export function formatCount(value: number | string): string {
  return grouped.format(Number(value));
}

/** "1 node", "5 nodes". */
export function plural(count: number, singular: string, pluralForm = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : pluralForm}`;
}

/** A measured time with three significant digits: "8.31 ms", "124 ms", "1.24 s". */
export function formatMs(ms: number): string {
  const magnitude = Math.abs(ms);
  if (magnitude < 1000) return `${significant(ms)} ms`;
  if (magnitude < 60_000) return `${significant(ms / 1000)} s`;
  return formatSpan(ms);
}

/** A label of an axis: without the zeros that keep columns of measured values in line. */
export function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");
}

/** A configured span in its largest whole unit: "30 s", "5 min", "1 h"; 90,000 is "90 s". */
export function formatInterval(ms: number): string {
  for (const [unit, size] of MS_UNITS) {
    if (ms >= size && ms % size === 0) return `${formatCount(ms / size)} ${unit}`;
  }
  return `${formatCount(ms)} ms`;
}

/** A span of time in its two largest units: "2 h 14 min", "3 d 4 h", "42 s". */
export function formatSpan(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1000) * 1000);
  if (rest < 1000) return "0 s";
  const parts: string[] = [];
  for (const [unit, size] of MS_UNITS) {
    const count = Math.floor(rest / size);
    if (count === 0) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count} ${unit}`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** A size in units of 1,000: "512 B", "1.46 MB". */
export function formatBytes(bytes: number | string): string {
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : significant(value)} ${BYTE_UNITS[unit]}`;
}

/** A share as a percentage that reads 100% only when it is whole: "99.98%". */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "–";
  if (part === whole) return "100%";
  const percent = (part / whole) * 100;
  const floored = Math.floor(percent * 100) / 100;
  return `${percent >= 99 ? floored.toFixed(2) : significant(percent)}%`;
}

/** Signed milliseconds: "+12.3 ms", "−1.20 s". */
export function formatOffset(ms: number): string {
  const sign = ms > 0 ? "+" : ms < 0 ? "−" : "±";
  return `${sign}${formatMs(Math.abs(ms))}`;
}

function significant(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  if (magnitude >= 10) return value.toFixed(1);
  if (magnitude === 0) return "0";
  return value.toFixed(2);
}
