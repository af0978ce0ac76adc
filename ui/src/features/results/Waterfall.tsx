import { formatMs, withoutZeros } from "@/shared/format";
import { endOf, type Hop, PHASES, ticks } from "./phases";
import "./waterfall.css";

interface WaterfallProps {
  hops: readonly Hop[];
  /** How long the whole run took; the axis reaches at least so far. */
  durationMs: number;
  /** The step at which the last request failed, for example "TLS". */
  failedAt: string | undefined;
}

/** Every request of a run and each of its phases as a bar on one time axis. */
export function Waterfall({ hops, durationMs, failedAt }: WaterfallProps) {
  const lastEnd = Math.max(...hops.map((hop) => Math.max(hop.startMs, endOf(hop.spans))));
  const end = Math.max(lastEnd, failedAt ? durationMs : 0, 0.1);
  const marks = ticks(end, 4);
  return (
    <div className="waterfall">
      <div className="waterfall-axis" aria-hidden="true">
        <span />
        <span className="waterfall-scale">
          {marks.map((ms) => (
            <span key={ms} style={{ left: `${(ms / end) * 100}%` }}>
              {ms === 0 ? "0" : withoutZeros(formatMs(ms))}
            </span>
          ))}
        </span>
        <span />
      </div>
      {hops.map((hop, index) => (
        <HopRows
          key={index}
          hop={hop}
          number={hops.length > 1 ? index + 1 : undefined}
          endMs={end}
          marks={marks}
          failure={failedAt && index === hops.length - 1 ? { at: failedAt, toMs: end } : undefined}
        />
      ))}
    </div>
  );
}

interface HopRowsProps {
  hop: Hop;
  number: number | undefined;
  endMs: number;
  marks: readonly number[];
  failure: { at: string; toMs: number } | undefined;
}

function HopRows({ hop, number, endMs, marks, failure }: HopRowsProps) {
  const names = new Map(PHASES.map((phase) => [phase.id, phase]));
  const percent = (ms: number) => `${(ms / endMs) * 100}%`;
  const failedFrom = endOf(hop.spans) || hop.startMs;
  return (
    <section className="hop" aria-label={number ? `Request ${number}: ${hop.title}` : hop.title}>
      <p className="hop-head">
        {number !== undefined && <span className="hop-number">{number}</span>}
        <span className="hop-title" title={hop.title}>
          {hop.title}
        </span>
        <span className="muted">{hop.note}</span>
      </p>
      {hop.spans.map((span) => (
        <div key={span.id} className="waterfall-row" title={names.get(span.id)?.means}>
          <span className="waterfall-name">{names.get(span.id)?.name}</span>
          <span className="waterfall-track">
            <Grid marks={marks} endMs={endMs} />
            <span className={`waterfall-bar phase-${span.id}`} style={{ left: percent(span.startMs), width: percent(span.ms) }} />
          </span>
          <span className="waterfall-ms">{formatMs(span.ms)}</span>
        </div>
      ))}
      {failure && (
        <div className="waterfall-row">
          <span className="waterfall-name waterfall-failed-name">✕ {failure.at}</span>
          <span className="waterfall-track">
            <Grid marks={marks} endMs={endMs} />
            <span
              className="waterfall-bar waterfall-failed"
              style={{ left: percent(failedFrom), width: percent(Math.max(failure.toMs - failedFrom, 0)) }}
            />
          </span>
          <span className="waterfall-ms waterfall-failed-name">{formatMs(Math.max(failure.toMs - failedFrom, 0))}</span>
        </div>
      )}
    </section>
  );
}

function Grid({ marks, endMs }: { marks: readonly number[]; endMs: number }) {
  return marks.map((ms) => <span key={ms} className="waterfall-grid" style={{ left: `${(ms / endMs) * 100}%` }} />);
}
