import { formatMs } from "@/shared/format";
import { endOf, PHASES, type PhaseSpan } from "./phases";
import "./phases.css";

/** Stacked bar of one run's phases; `scaleMs` is what the full width stands for. */
export function PhaseBar({ spans, scaleMs, failed }: { spans: readonly PhaseSpan[]; scaleMs: number; failed: boolean }) {
  const width = (ms: number) => `${Math.min(100, (ms / scaleMs) * 100)}%`;
  return (
    <span className="phase-bar" role="img" aria-label={inWords(spans)} title={inWords(spans)}>
      {spans.map((span) => (
        <span key={span.id} className={`phase phase-${span.id}`} style={{ width: width(span.ms) }} />
      ))}
      {failed && <span className="phase-failed">✕</span>}
    </span>
  );
}

/** What the colours of the bars stand for; only the phases that occur. */
export function PhaseLegend({ ids }: { ids: ReadonlySet<string> }) {
  return (
    <span className="phase-legend">
      {PHASES.filter(({ id }) => ids.has(id)).map(({ id, name, means }) => (
        <span key={id} title={means}>
          <span className={`phase phase-${id}`} /> {name}
        </span>
      ))}
    </span>
  );
}

function inWords(spans: readonly PhaseSpan[]): string {
  if (spans.length === 0) return "no phase was reached";
  const names = new Map(PHASES.map(({ id, name }) => [id, name]));
  const parts = spans.map((span) => `${names.get(span.id) ?? span.id} ${formatMs(span.ms)}`);
  return `${parts.join(", ")}; together ${formatMs(endOf(spans))}`;
}
