import type { Schema } from "@/shared/api";
import { formatBytes, formatMs, plural } from "@/shared/format";
import { PhaseLegend } from "../PhaseBar";
import { endOf, PHASES, type PhaseSpan, spansOf } from "../phases";
import { DetailSection } from "./DetailSection";
import "./page.css";

interface PageRequestsProps {
  resources: readonly Schema<"PageResource">[];
  leftOut: number;
}

/** Every request of a page in the order they were made, each with its phases on one time axis. */
export function PageRequests({ resources, leftOut }: PageRequestsProps) {
  if (resources.length === 0) return null;
  const spans = resources.map((each) => spansOf(each, each.start_ms + (each.blocked_ms ?? 0)));
  const end = Math.max(0.1, ...spans.map(endOf), ...resources.map((each) => each.start_ms));
  return (
    <DetailSection title="Requests">
      <PhaseLegend ids={new Set(spans.flat().map((span) => span.id))} />
      <div className="table-scroll detail-answers">
        <table className="table page-requests">
          <thead>
            <tr>
              <th>Request</th>
              <th>Status</th>
              <th>Type</th>
              <th className="numeric">Size</th>
              <th className="numeric">Time</th>
              <th className="page-request-track">0 to {formatMs(end)}</th>
            </tr>
          </thead>
          <tbody>
            {resources.map((resource, index) => (
              <Row key={index} resource={resource} spans={spans[index] ?? []} endMs={end} />
            ))}
          </tbody>
        </table>
      </div>
      {leftOut > 0 && <p className="muted">and {plural(leftOut, "more request")}</p>}
    </DetailSection>
  );
}

function Row({ resource, spans, endMs }: { resource: Schema<"PageResource">; spans: readonly PhaseSpan[]; endMs: number }) {
  const percent = (ms: number) => `${Math.min(100, (ms / endMs) * 100)}%`;
  const took = spans.length > 0 ? endOf(spans) - resource.start_ms : undefined;
  return (
    <tr className={resource.failure || (resource.status ?? 0) >= 400 ? "page-request-failed" : undefined}>
      <td className="page-request-url" title={resource.url}>
        <span className="mono">{shortUrl(resource.url)}</span>
        {resource.failure && <span className="page-request-reason">{resource.failure}</span>}
      </td>
      <td>{resource.status ?? "–"}</td>
      <td>{resource.type}</td>
      <td className="numeric">{formatBytes(resource.wire_bytes)}</td>
      <td className="numeric">{took === undefined ? "–" : formatMs(took)}</td>
      <td className="page-request-track">
        <span className="page-request-bars" role="img" aria-label={inWords(resource, spans)}>
          {resource.blocked_ms !== undefined && (
            <span className="page-request-blocked" style={{ left: percent(resource.start_ms), width: percent(resource.blocked_ms) }} />
          )}
          {spans.map((span) => (
            <span key={span.id} className={`phase phase-${span.id}`} style={{ left: percent(span.startMs), width: percent(span.ms) }} />
          ))}
        </span>
      </td>
    </tr>
  );
}

function inWords(resource: Schema<"PageResource">, spans: readonly PhaseSpan[]): string {
  const names = new Map(PHASES.map(({ id, name }) => [id, name]));
  return [`starts at ${formatMs(resource.start_ms)}`, ...spans.map(({ id, ms }) => `${names.get(id)} ${formatMs(ms)}`)].join(", ");
}

/** The end of a path says more than its beginning. */
function shortUrl(url: string): string {
  try {
    const { host, pathname, search } = new URL(url);
    const file = pathname.split("/").at(-1);
    return `${host}${file ? ` … /${file}` : pathname}${search}`.slice(0, 80);
  } catch {
    return url.slice(0, 80);
  }
}
