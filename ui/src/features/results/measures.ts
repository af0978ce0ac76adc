import type { Schema } from "@/shared/api";
import { formatBytes, formatCount, formatMs } from "@/shared/format";

type Unit = "ms" | "bytes" | "bytes/s" | "count" | "status";

interface MeasureInfo {
  name: string;
  unit: Unit;
}

/** The fields of a result that the contract offers as measures: numbers that may be absent. */
type MeasureOf<Message> = {
  [Field in keyof Message]-?: undefined extends Message[Field] ? (NonNullable<Message[Field]> extends number ? Field : never) : never;
}[keyof Message];

type Catalogue<Message> = Record<MeasureOf<Message>, MeasureInfo>;

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
const TCP: Catalogue<Schema<"TcpResult">> = {
  total_ms: { name: "Total time", unit: "ms" },
  dns_ms: { name: "DNS", unit: "ms" },
  connect_ms: { name: "Connect", unit: "ms" },
};
const DNS: Catalogue<Schema<"DnsResult">> = {
  resolution_ms: { name: "Resolution time", unit: "ms" },
  answer_count: { name: "Answers", unit: "count" },
  response_bytes: { name: "Size of the answer", unit: "bytes" },
  query_bytes: { name: "Size of the query", unit: "bytes" },
  connect_ms: { name: "Connect", unit: "ms" },
  tls_ms: { name: "TLS", unit: "ms" },
  query_ms: { name: "Query", unit: "ms" },
  validation_ms: { name: "DNSSEC validation", unit: "ms" },
  authority_count: { name: "Authority records", unit: "count" },
  additional_count: { name: "Additional records", unit: "count" },
  min_ttl_s: { name: "Shortest time to live", unit: "count" },
  soa_serial: { name: "Serial of the zone", unit: "count" },
  signature_expiry_days: { name: "Days to signature expiry", unit: "count" },
  http_status: { name: "HTTP status", unit: "status" },
};

export interface Measure extends MeasureInfo {
  /** The contract's field name, for example "total_ms". */
  id: string;
}

const listed = (catalogue: Record<string, MeasureInfo>): readonly Measure[] =>
  Object.entries(catalogue).map(([id, info]) => ({ id, ...info }));

/** Measures of each kind of probe; the headline comes first. */
export const MEASURES = { http: listed(HTTP), tcp: listed(TCP), dns: listed(DNS) } as const;

const BY_ID = new Map([...MEASURES.dns, ...MEASURES.tcp, ...MEASURES.http].map((each) => [each.id, each]));

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
    case "status":
      return String(Math.round(value));
    case "count":
      return Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
  }
}

function unitByName(id: string): Unit {
  if (id.endsWith("_ms")) return "ms";
  if (id.endsWith("_bytes")) return "bytes";
  return "count";
}
