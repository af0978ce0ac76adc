import { formatCount, formatInterval } from "@/shared/format";
import { durationMs, type FieldErrors } from "@/shared/ui";
import { intervalOf, parseUrl, type TestDraft } from "./draft";
import { parseStatusRanges } from "./statusRanges";

const MAX_NAME = 100;
const MAX_URL = 2048;
const MAX_HOST = 253;
const MAX_HEADERS = 32;
const MAX_BODY_BYTES = 65_536;
const MAX_REDIRECTS = 20;
const MAX_PORT = 65_535;
const INTERVAL_MS = { min: 1000, max: 86_400_000 };
const TIMEOUT_MS = { min: 100, max: 60_000 };
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
const OWN_HEADERS = new Set(["host", "content-length", "connection", "transfer-encoding"]);

type Errors = Record<string, string>;

/** The contract's bounds, checked before anything is sent; keys are the contract's paths. The server has the last word. */
export function validate(draft: TestDraft): FieldErrors {
  const errors: Errors = {};
  const name = draft.name.trim();
  if (name === "") errors["name"] = "Give the test a name.";
  else if (name.length > MAX_NAME) errors["name"] = `${name.length} characters (expected: at most ${MAX_NAME}).`;
  if (draft.kind === "http") checkHttp(errors, draft);
  if (draft.kind === "tcp") checkTcp(errors, draft);
  if (draft.kind === "dns") checkDns(errors, draft);
  checkTimes(errors, draft);
  if (draft.choice === "picked" && draft.nodeIds.length === 0) errors["nodes.node_ids"] = "Pick at least one node.";
  if (draft.choice === "labels" && Object.keys(draft.matchLabels).length === 0) {
    errors["nodes.match_labels"] = "Give at least one label.";
  }
  return errors;
}

function checkHttp(errors: Errors, draft: TestDraft): void {
  const url = draft.url.trim();
  if (url === "") errors["probe.http.url"] = "Enter a URL, for example https://example.com/.";
  else if (!parseUrl(url)) errors["probe.http.url"] = `${url} (expected: an absolute URL with http or https).`;
  else if (url.length > MAX_URL) {
    errors["probe.http.url"] = `${formatCount(url.length)} characters (expected: at most ${formatCount(MAX_URL)}).`;
  }
  else if (parseUrl(url)?.username || parseUrl(url)?.password) {
    errors["probe.http.url"] = "Expected: no user name and password in the URL; send a header instead.";
  }
  const redirects = Number(draft.maxRedirects);
  if (draft.maxRedirects.trim() === "" || !Number.isInteger(redirects) || redirects < 0 || redirects > MAX_REDIRECTS) {
    errors["probe.http.max_redirects"] = `${draft.maxRedirects.trim() || "nothing"} (expected: 0 to ${MAX_REDIRECTS}).`;
  }
  const { problem } = parseStatusRanges(draft.expectedStatus);
  if (problem) errors["probe.http.expected_status"] = problem;
  const bytes = new TextEncoder().encode(draft.body).length;
  if (bytes > MAX_BODY_BYTES) {
    errors["probe.http.body"] = `${formatCount(bytes)} bytes (expected: at most ${formatCount(MAX_BODY_BYTES)}).`;
  }
  checkHeaders(errors, draft);
}

function checkHeaders(errors: Errors, draft: TestDraft): void {
  const headers = draft.headers.filter(({ name, value }) => name !== "" || value !== "");
  if (headers.length > MAX_HEADERS) errors["probe.http.headers"] = `${headers.length} headers (expected: at most ${MAX_HEADERS}).`;
  for (const { name } of headers) {
    if (!TOKEN.test(name)) errors["probe.http.headers"] = `${name || "nothing"} (expected: the name of a header).`;
    else if (OWN_HEADERS.has(name.toLowerCase())) errors["probe.http.headers"] = `${name} is the node’s own.`;
  }
}

function checkTcp(errors: Errors, draft: TestDraft): void {
  const problem = hostProblem(draft.host);
  if (problem) errors["probe.tcp.host"] = problem;
  const port = Number(draft.port);
  if (draft.port.trim() === "" || !Number.isInteger(port) || port < 1 || port > MAX_PORT) {
    errors["probe.tcp.port"] = `${draft.port.trim() || "nothing"} (expected: 1 to ${MAX_PORT}).`;
  }
}

function hostProblem(text: string): string | undefined {
  const host = text.trim();
  if (host === "") return "Enter a host name or an address.";
  if (host.length > MAX_HOST) return `${host.length} characters (expected: at most ${MAX_HOST}).`;
  if (/[\s/@[\]]/.test(host)) return `${host} (expected: a host name or an address, IPv6 without brackets).`;
  return undefined;
}

function checkDns(errors: Errors, draft: TestDraft): void {
  const name = draft.dnsName.trim();
  if (name === "") errors["probe.dns.name"] = "Enter the name to ask for.";
  else if (name.length > MAX_HOST) errors["probe.dns.name"] = `${name.length} characters (expected: at most ${MAX_HOST}).`;
  else if (/[\s/:@]/.test(name)) errors["probe.dns.name"] = `${name} (expected: a DNS name, such as example.com).`;
  if (/[\s/@]/.test(draft.dnsServer.trim())) {
    errors["probe.dns.server"] = `${draft.dnsServer.trim()} (expected: a host name or an address, with an optional :port).`;
  }
}

function checkTimes(errors: Errors, draft: TestDraft): void {
  const interval = intervalOf(draft);
  const timeout = durationMs(draft.timeout);
  if (!(interval >= INTERVAL_MS.min && interval <= INTERVAL_MS.max)) {
    errors["interval_ms"] = "Expected: 1 second to 24 hours.";
  }
  if (!(timeout >= TIMEOUT_MS.min && timeout <= TIMEOUT_MS.max)) {
    errors["timeout_ms"] = "Expected: 100 ms to 60 s.";
  } else if (timeout > interval && errors["interval_ms"] === undefined) {
    errors["timeout_ms"] = `${formatInterval(timeout)} is longer than the interval of ${formatInterval(interval)}.`;
  }
}

/** Paths of the fields that the form shows; messages of the server about others stand above it. */
export const TEST_FIELDS = [
  "name", "probe.http.url", "probe.http.method", "probe.http.headers", "probe.http.body", "probe.http.max_redirects",
  "probe.http.expected_status", "probe.http.skip_certificate_check", "probe.http.address_family", "probe.tcp.host", "probe.tcp.port",
  "probe.tcp.address_family", "probe.dns.name", "probe.dns.record_type", "probe.dns.server", "probe.dns.transport",
  "probe.dns.expected_response_codes", "interval_ms",
  "timeout_ms", "nodes.node_ids", "nodes.match_labels", "labels",
] as const;

/** Fields that are folded away; an error in one of them unfolds it. */
export const ADVANCED_FIELDS = TEST_FIELDS.filter((path) =>
  /headers|body|max_redirects|expected_status|certificate|address_family|method|dns\.server|transport|response_codes/.test(path),
);
