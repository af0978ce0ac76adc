// A believable world for the fake server: every result follows from test, node and round, so that any time can be asked for.

const hash = (text) => {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h ^= h >>> 15;
  h = Math.imul(h, 2246822507);
  h ^= h >>> 13;
  return (h >>> 0) / 4294967296;
};

export const start = Date.now();
export const iso = (ms) => new Date(ms).toISOString();
const MIN = 60_000;
const H = 60 * MIN;
const D = 24 * H;

const far = { "nd-fra": 1, "nd-lon": 1.15, "nd-nyc": 2.1, "nd-sgp": 3.6, "nd-anna": 1.7, "nd-tok": 3.1 };
const node = (id, name, connection, labels, extra = {}) => ({
  id, name, labels, revoked: false, certificate_serials: ["5f2c"], certificate_expires_at: iso(start + 21 * D), enrolled_at: iso(start - 40 * D),
  updated_at: iso(start - 3 * D), version: "3",
  status: {
    connection: `CONNECTION_${connection}`, last_seen_at: iso(start), connected_at: iso(start - 5 * H), disconnect_reason: "", agent_version: "0.1.0",
    platform: "linux/amd64", hostname: `${name}.example.net`, remote_ip: "203.0.113.24",
    capabilities: ["CAPABILITY_HTTP", "CAPABILITY_TCP", "CAPABILITY_DNS"], lag_records: "0", spool_bytes: "40960", clock_offset_ms: 3.2,
    health: { tests_assigned: 12, tests_running: 1, results_total: "184203", lateness_p99_ms: 4.1, rss_bytes: "61341696", cpu_s: 812.4 },
    assignment_revision: "88", refused: [], lost_records: "0", last_loss_reason: "LOSS_REASON_UNSPECIFIED", ...extra,
  },
});
export const nodes = new Map([
  node("nd-fra", "fra-cloud", "ONLINE", { region: "eu", kind: "cloud" }),
  node("nd-lon", "lon-branch", "ONLINE", { region: "eu", kind: "branch" }, { platform: "linux/arm64", remote_ip: "198.51.100.7", clock_offset_ms: -18.4 }),
  node("nd-nyc", "nyc-cloud", "ONLINE", { region: "us", kind: "cloud" }, { remote_ip: "192.0.2.91" }),
  node("nd-sgp", "sgp-cloud", "ONLINE", { region: "apac", kind: "cloud" }, { remote_ip: "2001:db8:4::17", clock_offset_ms: 2310, lag_records: "1842", spool_bytes: "3145728",
    refused: [{ test_id: "resolver-health", reason: "the system has no resolver configured" }] }),
  node("nd-tok", "tok-branch", "ONLINE", { region: "apac", kind: "branch" }, { clock_offset_ms: 0.4 }),
  node("nd-anna", "home-anna", "OFFLINE", { kind: "home" }, { last_seen_at: iso(start - 3.2 * H), disconnect_reason: "no heartbeat for 45 s", lag_records: "412", spool_bytes: "655360",
    lost_records: "37", last_loss_reason: "LOSS_REASON_SPOOL_FULL", hostname: "nas", remote_ip: "100.64.3.2" }),
  { ...node("nd-old", "lab-old", "OFFLINE", {}, { last_seen_at: iso(start - 12 * D), agent_version: "0.0.9" }), revoked: true },
  { ...node("nd-new", "par-branch", "NEVER", { region: "eu", kind: "branch" }), status: undefined },
].map((each) => [each.id, each]));

const http = (url, extra = {}) => ({ http: { url, method: "HTTP_METHOD_GET", headers: [], body: "", max_redirects: 10, expected_status: [], skip_certificate_check: false, address_family: "ADDRESS_FAMILY_UNSPECIFIED", ...extra } });
const tcp = (host, port) => ({ tcp: { host, port, address_family: "ADDRESS_FAMILY_UNSPECIFIED" } });
const dns = (name, type = "A", server = "") => ({ dns: { name, record_type: `DNS_RECORD_TYPE_${type}`, server, transport: "DNS_TRANSPORT_UNSPECIFIED", expected_response_codes: [] } });
const test = (id, name, probe, interval_ms = 60_000, extra = {}) => ({
  id, name, probe, interval_ms, timeout_ms: Math.min(5000, interval_ms), nodes: { node_ids: [], match_labels: {} }, labels: {}, paused: false, version: "2",
  created_at: iso(start - 20 * D), updated_at: iso(start - 2 * D), assigned_nodes: 5, ...extra,
});
const prod = { env: "prod" };
export const tests = new Map([
  test("shop-checkout", "Shop checkout API", http("https://api.shop.example.com/v2/checkout/health"), 30_000, { labels: { env: "prod", team: "shop" } }),
  test("status-page", "Status page", http("https://status.example.net/"), 60_000, { labels: prod }),
  test("www", "example.com", http("http://example.com/"), 60_000, { labels: { env: "prod", team: "web" } }),
  test("shop-www", "Shop front page", http("https://shop.example.com/"), 30_000, { labels: { env: "prod", team: "shop" } }),
  test("login", "Login", http("https://login.example.com/realms/staff/.well-known/openid-configuration"), 60_000, { labels: prod }),
  test("docs", "Documentation", http("https://docs.example.com/guide/"), 300_000),
  test("cdn", "CDN edge image", http("https://cdn.example.com/assets/hero/2026/autumn/collection-large@2x.avif"), 60_000),
  test("orders-db", "Orders database", tcp("orders-db.internal.example.net", 5432), 10_000, { labels: { env: "prod", team: "shop" } }),
  test("mail-in", "Mail, incoming", tcp("mx1.example.com", 25), 60_000),
  test("vpn-gw", "VPN gateway", tcp("2001:db8::4a", 443), 30_000),
  test("dns-apex", "example.com A", dns("example.com"), 30_000, { labels: prod }),
  test("dns-mx", "example.com MX via 9.9.9.9", dns("example.com", "MX", "9.9.9.9"), 300_000),
  test("resolver-health", "Resolver health", dns("resolver-check.example.net", "AAAA"), 60_000),
  test("staging", "Staging", http("https://staging.example.com/"), 60_000, { paused: true, labels: { env: "staging" } }),
  test("fresh", "Fresh test", http("https://fresh.example.com/"), 60_000, { created_at: iso(start) }),
].map((each) => [each.id, each]));

export const runsOn = (t) => {
  const { node_ids = [], match_labels = {} } = t.nodes ?? {};
  const wanted = Object.entries(match_labels);
  return [...nodes.values()].filter((n) => !n.revoked && n.status?.connection === "CONNECTION_ONLINE").filter((n) =>
    (node_ids.length === 0 && wanted.length === 0) || node_ids.includes(n.id) || (wanted.length > 0 && wanted.every(([k, v]) => n.labels[k] === v)));
};

const cert = (subject, issuer, from, to, san = []) => ({ subject, issuer, subject_alternative_names: san, not_before: iso(start + from * D), not_after: iso(start + to * D), sha256: Array.from({ length: 8 }, (_, i) => Math.floor(hash(subject + i) * 2 ** 32).toString(16).padStart(8, "0")).join("") });
const chain = (host, days) => [
  cert(`CN=${host}`, "CN=R11, O=Let's Encrypt, C=US", days - 90, days, [host, `www.${host}`]),
  cert("CN=R11, O=Let's Encrypt, C=US", "CN=ISRG Root X1, O=Internet Security Research Group, C=US", -500, 480),
  cert("CN=ISRG Root X1, O=Internet Security Research Group, C=US", "CN=ISRG Root X1, O=Internet Security Research Group, C=US", -3800, 3100),
];

/** The fault of a run, or undefined when it passes. `age` is how long ago, in ms, counted from the server's start. */
const trouble = (t, nodeId, at, r) => {
  const age = start - at;
  if (t.id === "shop-checkout" && age < 42 * MIN) return { fault: "TARGET", phase: "STATUS", error: "HTTP status 503 (expected: 200 to 399)", status: 503 };
  if (t.id === "shop-checkout" && age > 20 * H && age < 20.6 * H) return { fault: "TARGET", phase: "WAIT", error: "no response from 198.51.100.40:443 within 5,000 ms" };
  if (t.id === "status-page" && (nodeId === "nd-sgp" || nodeId === "nd-tok") && age < 18 * MIN)
    return { fault: "TARGET", phase: "TLS", error: "the certificate of status.example.net expired 2 days ago (expected: valid at present)" };
  if (t.id === "orders-db" && nodeId === "nd-nyc" && r < 0.06) return { fault: "PATH", phase: "CONNECT", error: "no route to host 10.20.4.12:5432 after 3,012 ms" };
  if (t.id === "login" && nodeId === "nd-lon" && age > 25 * MIN && age < 31 * MIN) return { fault: "NODE_LOCAL", phase: "DNS", error: "the node's resolver 127.0.0.53:53 did not answer within 2,000 ms" };
  if (r < 0.002) return { fault: "PATH", phase: "CONNECT", error: "connection reset by peer while connecting" };
  return undefined;
};

export const probe = (t, nodeId, round) => {
  const at = round * t.interval_ms;
  const r = (salt) => hash(`${t.id}/${nodeId}/${round}/${salt}`);
  const base = (8 + hash(t.id) * 14) * (far[nodeId] ?? 2);
  const wave = 1 + 0.25 * Math.sin(at / (47 * MIN) + hash(t.id) * 6) + (r("spike") < 0.02 ? 1.6 : 0) + 0.22 * r("j");
  const ms = (share, salt) => Math.round(base * share * wave * (0.85 + 0.3 * r(salt)) * 100) / 100;
  const bad = trouble(t, nodeId, at, r("t"));
  const reached = (phase) => !bad || ["DNS", "CONNECT", "TLS", "SEND", "WAIT", "RECEIVE", "STATUS", "CONTENT"].indexOf(bad.phase) > ["DNS", "CONNECT", "TLS", "SEND", "WAIT", "RECEIVE"].indexOf(phase);
  const result = { test_id: t.id, config_version: t.version, round: String(round), scheduled_at: iso(at), lateness_ms: Math.round(r("late") * 400) / 100,
    fault: bad ? `FAULT_${bad.fault}` : "FAULT_OK", error_phase: bad ? `ERROR_PHASE_${bad.phase}` : "ERROR_PHASE_UNSPECIFIED", error: bad?.error ?? "" };
  if (t.probe.tcp) {
    const v = { remote_ip: t.probe.tcp.host.includes(":") ? t.probe.tcp.host : "10.20.4.12" };
    if (!t.probe.tcp.host.includes(":") && reached("DNS")) v.dns_ms = ms(0.25, "d");
    if (reached("CONNECT")) { v.connect_ms = ms(1, "c"); v.total_ms = v.connect_ms + (v.dns_ms ?? 0); }
    return { ...result, duration_ms: v.total_ms ?? 3012, tcp: v };
  }
  if (t.probe.dns) {
    const name = `${t.probe.dns.name}.`;
    const type = t.probe.dns.record_type.replace("DNS_RECORD_TYPE_", "");
    const data = type === "MX" ? ["10 mx1.example.com.", "20 mx2.example.com."] : type === "AAAA" ? ["2001:db8:1::10"] : ["192.0.2.10", "192.0.2.11"];
    const v = { rcode: "NOERROR", answers: data.map((d) => ({ name, type, ttl_s: 300 - (round * 7) % 290, data: d })), answer_count: data.length, response_bytes: 62 + data.length * 16,
      server: t.probe.dns.server ? `${t.probe.dns.server}:53` : "127.0.0.53:53", transport: "udp", authoritative: false, truncated: false, recursion_available: true, authentic_data: r("ad") > 0.5, resolution_ms: ms(0.6, "r") };
    return { ...result, duration_ms: v.resolution_ms, dns: bad ? { ...v, rcode: "", answers: [], answer_count: undefined, response_bytes: undefined, resolution_ms: undefined } : v };
  }
  return { ...result, ...httpDetail(t, ms, reached, bad) };
};

const httpDetail = (t, ms, reached, bad) => {
  const url = new URL(t.probe.http.url);
  const hops = [];
  let at = 0;
  const hop = (target, status, last) => {
    const secure = target.startsWith("https:");
    const h = { url: target, remote_ip: "198.51.100.40", start_ms: Math.round(at * 100) / 100 };
    const phase = (name, value) => { if (!last || reached(name)) h[`${name.toLowerCase()}_ms`] = value; };
    phase("DNS", ms(0.3, `d${hops.length}`));
    phase("CONNECT", ms(1, `c${hops.length}`));
    if (secure) phase("TLS", ms(1.4, `t${hops.length}`));
    phase("SEND", ms(0.02, `s${hops.length}`));
    phase("WAIT", ms(2.6, `w${hops.length}`));
    phase("RECEIVE", ms(0.7, `r${hops.length}`));
    at = ["dns", "connect", "tls", "send", "wait", "receive"].reduce((sum, p) => sum + (h[`${p}_ms`] ?? 0), at);
    if (!last || reached("WAIT")) h.status = status;
    hops.push(h);
  };
  if (t.id === "www") { hop("http://example.com/", 301, false); hop("https://example.com/", 302, false); hop("https://www.example.com/en/", 200, true); }
  else hop(t.probe.http.url, bad?.status ?? 200, true);
  const last = hops.at(-1);
  const done = last.receive_ms !== undefined;
  const host = new URL(last.url).host;
  const days = t.id === "status-page" && bad ? -2 : t.id === "login" ? 12 : 61;
  const secure = last.url.startsWith("https:") && (last.connect_ms !== undefined);
  const detail = { dns_ms: last.dns_ms, connect_ms: last.connect_ms, tls_ms: last.tls_ms, send_ms: last.send_ms, wait_ms: last.wait_ms, receive_ms: last.receive_ms, status: last.status,
    redirects: hops.length - 1, protocol: last.status ? "h2" : "", remote_ip: "198.51.100.40", final_url: last.url, body_truncated: false, hops };
  if (last.wait_ms !== undefined) detail.response_ms = ["dns", "connect", "tls", "send", "wait"].reduce((s, p) => s + (last[`${p}_ms`] ?? 0), 0);
  if (done) Object.assign(detail, { total_ms: Math.round(at * 100) / 100, wire_bytes: 48213, body_bytes: 201734, throughput_bytes_per_s: 48213 / (last.receive_ms / 1000) });
  if (secure) detail.tls = { version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", chain: chain(host, days), valid: days > 0, invalid_reason: days > 0 ? "" : `the certificate of ${url.host} expired 2 days ago`, expiry_days: days };
  return { http: detail, duration_ms: done ? at : bad?.phase === "TLS" ? at + 31 : 5000 };
};

const hex = "9f86d081884c7d659a2feaa0c55ad015";
export const result = (t, n, round) => ({ id: `${n.id}.${hex}.${round}`, org: "default", node_id: n.id, incarnation: "n4bQgYhMfWWaL+qgxVrQFQ==", seq: String(round),
  received_at: iso(round * t.interval_ms + 380), node_name: n.name, node_labels: n.labels, test_name: t.name, test_labels: t.labels, probe: probe(t, n.id, round) });
export const counts = (p) => ["FAULT_OK", "FAULT_TARGET", "FAULT_PATH"].includes(p.fault);
export const hasData = (t) => t.id !== "fresh" || Date.now() - start > 3 * MIN;
export const firstRound = (t) => Math.ceil(Date.parse(t.created_at) / t.interval_ms);
export const detailOf = (p) => p.http ?? p.tcp ?? p.dns;
export const headlineMeasure = (t) => (t.probe.dns ? "resolution_ms" : "total_ms");

const rule = (id, name, severity, condition, extra = {}) => ({ id, name, disabled: false, severity: `SEVERITY_${severity}`, tests: { test_ids: [], match_labels: {} }, condition, rounds: 2, nodes: 1, resolve_rounds: 2, version: "1",
  created_at: iso(start - 30 * D), updated_at: iso(start - 9 * D), ...extra });
const up = { measure: "up", comparison: "COMPARISON_LESS", threshold: 1 };
export const rules = new Map([
  rule("down-anywhere", "Down somewhere", "MAJOR", up),
  rule("down-everywhere", "Production down", "CRITICAL", up, { tests: { test_ids: [], match_labels: prod }, nodes: 3 }),
  rule("slow", "Slow shop", "MINOR", { measure: "total_ms", comparison: "COMPARISON_GREATER", threshold: 800 }, { tests: { test_ids: [], match_labels: { team: "shop" } }, rounds: 5, nodes: 2, resolve_rounds: 10 }),
  rule("big", "Large image", "INFO", { measure: "body_bytes", comparison: "COMPARISON_GREATER", threshold: 500000 }, { tests: { test_ids: ["cdn"], match_labels: {} }, disabled: true }),
].map((each) => [each.id, each]));

const inc = (id, ruleId, testId, openedAgo, resolvedAgo, nodeIds, error, summary, extra = {}) => ({
  id, org: "default", state: resolvedAgo === undefined ? "INCIDENT_STATE_OPEN" : "INCIDENT_STATE_RESOLVED", version: 2, severity: rules.get(ruleId).severity, rule_id: ruleId, rule_name: rules.get(ruleId).name,
  condition: rules.get(ruleId).condition, test_id: testId, test_name: tests.get(testId).name, opened_at: iso(start - openedAgo), ...(resolvedAgo === undefined ? {} : { resolved_at: iso(start - resolvedAgo) }),
  resolve_reason: resolvedAgo === undefined ? "RESOLVE_REASON_UNSPECIFIED" : "RESOLVE_REASON_RECOVERED",
  nodes: nodeIds.map((n) => ({ node_id: n, node_name: nodes.get(n).name, value: 0, at: iso(start - openedAgo), error })), summary, ...extra });
const all = ["nd-fra", "nd-lon", "nd-nyc", "nd-sgp", "nd-tok"];
export const incidents = [
  inc("in-104", "down-anywhere", "status-page", 17 * MIN, undefined, ["nd-sgp", "nd-tok"], "the certificate of status.example.net expired 2 days ago (expected: valid at present)", "Status page fails on 2 of 5 nodes: the certificate of status.example.net expired 2 days ago (expected: valid at present)."),
  inc("in-103", "down-everywhere", "shop-checkout", 41 * MIN, undefined, all, "HTTP status 503 (expected: 200 to 399)", "Shop checkout API fails on 5 of 5 nodes: HTTP status 503 (expected: 200 to 399)."),
  inc("in-102", "down-anywhere", "shop-checkout", 20.6 * H, 20 * H, all, "no response from 198.51.100.40:443 within 5,000 ms", "Shop checkout API fails on 5 of 5 nodes: no response from 198.51.100.40:443 within 5,000 ms."),
  inc("in-101", "slow", "shop-www", 3 * D, 3 * D - 25 * MIN, ["nd-sgp", "nd-tok"], "", "Total time of Shop front page was above 800 ms in 5 rounds in a row on 2 nodes, most recently 1,240 ms.", {}),
  inc("in-100", "down-anywhere", "orders-db", 6 * D, 6 * D - 2 * H, ["nd-nyc"], "no route to host 10.20.4.12:5432 after 3,012 ms", "Orders database fails on 1 of 5 nodes: no route to host 10.20.4.12:5432.", { resolve_reason: "RESOLVE_REASON_TEST_PAUSED" }),
];
incidents[3].nodes.forEach((n) => (n.value = 1240));
export const apiTokens = [
  { id: "tk-3", name: "deploy pipeline", role: "ROLE_EDITOR", created_at: iso(start - 4 * D), expires_at: iso(start + 86 * D), last_used_at: iso(start - 2 * MIN) },
  { id: "tk-2", name: "Grafana", role: "ROLE_VIEWER", created_at: iso(start - 60 * D), expires_at: iso(start + 30 * D), last_used_at: iso(start - 30_000) },
  { id: "tk-1", name: "old script", role: "ROLE_ADMIN", created_at: iso(start - 200 * D), expires_at: iso(start - 110 * D) },
];
