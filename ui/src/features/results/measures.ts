import type { Schema } from "@/shared/api";
import { formatBytes, formatCount, formatMs } from "@/shared/format";

type Unit = "ms" | "bytes" | "bytes/s" | "count" | "ratio" | "score" | "status";

interface MeasureInfo {
  name: string;
  unit: Unit;
}

/** The fields of a result that the contract offers as measures: numbers that may be absent. */
type MeasureOf<Message> = {
  [Field in keyof Message]-?: undefined extends Message[Field] ? (NonNullable<Message[Field]> extends number ? Field : never) : never;
}[keyof Message];

/** `Other` are numbers that may be absent and are no measures. */
type Catalogue<Message, Other extends keyof Message = never> = Record<Exclude<MeasureOf<Message>, Other>, MeasureInfo>;

// A measure that the contract gains or loses stops the compiler here.
const HTTP: Catalogue<Schema<"HttpResult">> = {
  total_ms: { name: "Total time", unit: "ms" },
  response_ms: { name: "Response time (first byte)", unit: "ms" },
  dns_ms: { name: "DNS", unit: "ms" },
  connect_ms: { name: "Connect", unit: "ms" },
  tls_ms: { name: "TLS", unit: "ms" },
  send_ms: { name: "Send", unit: "ms" },
  wait_ms: { name: "Wait", unit: "ms" },
  receive_ms: { name: "Receive", unit: "ms" },
  throughput_bytes_per_s: { name: "Throughput", unit: "bytes/s" },
  wire_bytes: { name: "Bytes on the wire", unit: "bytes" },
  body_bytes: { name: "Bytes of the body", unit: "bytes" },
  status: { name: "Status code", unit: "status" },
};
const TCP: Catalogue<Schema<"TcpResult">, "failed_step"> = {
  total_ms: { name: "Total time", unit: "ms" },
  dns_ms: { name: "DNS", unit: "ms" },
  connect_ms: { name: "Connect", unit: "ms" },
  tls_ms: { name: "TLS", unit: "ms" },
  dialogue_ms: { name: "Dialogue", unit: "ms" },
  sent_bytes: { name: "Bytes sent", unit: "bytes" },
  received_bytes: { name: "Bytes received", unit: "bytes" },
};
const UDP: Catalogue<Schema<"UdpResult">> = {
  total_ms: { name: "Total time", unit: "ms" },
  dns_ms: { name: "DNS", unit: "ms" },
  rtt_ms: { name: "Round trip", unit: "ms" },
  response_bytes: { name: "Size of the answer", unit: "bytes" },
  sent_packets: { name: "Datagrams sent", unit: "count" },
};
const DNS: Catalogue<Schema<"DnsResult">> = {
  resolution_ms: { name: "Resolution time", unit: "ms" },
  query_ms: { name: "Query", unit: "ms" },
  connect_ms: { name: "Connect", unit: "ms" },
  tls_ms: { name: "TLS", unit: "ms" },
  validation_ms: { name: "DNSSEC validation", unit: "ms" },
  signature_expiry_days: { name: "Days until a signature expires", unit: "count" },
  answer_count: { name: "Answers", unit: "count" },
  authority_count: { name: "Authority records", unit: "count" },
  additional_count: { name: "Additional records", unit: "count" },
  min_ttl_s: { name: "Shortest TTL (s)", unit: "count" },
  soa_serial: { name: "SOA serial", unit: "count" },
  response_bytes: { name: "Size of the answer", unit: "bytes" },
  query_bytes: { name: "Size of the query", unit: "bytes" },
  http_status: { name: "HTTP status of the resolver", unit: "status" },
};
const PING: Catalogue<Schema<"PingResult">, "reply_hop_limit"> = {
  rtt_avg_ms: { name: "Round trip, mean", unit: "ms" },
  loss_ratio: { name: "Packet loss", unit: "ratio" },
  rtt_min_ms: { name: "Round trip, shortest", unit: "ms" },
  rtt_p50_ms: { name: "Round trip, median", unit: "ms" },
  rtt_p95_ms: { name: "Round trip, 95th percentile", unit: "ms" },
  rtt_max_ms: { name: "Round trip, longest", unit: "ms" },
  jitter_stddev_ms: { name: "Jitter (standard deviation)", unit: "ms" },
  jitter_rfc3550_ms: { name: "Jitter (RFC 3550)", unit: "ms" },
  dns_ms: { name: "DNS", unit: "ms" },
  sent: { name: "Packets sent", unit: "count" },
  received: { name: "Packets answered", unit: "count" },
  duplicates: { name: "Duplicate replies", unit: "count" },
  reordered: { name: "Reordered replies", unit: "count" },
  late: { name: "Late replies", unit: "count" },
};
const PATH: Catalogue<Schema<"PathResult">> = {
  rtt_avg_ms: { name: "Round trip to the target, mean", unit: "ms" },
  rtt_min_ms: { name: "Round trip to the target, shortest", unit: "ms" },
  loss_ratio: { name: "Loss at the target", unit: "ratio" },
  unreached_ratio: { name: "Flows that did not arrive", unit: "ratio" },
  hop_count: { name: "Hops", unit: "count" },
  path_count: { name: "Different paths", unit: "count" },
  path_mtu_bytes: { name: "Path MTU", unit: "bytes" },
  dns_ms: { name: "DNS", unit: "ms" },
};
const AGENT: Catalogue<Schema<"AgentResult">> = {
  rtt_avg_ms: { name: "Round trip, mean", unit: "ms" },
  worst_rtt_avg_ms: { name: "Round trip to the farthest peer", unit: "ms" },
  loss_ratio: { name: "Packet loss", unit: "ratio" },
  worst_loss_ratio: { name: "Packet loss of the worst peer", unit: "ratio" },
  out_loss_ratio: { name: "Loss to the peers", unit: "ratio" },
  in_loss_ratio: { name: "Loss from the peers", unit: "ratio" },
  out_delay_avg_ms: { name: "One-way delay to the peers", unit: "ms" },
  in_delay_avg_ms: { name: "One-way delay from the peers", unit: "ms" },
  clock_error_ms: { name: "Clock error of one-way delays", unit: "ms" },
  out_jitter_ms: { name: "Jitter to the peers", unit: "ms" },
  in_jitter_ms: { name: "Jitter from the peers", unit: "ms" },
  sent: { name: "Packets sent", unit: "count" },
  received: { name: "Packets answered", unit: "count" },
  late: { name: "Late answers", unit: "count" },
  peers_reached: { name: "Peers measured both ways", unit: "count" },
  peers_failed: { name: "Peers that failed", unit: "count" },
};
const BGP: Catalogue<Schema<"BgpResult">> = {
  total_ms: { name: "Time to the full table", unit: "ms" },
  prefixes: { name: "Prefixes", unit: "count" },
  uptime_s: { name: "Uptime (s)", unit: "count" },
  updates: { name: "Updates in the round", unit: "count" },
  announcements: { name: "Announcements in the round", unit: "count" },
  withdrawals: { name: "Withdrawals in the round", unit: "count" },
  path_changes: { name: "Path changes in the round", unit: "count" },
  watched_present: { name: "Watched prefixes there", unit: "count" },
  origin_mismatches: { name: "Unexpected origins", unit: "count" },
  lost_sessions: { name: "Sessions lost in the round", unit: "count" },
  malformed_updates: { name: "Damaged updates in the round", unit: "count" },
  received_bytes: { name: "Bytes received in the round", unit: "bytes" },
  dns_ms: { name: "DNS", unit: "ms" },
  connect_ms: { name: "Connect", unit: "ms" },
  open_ms: { name: "Opening the session", unit: "ms" },
  table_ms: { name: "Receiving the table", unit: "ms" },
};

const PAGE: Catalogue<Schema<"PageResult">> = {
  page_load_ms: { name: "Page load", unit: "ms" },
  response_ms: { name: "Response time (first byte)", unit: "ms" },
  fcp_ms: { name: "First Contentful Paint", unit: "ms" },
  lcp_ms: { name: "Largest Contentful Paint", unit: "ms" },
  cls_score: { name: "Cumulative Layout Shift", unit: "score" },
  dom_load_ms: { name: "DOM load", unit: "ms" },
  dns_ms: { name: "DNS", unit: "ms" },
  connect_ms: { name: "Connect", unit: "ms" },
  tls_ms: { name: "TLS", unit: "ms" },
  wire_bytes: { name: "Bytes on the wire", unit: "bytes" },
  request_count: { name: "Requests", unit: "count" },
  failed_request_count: { name: "Failed requests", unit: "count" },
  console_error_count: { name: "Console errors", unit: "count" },
  status: { name: "Status code", unit: "status" },
};
const TRANSACTION: Catalogue<Schema<"TransactionResult">, "failed_step"> = {
  total_ms: { name: "Total time", unit: "ms" },
  steps_passed: { name: "Steps passed", unit: "count" },
  steps_total: { name: "Steps", unit: "count" },
  wire_bytes: { name: "Bytes on the wire", unit: "bytes" },
  request_count: { name: "Requests", unit: "count" },
  failed_request_count: { name: "Failed requests", unit: "count" },
  console_error_count: { name: "Console errors", unit: "count" },
};

export interface Measure extends MeasureInfo {
  /** The contract's field name, for example "total_ms". */
  id: string;
}

const listed = (catalogue: Record<string, MeasureInfo>): readonly Measure[] =>
  Object.entries(catalogue).map(([id, info]) => ({ id, ...info }));

/** Measures of each kind of probe; the headline comes first. */
export const MEASURES = {
  http: listed(HTTP),
  tcp: listed(TCP),
  udp: listed(UDP),
  dns: listed(DNS),
  ping: listed(PING),
  path: listed(PATH),
  agent: listed(AGENT),
  bgp: listed(BGP),
  page: listed(PAGE),
  transaction: listed(TRANSACTION),
} as const;

const BY_ID = new Map(Object.values(MEASURES).toReversed().flat().map((each) => [each.id, each]));

/** A measure by its field name; one that this version does not know keeps its name. */
export function measure(id: string): Measure {
  return BY_ID.get(id) ?? { id, name: id, unit: unitByName(id) };
}

/** A value with its unit: "124 ms", "1.46 MB", "404". */
export function formatMeasure(id: string, value: number): string {
  switch (measure(id).unit) {
    case "ms":
      return formatMs(value);
    case "bytes":
      return formatBytes(value);
    case "bytes/s":
      return `${formatBytes(value)}/s`;
    case "ratio":
      return `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)}%`;
    case "score":
      return value.toFixed(3);
    case "status":
      return String(Math.round(value));
    case "count":
      return Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
  }
}

function unitByName(id: string): Unit {
  if (id.endsWith("_ms")) return "ms";
  if (id.endsWith("_bytes")) return "bytes";
  if (id.endsWith("_ratio")) return "ratio";
  if (id.endsWith("_score")) return "score";
  return "count";
}
