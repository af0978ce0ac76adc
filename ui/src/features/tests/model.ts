import type { Schema } from "@/shared/api";
import type { MarkKind } from "@/shared/ui";

export type Test = Schema<"Test">;
export type TestSummary = Schema<"TestSummary">;
export type ProbeKind = keyof Schema<"ProbeConfig">;

export const KIND_NAMES: Record<ProbeKind, string> = {
  http: "HTTP",
  tcp: "TCP",
  udp: "UDP",
  dns: "DNS",
  ping: "Ping",
  path: "Path",
  agent: "Agent-to-agent",
  bgp: "BGP",
  page: "Page load",
  transaction: "Transaction",
};
export const PROBE_KINDS = Object.keys(KIND_NAMES) as readonly ProbeKind[];

/** State of a test as lists show and filter it. */
export type ShownState = "failing" | "degraded" | "none" | "passing" | "paused";

/** Worst first: the order of lists. */
export const STATES: readonly ShownState[] = ["failing", "degraded", "none", "passing", "paused"];
export const STATE_NAMES: Record<ShownState, string> = {
  failing: "Failing",
  degraded: "Degraded",
  none: "No data",
  passing: "Passing",
  paused: "Paused",
};
export const STATE_MARKS: Record<ShownState, MarkKind> = {
  failing: "bad",
  degraded: "warn",
  none: "none",
  passing: "ok",
  paused: "paused",
};

export function kindOf(test: Test): ProbeKind {
  const { probe } = test;
  return (probe && PROBE_KINDS.find((kind) => probe[kind] !== undefined)) ?? "http";
}

/** What is probed, as one line. */
export function targetOf({ probe, peers }: Test): string {
  if (probe?.http) return probe.http.url;
  if (probe?.tcp) return hostAndPort(probe.tcp.host, probe.tcp.port);
  if (probe?.dns) {
    const { name, record_type, server } = probe.dns;
    return `${name} ${recordTypeName(record_type)}${server ? ` @${server}` : ""}`;
  }
  if (probe?.udp) return hostAndPort(probe.udp.host, probe.udp.port);
  if (probe?.ping) return probe.ping.host;
  if (probe?.path) return probe.path.port > 0 ? hostAndPort(probe.path.host, probe.path.port) : probe.path.host;
  if (probe?.bgp) return `${probe.bgp.host} AS${probe.bgp.peer_as}`;
  if (probe?.agent) return peers ? "other nodes" : "full mesh";
  if (probe?.page) return probe.page.url;
  if (probe?.transaction) return probe.transaction.steps[0]?.open?.url ?? "";
  return "";
}

export function hostAndPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

export function recordTypeName(type: Schema<"DnsRecordType">): string {
  return type === "DNS_RECORD_TYPE_UNSPECIFIED" ? "A" : type.replace("DNS_RECORD_TYPE_", "");
}

/** Undefined while the summary is on its way. */
export function shownState(test: Test, summary: TestSummary | undefined): ShownState | undefined {
  if (test.paused) return "paused";
  switch (summary?.state) {
    case undefined:
      return undefined;
    case "TEST_STATE_PASSING":
      return "passing";
    case "TEST_STATE_DEGRADED":
      return "degraded";
    case "TEST_STATE_FAILING":
      return "failing";
    default:
      return "none";
  }
}

/** "2 of 5 nodes failing" for a degraded test, else the state's name. */
export function stateWords(state: ShownState, summary: TestSummary | undefined): string {
  if (state !== "degraded" || !summary) return STATE_NAMES[state];
  return `${summary.nodes - summary.nodes_passed} of ${summary.nodes} nodes failing`;
}
