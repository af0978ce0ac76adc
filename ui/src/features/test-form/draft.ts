import { hostAndPort, kindOf, type ProbeKind, recordTypeName, type Test } from "@/features/tests";
import type { Schema } from "@/shared/api";
import { type DurationDraft, durationDraft, durationMs, type Labels } from "@/shared/ui";
import { parseStatusRanges, statusText } from "./statusRanges";

export type NodeChoice = "all" | "labels" | "picked" | "both";
export type Header = { name: string; value: string };
export type RecordType = Exclude<Schema<"DnsRecordType">, "DNS_RECORD_TYPE_UNSPECIFIED">;
export type ResponseCode = Exclude<Schema<"DnsResponseCode">, "DNS_RESPONSE_CODE_UNSPECIFIED">;
export type Method = Exclude<Schema<"HttpMethod">, "HTTP_METHOD_UNSPECIFIED">;

/** A test as the form holds it: what was typed, for all kinds at once, so that changing the kind loses nothing. */
export interface TestDraft {
  kind: ProbeKind;
  name: string;
  /** False while the name follows the target. */
  nameTouched: boolean;
  url: string;
  method: Method;
  headers: readonly Header[];
  body: string;
  maxRedirects: string;
  expectedStatus: string;
  checkCertificate: boolean;
  family: Schema<"AddressFamily">;
  host: string;
  port: string;
  dnsName: string;
  recordType: RecordType;
  dnsServer: string;
  transport: Schema<"DnsTransport">;
  /** Empty stands for NOERROR. */
  responseCodes: readonly ResponseCode[];
  intervalMs: number;
  /** What was typed for an interval that is no preset. */
  interval: DurationDraft;
  customInterval: boolean;
  timeout: DurationDraft;
  confirmFailures: boolean;
  choice: NodeChoice;
  nodeIds: readonly string[];
  matchLabels: Labels;
  labels: Labels;
  paused: boolean;
}

export const INTERVALS_MS = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const;
const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_REDIRECTS = 10;

export function newDraft(target: string): TestDraft {
  const empty: TestDraft = {
    kind: "http",
    name: "",
    nameTouched: false,
    url: "",
    method: "HTTP_METHOD_GET",
    headers: [],
    body: "",
    maxRedirects: String(DEFAULT_REDIRECTS),
    expectedStatus: "",
    checkCertificate: true,
    family: "ADDRESS_FAMILY_UNSPECIFIED",
    host: "",
    port: "",
    dnsName: "",
    recordType: "DNS_RECORD_TYPE_A",
    dnsServer: "",
    transport: "DNS_TRANSPORT_UNSPECIFIED",
    responseCodes: [],
    intervalMs: DEFAULT_INTERVAL_MS,
    interval: durationDraft(DEFAULT_INTERVAL_MS),
    customInterval: false,
    timeout: durationDraft(5000),
    confirmFailures: false,
    choice: "all",
    nodeIds: [],
    matchLabels: {},
    labels: {},
    paused: false,
  };
  return target ? { ...empty, ...fromTarget(target.trim()) } : empty;
}

/** Guesses from a pasted target: "db.internal:5432" is TCP, all else a website. */
function fromTarget(target: string): Partial<TestDraft> {
  const tcp = /^([a-z0-9.-]+):(\d{1,5})$/i.exec(target);
  if (tcp) return { kind: "tcp", host: tcp[1] ?? "", port: tcp[2] ?? "" };
  return { url: /^https?:\/\//i.test(target) ? target : `https://${target}` };
}

export function draftOf(test: Test): TestDraft {
  const draft = { ...newDraft(""), kind: kindOf(test), name: test.name, nameTouched: true, labels: test.labels, paused: test.paused };
  return { ...draft, ...fromProbe(test), ...fromSchedule(test), ...fromSelector(test) };
}

function fromProbe({ probe }: Test): Partial<TestDraft> {
  if (probe?.http) {
    const { http } = probe;
    return {
      url: http.url,
      method: http.method === "HTTP_METHOD_UNSPECIFIED" ? "HTTP_METHOD_GET" : http.method,
      headers: http.headers,
      body: http.body,
      maxRedirects: String(http.max_redirects),
      expectedStatus: statusText(http.expected_status),
      checkCertificate: !http.skip_certificate_check,
      family: http.address_family,
    };
  }
  if (probe?.tcp) return { host: probe.tcp.host, port: String(probe.tcp.port), family: probe.tcp.address_family };
  if (probe?.dns) {
    const { name, record_type, server, transport } = probe.dns;
    const recordType = record_type === "DNS_RECORD_TYPE_UNSPECIFIED" ? "DNS_RECORD_TYPE_A" : record_type;
    const responseCodes = probe.dns.expected_response_codes.filter((code) => code !== "DNS_RESPONSE_CODE_UNSPECIFIED");
    return { dnsName: name, recordType, dnsServer: server, transport, responseCodes };
  }
  return {};
}

function fromSchedule(test: Test): Partial<TestDraft> {
  return {
    intervalMs: test.interval_ms,
    interval: durationDraft(test.interval_ms),
    customInterval: !INTERVALS_MS.some((each) => each === test.interval_ms),
    timeout: durationDraft(test.timeout_ms),
    confirmFailures: test.confirm_failures,
  };
}

function fromSelector(test: Test): Partial<TestDraft> {
  const nodeIds = test.nodes?.node_ids ?? [];
  const matchLabels = test.nodes?.match_labels ?? {};
  const labelled = Object.keys(matchLabels).length > 0;
  const picked = nodeIds.length > 0;
  return { nodeIds, matchLabels, choice: labelled && picked ? "both" : labelled ? "labels" : picked ? "picked" : "all" };
}

export function intervalOf(draft: TestDraft): number {
  return draft.customInterval ? durationMs(draft.interval) : draft.intervalMs;
}

/** The test that the draft stands for. Call it for a draft without problems only. */
export function testOf(draft: TestDraft, version: string): Schema<"TestInput"> {
  return {
    name: draft.name.trim(),
    probe: probeOf(draft),
    interval_ms: intervalOf(draft),
    timeout_ms: durationMs(draft.timeout),
    confirm_failures: draft.confirmFailures,
    nodes: selectorOf(draft),
    labels: draft.labels,
    paused: draft.paused,
    version,
  };
}

function probeOf(draft: TestDraft): Schema<"ProbeConfigInput"> {
  switch (draft.kind) {
    case "http":
      return {
        http: {
          url: draft.url.trim(),
          method: draft.method,
          headers: draft.headers.filter(({ name, value }) => name !== "" || value !== ""),
          body: draft.body,
          max_redirects: Number(draft.maxRedirects),
          expected_status: parseStatusRanges(draft.expectedStatus).ranges,
          skip_certificate_check: !draft.checkCertificate,
          address_family: draft.family,
        },
      };
    case "tcp":
      return { tcp: { host: draft.host.trim(), port: Number(draft.port), address_family: draft.family } };
    case "dns": {
      const { recordType, transport, responseCodes } = draft;
      const server = draft.dnsServer.trim();
      return {
        dns: { name: draft.dnsName.trim(), record_type: recordType, server, transport, expected_response_codes: [...responseCodes] },
      };
    }
  }
}

export function selectorOf({ choice, nodeIds, matchLabels }: TestDraft): Schema<"NodeSelector"> {
  return {
    node_ids: choice === "picked" || choice === "both" ? [...nodeIds] : [],
    match_labels: choice === "labels" || choice === "both" ? matchLabels : {},
  };
}

/** A name made of the target, for a test that has none yet. */
export function suggestedName(draft: TestDraft): string {
  switch (draft.kind) {
    case "http": {
      const url = parseUrl(draft.url);
      if (!url) return "";
      const path = url.pathname === "/" ? "" : url.pathname;
      return `${url.host}${path}`.slice(0, 100);
    }
    case "tcp":
      return draft.host.trim() ? hostAndPort(draft.host.trim(), Number(draft.port) || 0).replace(/:0$/, "") : "";
    case "dns":
      return draft.dnsName.trim() ? `${draft.dnsName.trim().replace(/\.$/, "")} ${recordTypeName(draft.recordType)}` : "";
  }
}

export function parseUrl(text: string): URL | undefined {
  try {
    const url = new URL(text.trim());
    return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
  } catch {
    return undefined;
  }
}
