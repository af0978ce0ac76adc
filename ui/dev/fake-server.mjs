// A stand-in for the server, for work on the looks of the interface. `node dev/fake-server.mjs`, then `npm run dev` with
// FOUREYES_SERVER=http://localhost:8090, or open http://localhost:8090 for the built interface. POST /fake/<switch>=<value> turns
// switches: broker=down, live=off, role=viewer, session=none, setup=needed, empty=yes, slow=1500, fail=<part of a path>, big=5000.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import * as w from "./fake-data.mjs";

const files = fileURLToPath(new URL("../target/classes/static", import.meta.url));
const port = Number(process.env.PORT ?? 8090);
const on = {};
const watchers = new Set();
const enrolment = [];
let cursor = 0;

class Refusal extends Error {
  constructor(status, code, message, violations = []) {
    super(message);
    Object.assign(this, { status, code, violations });
  }
}
const invalid = (field, description) => new Refusal(400, 3, `${field}: ${description}`, [{ field, description }]);
const gone = (what) => new Refusal(404, 5, `${what} not found`);

const page = (items, query, name, size = 100) => {
  const from = Number(query.get("page_token") || 0);
  const count = Number(query.get("page_size") || size);
  return { [name]: items.slice(from, from + count), next_page_token: from + count < items.length ? String(from + count) : "", total_size: items.length };
};
const byName = (a, b) => a.name.localeCompare(b.name);
const allTests = () => {
  const real = on.empty ? [] : [...w.tests.values()].map((t) => ({ ...t, assigned_nodes: w.runsOn(t).length }));
  const more = Array.from({ length: Number(on.big || 0) }, (_, i) => ({ ...w.tests.get("docs"), id: `bulk-${i}`, name: `bulk ${String(i).padStart(5, "0")}`, assigned_nodes: 5 }));
  return [...real, ...more].sort(byName);
};
const findTest = (id) => allTests().find((t) => t.id === id) ?? (() => { throw gone(`test ${id}`); })();
const newestRound = (t) => Math.floor((Date.now() - 1500) / t.interval_ms);
const target = (t) => t.probe.http?.url ?? t.probe.tcp?.host ?? t.probe.dns.name;

function results(t, query) {
  const from = Date.parse(query.get("from") ?? "") || 0;
  const to = Date.parse(query.get("to") ?? "") || Date.now();
  const list = [];
  const nodes = w.runsOn(t).filter((n) => !query.get("node_id") || n.id === query.get("node_id"));
  const skip = Number(query.get("page_token") || 0);
  for (let round = Math.min(newestRound(t), Math.floor((to - 1) / t.interval_ms)); list.length < skip + 51 && round >= w.firstRound(t) && round * t.interval_ms >= from && round > newestRound(t) - 3000; round--)
    for (const n of nodes) { const r = w.result(t, n, round); if (query.get("failed_only") !== "true" || r.probe.fault !== "FAULT_OK") list.push(r); }
  return { results: list.slice(skip, skip + 50), next_page_token: list.length > skip + 50 ? String(skip + 50) : "" };
}

function series(t, query) {
  const [from, to] = [Date.parse(query.get("from")), Date.parse(query.get("to"))];
  const bucket = Number(query.get("bucket_ms")) || 60_000;
  const measures = query.getAll("measures");
  const nodes = w.runsOn(t).map((n) => {
    const buckets = [];
    for (let b = Math.floor(from / bucket) * bucket; b < Math.min(to, Date.now()); b += bucket) {
      const first = Math.max(Math.ceil(b / t.interval_ms), w.firstRound(t));
      const last = Math.min(Math.ceil((b + bucket) / t.interval_ms) - 1, newestRound(t));
      const step = Math.max(1, Math.floor((last - first) / 4));
      const probes = [];
      for (let round = first; round <= last; round += step) probes.push(w.probe(t, n.id, round));
      if (probes.length === 0) continue;
      const counted = probes.filter(w.counts);
      const summaries = {};
      for (const m of measures) {
        const v = probes.map((p) => w.detailOf(p)[m]).filter((x) => x !== undefined).sort((x, y) => x - y);
        if (v.length) summaries[m] = { count: v.length * step, min: v[0], avg: v.reduce((x, y) => x + y) / v.length, p95: v[Math.ceil(v.length * 0.95) - 1], max: v.at(-1) };
      }
      buckets.push({ start: w.iso(b), count: counted.length * step, passed: counted.filter((p) => p.fault === "FAULT_OK").length * step, excluded: (probes.length - counted.length) * step, measures: summaries });
    }
    return { node_id: n.id, buckets };
  });
  return { bucket_ms: bucket, nodes };
}

function summary(t) {
  const points = [];
  const m = w.headlineMeasure(t);
  const at = (round) => w.runsOn(t).map((n) => w.probe(t, n.id, round));
  for (let i = 29; i >= 0; i--) {
    const round = newestRound(t) - Math.round((i * 120_000) / t.interval_ms);
    const probes = round >= w.firstRound(t) && !t.paused ? at(round).filter(w.counts) : [];
    const values = probes.map((p) => w.detailOf(p)[m]).filter((v) => v !== undefined);
    points.push({ count: probes.length, passed: probes.filter((p) => p.fault === "FAULT_OK").length, ...(values.length ? { value: values.reduce((a, b) => a + b) / values.length } : {}) });
  }
  if (newestRound(t) < w.firstRound(t)) return { test_id: t.id, state: "TEST_STATE_NO_DATA", nodes: 0, nodes_passed: 0, headline_measure: m, points: points.map(() => ({ count: 0, passed: 0 })) };
  const now = at(newestRound(t)).filter(w.counts);
  const passed = now.filter((p) => p.fault === "FAULT_OK").length;
  const state = now.length === 0 ? "NO_DATA" : passed === now.length ? "PASSING" : passed === 0 ? "FAILING" : "DEGRADED";
  return { test_id: t.id, state: `TEST_STATE_${state}`, nodes: now.length, nodes_passed: passed, newest: w.iso(t.paused ? w.start - 1.9e8 : newestRound(t) * t.interval_ms), headline_measure: m, headline: points.at(-1).value, points };
}

function system() {
  const component = (name, state = "OK", message = "", extra = {}) => ({ name, state: `COMPONENT_STATE_${state}`, since: w.iso(state === "OK" ? w.start - 9e6 : w.start - 252_000), message, ...extra });
  const down = on.broker === "down";
  return { version: "0.1.0", at: w.iso(Date.now()), components: [
    down ? component("event log", "DOWN", "No broker of kafka-1:9092, kafka-2:9092 answers. Nodes keep their results on disk; nothing is lost, but nothing new appears and no incident opens until it is back.") : component("event log"),
    component("ingest"), component("alerting"),
    down ? component("result store", "DEGRADED", "It has not read the event log since the log went down, so charts end there.", { lag_records: "1204" }) : component("result store", "OK", "", { lag_records: "0" }),
  ] };
}

const saved = (map, id, body, part) => {
  const before = map.get(id);
  if (!before) throw gone(id);
  if (body.version && body.version !== "0" && body.version !== before.version) throw new Refusal(409, 10, `${id} has version ${before.version} (expected: ${body.version})`);
  checkName(map, body.name, part, id);
  const after = { ...before, ...body, id, version: String(Number(before.version) + 1), updated_at: w.iso(Date.now()) };
  map.set(id, after);
  return after;
};
const checkName = (map, name, part, own) => {
  if (name === undefined) return;
  if ([...map.values()].some((each) => each.name === name && each.id !== own)) throw invalid(`${part}.name`, `${name} is the name of another ${part} already`);
};
const session = () => ({ user_name: "anna", org: "default", role: `ROLE_${(on.role || "admin").toUpperCase()}`, expires_at: w.iso(Date.now() + 3.6e7) });
const created = (map, body, part) => {
  checkName(map, body.name, part);
  const id = `${body.name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${map.size}`;
  map.set(id, { ...body, id, version: "1", created_at: w.iso(Date.now()), updated_at: w.iso(Date.now()) });
  return map.get(id);
};

// Method and path to answer; the path's variables come in order.
const routes = [
  ["GET /session", () => { if (on.session === "none") throw new Refusal(401, 16, "sign in first"); return session(); }],
  ["POST /session", (q, body) => { if (body.password === "wrong") throw new Refusal(401, 16, "user name or password is wrong"); on.session = ""; return session(); }],
  ["DELETE /session", () => { on.session = "none"; return {}; }],
  ["GET /setup", () => ({ needed: on.setup === "needed" })],
  ["POST /setup", (q, body) => { if (body.setup_token === "expired") throw new Refusal(403, 7, "the set-up token is expired"); on.setup = on.session = ""; return session(); }],
  ["GET /system", system],
  ["GET /tests", (q) => page(allTests().filter((t) => `${t.name} ${target(t)}`.toLowerCase().includes((q.get("search") ?? "").toLowerCase())), q, "tests")],
  ["POST /tests", (q, body) => { if (body.probe.http?.url.includes("invalid")) throw invalid("test.probe.http.url", "the host name invalid does not exist (expected: a public name)"); return created(w.tests, body, "test"); }],
  ["GET /tests/:", (q, b, id) => findTest(id)],
  ["PATCH /tests/:", (q, body, id) => saved(w.tests, id, body, "test")],
  ["DELETE /tests/:", (q, b, id) => { w.tests.delete(id); return {}; }],
  ["GET /tests/:/results", (q, b, id) => results(findTest(id), q)],
  ["GET /tests/:/results/:", (q, b, id, rid) => { const [n, , round] = rid.split("."); return w.result(findTest(id), w.nodes.get(n) ?? (() => { throw gone(rid); })(), Number(round)); }],
  ["GET /tests/:/latest-results", (q, b, id) => { const t = findTest(id); return { results: newestRound(t) < w.firstRound(t) ? [] : w.runsOn(t).map((n) => w.result(t, n, newestRound(t))), next_page_token: "" }; }],
  ["GET /tests/:/series", (q, b, id) => series(findTest(id), q)],
  ["GET /test-summaries", (q) => ({ tests: q.getAll("test_ids").map((id) => summary(findTest(id))) })],
  ["GET /nodes", (q) => ({ ...page([...w.nodes.values()].filter((n) => !on.empty && `${n.name} ${n.status?.hostname}`.includes(q.get("search") ?? "")).sort(byName), q, "nodes"), online_size: 5 })],
  ["GET /nodes/:", (q, b, id) => w.nodes.get(id) ?? (() => { throw gone(`node ${id}`); })()],
  ["PATCH /nodes/:", (q, body, id) => saved(w.nodes, id, body, "node")],
  ["POST /nodes/::revoke", (q, b, id) => saved(w.nodes, id, { revoked: true }, "node")],
  ["DELETE /nodes/:", (q, b, id) => { w.nodes.delete(id); return {}; }],
  ["GET /enrolment-tokens", (q) => page(enrolment, q, "tokens")],
  ["POST /enrolment-tokens", (q, body) => {
    const token = { id: `et-${enrolment.length}`, node_name: body.node_name, node_labels: body.node_labels, created_at: w.iso(Date.now()), expires_at: w.iso(Date.now() + (body.valid_s || 3600) * 1000), state: "ENROLMENT_TOKEN_STATE_OPEN", node_id: "" };
    enrolment.unshift(token);
    if (on.enrol) setTimeout(() => Object.assign(token, { state: "ENROLMENT_TOKEN_STATE_SPENT", node_id: "nd-tok" }), Number(on.enrol));
    return { token, secret: "fee.7Q2mX0cJr1yVt9uKpW4nLbZ8sHdE5aGf.sha256-b1946ac92492d2347c6235b4d2611184", gateway: "foureyes.example.com:4443" };
  }],
  ["GET /incidents", (q) => page(w.incidents.filter((i) => !on.empty && (!q.get("state") || i.state === q.get("state"))), q, "incidents", 50)],
  ["GET /incidents/:", (q, b, id) => w.incidents.find((i) => i.id === id) ?? (() => { throw gone(`incident ${id}`); })()],
  ["GET /alert-rules", (q) => page(on.empty ? [] : [...w.rules.values()].sort(byName), q, "rules")],
  ["POST /alert-rules", (q, body) => created(w.rules, body, "rule")],
  ["GET /alert-rules/:", (q, b, id) => w.rules.get(id) ?? (() => { throw gone(`rule ${id}`); })()],
  ["PATCH /alert-rules/:", (q, body, id) => saved(w.rules, id, body, "rule")],
  ["DELETE /alert-rules/:", (q, b, id) => { w.rules.delete(id); return {}; }],
  ["GET /api-tokens", (q) => page(on.empty ? [] : w.apiTokens, q, "tokens")],
  ["POST /api-tokens", (q, body) => { const token = { id: `tk-${w.apiTokens.length + 1}`, name: body.name, role: body.role, created_at: w.iso(Date.now()), expires_at: w.iso(Date.now() + (body.valid_days || 90) * 864e5) }; w.apiTokens.unshift(token); return { token, secret: "fet_V1dK8sQwz3mB0yRj6tXcN2aLpE9uHg7f" }; }],
  ["DELETE /api-tokens/:", (q, b, id) => { w.apiTokens.splice(w.apiTokens.findIndex((t) => t.id === id), 1); return {}; }],
].map(([route, handle]) => ({ handle, match: new RegExp(`^${route.replace(/:revoke$/, "\u0000").replaceAll(":", "([^/:]+)").replace("\u0000", ":revoke")}$`) }));

function watch(request, response, query) {
  if (on.live === "off") throw new Refusal(503, 14, "the event log cannot be reached");
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": hello\n\n");
  const watcher = { response, kinds: query.getAll("kinds"), ids: query.getAll("test_ids") };
  watchers.add(watcher);
  request.on("close", () => watchers.delete(watcher));
}
function tell(kind, event, testId) {
  cursor += 1;
  for (const { response, kinds, ids } of watchers)
    if (kinds.includes(`LIVE_EVENT_KIND_${kind}`) && (!testId || ids.length === 0 || ids.includes(testId))) response.write(`id: c${cursor}\ndata: ${JSON.stringify({ cursor: `c${cursor}`, ...event })}\n\n`);
}
const told = new Map([...w.tests.values()].map((t) => [t.id, newestRound(t)]));
setInterval(() => {
  if (on.broker === "down") return;
  for (const t of w.tests.values()) {
    const round = newestRound(t);
    if (t.paused || told.get(t.id) === round || round < w.firstRound(t)) continue;
    w.runsOn(t).forEach((n, i) => setTimeout(() => tell("RESULT", { result: w.result(t, n, round) }, t.id), i * 300));
    told.set(t.id, round);
  }
  for (const n of w.nodes.values()) if (n.status?.connection === "CONNECTION_ONLINE" && !n.revoked && Math.random() < 0.1) { n.status.last_seen_at = w.iso(Date.now()); tell("NODE", { node: n }); }
}, 1000);

async function answer(request, response) {
  const url = new URL(request.url, "http://fake");
  if (url.pathname.startsWith("/fake/")) {
    const [name, value] = decodeURIComponent(url.pathname.slice(6)).split("=");
    on[name] = value;
    if (name === "broker") tell("SYSTEM", { system: system() });
    if (name === "live") for (const { response: stream } of watchers) stream.destroy();
    if (name === "reset") tell("SYSTEM", { reset: {} });
    return { switches: on };
  }
  const path = url.pathname.slice("/api/v1".length);
  if (on.fail && path.includes(on.fail)) throw new Refusal(500, 13, "the result store does not answer: database is locked");
  if (on.slow) await new Promise((done) => setTimeout(done, Number(on.slow)));
  if (on.session === "none" && !/^\/(session|setup)$/.test(path)) throw new Refusal(401, 16, "sign in first");
  if (path === "/events:watch") return watch(request, response, url.searchParams);
  let body = "";
  for await (const part of request) body += part;
  for (const { match, handle } of routes) {
    const found = match.exec(`${request.method} ${decodeURIComponent(path)}`);
    if (found) return handle(url.searchParams, body ? JSON.parse(body) : {}, ...found.slice(1));
  }
  throw gone(path);
}

const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html" };
function file(request, response) {
  const wanted = join(files, normalize(new URL(request.url, "http://fake").pathname));
  const path = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(files, "index.html");
  response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream",
    "content-security-policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'" });
  createReadStream(path).pipe(response);
}

createServer((request, response) => {
  if (!/^\/(api|fake)\//.test(request.url)) return file(request, response);
  answer(request, response).then(
    (reply) => reply && response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply)),
    (error) => {
      const { status = 500, code = 2, violations = [] } = error;
      if (status === 500 && code === 2) console.error(error);
      const details = violations.length ? [{ "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations: violations }] : [];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ code, message: error.message, details }));
    },
  );
}).listen(port, () => console.log(`fake server on http://localhost:${port}`));
