import type { Schema } from "@/shared/api";

/** An instant so many milliseconds ago. */
export const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const HOUR = 3_600_000;

export function aSession(change: Partial<Schema<"Session">> = {}): Schema<"Session"> {
  return { user_name: "anna", org: "default", role: "ROLE_ADMIN", ...change };
}

export function aTest(change: Partial<Schema<"Test">> = {}): Schema<"Test"> {
  return {
    id: "web",
    name: "Website",
    probe: {
      http: {
        url: "https://example.com/",
        method: "HTTP_METHOD_GET",
        headers: [],
        body: "",
        max_redirects: 10,
        expected_status: [],
        skip_certificate_check: false,
        address_family: "ADDRESS_FAMILY_UNSPECIFIED",
        address_selection: "ADDRESS_SELECTION_UNSPECIFIED",
        assertions: [],
        version: "HTTP_VERSION_UNSPECIFIED",
        max_body_bytes: 0,
        resolver: "",
      },
    },
    interval_ms: 60_000,
    timeout_ms: 5000,
    nodes: { node_ids: [], match_labels: {} },
    labels: {},
    paused: false,
    version: "4",
    created_at: ago(48 * HOUR),
    updated_at: ago(24 * HOUR),
    assigned_nodes: 2,
    confirm_failures: false,
    trace_on_failure: false,
    ...change,
  };
}

export function aSummary(change: Partial<Schema<"TestSummary">> = {}): Schema<"TestSummary"> {
  return {
    test_id: "web",
    state: "TEST_STATE_PASSING",
    nodes: 2,
    nodes_passed: 2,
    newest: ago(20_000),
    headline_measure: "total_ms",
    headline: 123.4,
    points: Array.from({ length: 30 }, () => ({ count: 2, passed: 2, value: 120 })),
    ...change,
  };
}

export function aNode(change: Partial<Schema<"Node">> = {}, status: Partial<Schema<"NodeStatus">> = {}): Schema<"Node"> {
  return {
    id: "nd-1",
    name: "fra-cloud",
    labels: { region: "eu" },
    revoked: false,
    certificate_serials: ["5f2c"],
    certificate_expires_at: new Date(Date.now() + 20 * 24 * HOUR).toISOString(),
    enrolled_at: ago(100 * HOUR),
    updated_at: ago(50 * HOUR),
    version: "2",
    status: {
      connection: "CONNECTION_ONLINE",
      last_seen_at: ago(4000),
      connected_at: ago(5 * HOUR),
      disconnect_reason: "",
      agent_version: "0.1.0",
      platform: "linux/amd64",
      hostname: "fra-1.example.net",
      public_address: "",
      remote_ip: "203.0.113.24",
      capabilities: ["CAPABILITY_HTTP"],
      lag_records: "0",
      spool_bytes: "0",
      clock_offset_ms: 3,
      assignment_revision: "7",
      refused: [],
      lost_records: "0",
      last_loss_reason: "LOSS_REASON_UNSPECIFIED",
      ...status,
    },
    ...change,
  };
}

export function anHttpResult(change: Partial<Schema<"HttpResult">> = {}): Schema<"HttpResult"> {
  return {
    dns_ms: 5,
    connect_ms: 20,
    tls_ms: 30,
    send_ms: 1,
    wait_ms: 60,
    receive_ms: 8,
    response_ms: 116,
    total_ms: 124,
    status: 200,
    wire_bytes: 48_213,
    body_bytes: 201_734,
    redirects: 0,
    protocol: "h2",
    remote_ip: "198.51.100.40",
    final_url: "https://example.com/",
    body_truncated: false,
    hops: [],
    assertions: [],
    addresses: [],
    ...change,
  };
}

type ResultChange = Partial<Omit<Schema<"Result">, "probe">> & { probe?: Partial<Schema<"ProbeResult">> };
let seq = 0;

/** A result with an id of its own. */
export function aResult({ probe, ...change }: ResultChange = {}): Schema<"Result"> {
  seq += 1;
  const node = change.node_id ?? "nd-1";
  return {
    id: `${node}.00ff.${seq}`,
    org: "default",
    node_id: node,
    incarnation: "AAAAAAAAAAAAAAAAAAAAAA==",
    seq: String(seq),
    received_at: ago(19_000),
    node_name: node === "nd-1" ? "fra-cloud" : node,
    node_labels: {},
    test_name: "Website",
    test_labels: {},
    details_dropped: false,
    ...change,
    probe: {
      test_id: "web",
      config_version: "4",
      round: String(seq),
      scheduled_at: ago(20_000),
      lateness_ms: 2,
      duration_ms: 124,
      fault: "FAULT_OK",
      error_phase: "ERROR_PHASE_UNSPECIFIED",
      trigger: "RUN_TRIGGER_UNSPECIFIED",
      confirmation_follows: false,
      error: "",
      http: anHttpResult(),
      ...probe,
    },
  };
}

export function aRule(change: Partial<Schema<"AlertRule">> = {}): Schema<"AlertRule"> {
  return {
    id: "down",
    name: "Down somewhere",
    disabled: false,
    severity: "SEVERITY_MAJOR",
    tests: { test_ids: [], match_labels: {} },
    condition: { measure: "up", comparison: "COMPARISON_LESS", threshold: 1 },
    rounds: 2,
    nodes: 1,
    resolve_rounds: 2,
    version: "1",
    ...change,
  };
}

export function anIncident(change: Partial<Schema<"Incident">> = {}): Schema<"Incident"> {
  return {
    id: "in-1",
    org: "default",
    state: "INCIDENT_STATE_OPEN",
    version: 1,
    severity: "SEVERITY_MAJOR",
    rule_id: "down",
    rule_name: "Down somewhere",
    condition: { measure: "up", comparison: "COMPARISON_LESS", threshold: 1 },
    test_id: "web",
    test_name: "Website",
    opened_at: ago(10 * 60_000),
    resolve_reason: "RESOLVE_REASON_UNSPECIFIED",
    nodes: [{ node_id: "nd-1", node_name: "fra-cloud", value: 0, at: ago(10 * 60_000), error: "HTTP status 503" }],
    summary: "Website fails on 1 of 2 nodes: HTTP status 503.",
    ...change,
  };
}

export function aSystem(components: Schema<"Component">[] = []): Schema<"SystemStatus"> {
  return { version: "0.1.0", at: ago(0), components };
}
