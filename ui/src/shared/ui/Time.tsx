import { formatAbsolute, formatRelative, formatSpan, instant, useNow } from "@/shared/format";

interface TimeProps {
  /** A timestamp of the contract. */
  at: string | undefined;
  /** Shown when there is none. */
  fallback?: string;
}

/** How long ago, or how soon; the exact time on hover. */
export function RelativeTime({ at, fallback = "–" }: TimeProps) {
  const now = useNow();
  const ms = instant(at);
  if (ms === undefined) return <span className="faint">{fallback}</span>;
  return (
    <time dateTime={at} title={formatAbsolute(ms)}>
      {formatRelative(ms, now)}
    </time>
  );
}

/** The exact time; how long ago on hover. */
export function AbsoluteTime({ at, fallback = "–" }: TimeProps) {
  const now = useNow();
  const ms = instant(at);
  if (ms === undefined) return <span className="faint">{fallback}</span>;
  return (
    <time dateTime={at} title={formatRelative(ms, now)}>
      {formatAbsolute(ms)}
    </time>
  );
}

/** How long since `from`; until `to` where that is known. */
export function Lasting({ from, to }: { from: string | undefined; to?: string | undefined }) {
  const now = useNow();
  const start = instant(from);
  if (start === undefined) return <span className="faint">–</span>;
  return <span title={`since ${formatAbsolute(start)}`}>{formatSpan(Math.max(0, (instant(to) ?? now) - start))}</span>;
}
