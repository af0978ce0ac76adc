import type { Schema } from "@/shared/api";
import { plural } from "@/shared/format";
import type { Result } from "./api";
import { formatMeasure } from "./measures";
import { BGP_STATES, PATH_ENDS, UDP_REPLIES } from "./words";

export type PhaseId = "dns" | "connect" | "tls" | "send" | "wait" | "receive" | "dialogue";

export const PHASES: readonly { id: PhaseId; name: string; means: string }[] = [
  { id: "dns", name: "DNS", means: "Name resolution" },
  { id: "connect", name: "Connect", means: "TCP handshake" },
  { id: "tls", name: "TLS", means: "TLS handshake" },
  { id: "send", name: "Send", means: "Writing the request" },
  { id: "wait", name: "Wait", means: "From the end of the request to the first byte of the response" },
  { id: "receive", name: "Receive", means: "From the first byte to the last" },
  { id: "dialogue", name: "Dialogue", means: "What is said over the connection" },
];

/** One measured step, placed on the time axis of its run. */
export interface PhaseSpan {
  id: PhaseId;
  startMs: number;
  ms: number;
}

/** One request of a run: all of a run without redirects. */
export interface Hop {
  title: string;
  note: string;
  startMs: number;
  spans: readonly PhaseSpan[];
}

type Timed = Partial<Record<`${PhaseId}_ms`, number | undefined>>;

/** Phases follow each other without a gap; one that was not reached is absent. */
export function spansOf(timed: Timed, startMs = 0): PhaseSpan[] {
  let at = startMs;
  return PHASES.flatMap(({ id }) => {
    const ms = timed[`${id}_ms`];
    if (ms === undefined) return [];
    const span = { id, startMs: at, ms };
    at += ms;
    return [span];
  });
}

/** The measured steps of a result's last request, for one bar. */
export function barOf(result: Result): PhaseSpan[] {
  const { http, tcp, udp, dns, ping, path, agent, bgp, page, transaction } = result.probe ?? {};
  if (http) return spansOf(http);
  if (tcp) return spansOf(tcp);
  if (udp) return spansOf({ dns_ms: udp.dns_ms, wait_ms: udp.rtt_ms });
  if (dns) return spansOf({ connect_ms: dns.connect_ms, tls_ms: dns.tls_ms, wait_ms: dns.query_ms ?? dns.resolution_ms });
  if (ping) return spansOf({ wait_ms: ping.rtt_avg_ms });
  if (path) return spansOf({ wait_ms: path.rtt_avg_ms });
  if (agent) return spansOf({ wait_ms: agent.rtt_avg_ms });
  if (bgp) return spansOf({ dns_ms: bgp.dns_ms, connect_ms: bgp.connect_ms, wait_ms: bgp.open_ms, receive_ms: bgp.table_ms });
  if (page) return spansOf(pagePhases(page));
  if (transaction) return spansOf({ wait_ms: transaction.total_ms });
  return [];
}

/** The first byte and what comes after it, behind the connection of the document. */
function pagePhases({ dns_ms, connect_ms, tls_ms, response_ms, page_load_ms }: Schema<"PageResult">): Timed {
  const before = (dns_ms ?? 0) + (connect_ms ?? 0) + (tls_ms ?? 0);
  return {
    dns_ms,
    connect_ms,
    tls_ms,
    wait_ms: response_ms === undefined ? undefined : Math.max(0, response_ms - before),
    receive_ms: response_ms === undefined || page_load_ms === undefined ? undefined : Math.max(0, page_load_ms - response_ms),
  };
}

/** Every request of a result with its place in time. */
export function hopsOf(result: Result, target: string): Hop[] {
  const { http, tcp, udp, dns } = result.probe ?? {};
  if (http) {
    if (http.hops.length === 0) return [{ title: target, note: "", startMs: 0, spans: spansOf(http) }];
    return http.hops.map(hopOf);
  }
  if (tcp) return [{ title: target, note: tcp.remote_ip, startMs: 0, spans: barOf(result) }];
  if (udp) return [{ title: target, note: udp.remote_ip, startMs: 0, spans: barOf(result) }];
  if (dns) return [{ title: target, note: dns.server, startMs: 0, spans: barOf(result) }];
  return [];
}

function hopOf(hop: Schema<"HttpHop">): Hop {
  const note = [hop.status === undefined ? "no response" : String(hop.status), hop.remote_ip].filter(Boolean).join(" · ");
  return { title: hop.url, note, startMs: hop.start_ms, spans: spansOf(hop, hop.start_ms) };
}

export function endOf(spans: readonly PhaseSpan[]): number {
  return spans.reduce((end, span) => Math.max(end, span.startMs + span.ms), 0);
}

/** The number that stands for the whole run, or undefined when it was not reached. */
export function headlineOf(result: Result): number | undefined {
  const { http, tcp, udp, dns, ping, path, agent, bgp, page, transaction } = result.probe ?? {};
  const total = http?.total_ms ?? tcp?.total_ms ?? udp?.total_ms ?? page?.page_load_ms ?? transaction?.total_ms;
  return total ?? dns?.resolution_ms ?? ping?.rtt_avg_ms ?? path?.rtt_avg_ms ?? agent?.rtt_avg_ms ?? bgp?.total_ms;
}

/** What the answer said in a word: an HTTP status, a DNS response code, how much was lost. */
export function answerOf(result: Result): string {
  const { http, udp, dns, ping, path, agent, bgp, page, transaction } = result.probe ?? {};
  if (udp) return UDP_REPLIES[udp.reply];
  if (ping) return ping.loss_ratio === undefined ? "" : `${formatMeasure("loss_ratio", ping.loss_ratio)} lost`;
  if (path) return path.hop_count === undefined ? PATH_ENDS[path.end] : plural(path.hop_count, "hop");
  if (agent) return agent.loss_ratio === undefined ? "" : `${formatMeasure("loss_ratio", agent.loss_ratio)} lost`;
  if (bgp) return bgp.prefixes === undefined ? BGP_STATES[bgp.state] : plural(bgp.prefixes, "prefix", "prefixes");
  if (page) return page.status?.toString() ?? "";
  if (transaction) return `${transaction.steps_passed ?? 0} of ${plural(transaction.steps_total ?? 0, "step")}`;
  return http?.status?.toString() ?? dns?.rcode ?? "";
}

/** Even steps of 1, 2 or 5 for an axis from 0 to the end. */
export function ticks(endMs: number, wanted = 5): number[] {
  if (endMs <= 0) return [0];
  const rough = endMs / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}
