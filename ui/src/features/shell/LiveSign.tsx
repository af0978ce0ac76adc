import { formatClock } from "@/shared/format";
import { type LiveStatus, useLiveStatus, useLostSince } from "@/shared/live";

const WORDS: Record<LiveStatus, string> = {
  idle: "Not live",
  connecting: "Connecting…",
  live: "Live",
  lost: "Not live",
};

/** Whether what is shown moves by itself. */
export function LiveSign() {
  const status = useLiveStatus();
  const since = useLostSince();
  const title =
    status === "live"
      ? "New results appear by themselves."
      : since === undefined
        ? "Opening the live connection."
        : `Live connection lost at ${formatClock(since)}.`;
  return (
    <span className={`live-sign live-sign-${status}`} title={title}>
      {WORDS[status]}
    </span>
  );
}
