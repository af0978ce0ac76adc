import { describe, expect, it } from "vitest";
import { durationDraft } from "@/shared/ui";
import { aTest } from "@/test/factories";
import { draftOf, newDraft, suggestedName, type TestDraft, testOf } from "./draft";
import type { ProbeDrafts } from "./kinds";
import { parseStatusRanges, statusText } from "./kinds/statusRanges";
import { EMPTY_STEP } from "./kinds/steps";
import { validate } from "./validate";

const empty: TestDraft = { ...newDraft(""), name: "Website" };
const draft = <Kind extends keyof ProbeDrafts>(kind: Kind, part: Partial<ProbeDrafts[Kind]>): TestDraft => ({
  ...empty,
  kind,
  probes: { ...empty.probes, [kind]: { ...empty.probes[kind], ...part } },
});
const http = (part: Partial<ProbeDrafts["http"]>) => draft("http", { url: "https://example.com/", ...part });
const tcp = (part: Partial<ProbeDrafts["tcp"]>) => draft("tcp", { host: "db.example.com", port: "5432", ...part });
const udp = (part: Partial<ProbeDrafts["udp"]>) => draft("udp", { host: "ntp.example.com", port: "123", payload: "1b", payloadAs: "hex", ...part });
const dns = (part: Partial<ProbeDrafts["dns"]>) => draft("dns", { name: "example.com", ...part });
const ping = (part: Partial<ProbeDrafts["ping"]>) => draft("ping", { host: "example.com", ...part });
const path = (part: Partial<ProbeDrafts["path"]>) => draft("path", { host: "example.com", ...part });
const bgp = (part: Partial<ProbeDrafts["bgp"]>) => draft("bgp", { host: "192.0.2.1", localAs: "64512", peerAs: "64513", ...part });
const page = (part: Partial<ProbeDrafts["page"]>) => draft("page", { url: "https://example.com/", ...part });
const open: ProbeDrafts["transaction"]["steps"][number] = { ...EMPTY_STEP, action: "open", value: "https://example.com/" };
const steps = (...more: readonly Partial<typeof open>[]) => draft("transaction", { steps: [open, ...more.map((part) => ({ ...EMPTY_STEP, ...part }))] });
const good = http({});
const aHttpProbe = aTest().probe?.http as NonNullable<NonNullable<ReturnType<typeof aTest>["probe"]>["http"]>;

describe("a test survives the form unchanged", () => {
  it.each([
    ["HTTP", aTest()],
    [
      "HTTP with everything",
      aTest({
        probe: {
          http: {
            url: "https://example.com/api",
            method: "HTTP_METHOD_POST",
            headers: [{ name: "Accept", value: "application/json" }],
            body: '{"a":1}',
            max_redirects: 0,
            expected_status: [{ first: 200, last: 204 }, { first: 404, last: 404 }],
            skip_certificate_check: true,
            address_family: "ADDRESS_FAMILY_IPV6",
            address_selection: "ADDRESS_SELECTION_EACH",
            assertions: [{ body: { contains: "ok" } }],
            version: "HTTP_VERSION_2",
            max_body_bytes: 4096,
            resolver: "9.9.9.9",
            auth: { bearer: { name: "api" } },
          },
        },
        interval_ms: 90_000,
        timeout_ms: 2500,
        confirm_failures: true,
        trace_on_failure: true,
        nodes: { node_ids: ["nd-1"], match_labels: { region: "eu" } },
        labels: { env: "prod" },
        paused: true,
      }),
    ],
    ["HTTP with a digest", aTest({ probe: { http: { ...aHttpProbe, auth: { digest: { user: "me", password: { name: "pw" } } } } } })],
    [
      "TCP with what the form does not show",
      aTest({
        probe: {
          tcp: {
            host: "2001:db8::1",
            port: 25,
            address_family: "ADDRESS_FAMILY_UNSPECIFIED",
            tls: "TCP_TLS_IN_DIALOGUE",
            skip_certificate_check: true,
            tls_options: { server_name: "mail.example.com", ca_pem: "", min_expiry_days: 14 },
            steps: [{ expect: { matches: "^220 " } }, { send: { text: "STARTTLS\r\n" } }, { start_tls: {} }],
          },
        },
      }),
    ],
    [
      "UDP",
      aTest({ probe: { udp: { host: "ntp.example.com", port: 123, hex: "e30004fa", contains_hex: "24", attempts: 2, address_family: "ADDRESS_FAMILY_IPV4" } } }),
    ],
    [
      "ping",
      aTest({
        probe: {
          ping: {
            host: "192.0.2.1", count: 20, packet_gap_ms: 50, reply_timeout_ms: 900, payload_bytes: 1400, dscp: 46, dont_fragment: true,
            address_family: "ADDRESS_FAMILY_IPV4", max_loss_ratio: 0.07, max_rtt_avg_ms: 80,
          },
        },
      }),
    ],
    [
      "path",
      aTest({
        probe: {
          path: {
            host: "192.0.2.1", protocol: "PATH_PROTOCOL_TCP", port: 443, max_hops: 20, queries_per_hop: 2, flows: 8, max_unknown_hops: 4,
            reply_timeout_ms: 700, skip_reverse_dns: true, skip_path_mtu: true, address_family: "ADDRESS_FAMILY_UNSPECIFIED",
          },
        },
      }),
    ],
    [
      "BGP",
      aTest({
        probe: {
          bgp: {
            host: "192.0.2.1", port: 1179, address_family: "ADDRESS_FAMILY_UNSPECIFIED", local_as: 4_200_000_001, peer_as: 64_513, router_id: "192.0.2.9",
            families: ["BGP_FAMILY_IPV6_UNICAST"], md5_password: { name: "peer" }, hold_time_s: 30, max_prefixes: 1000,
            watched: [{ prefix: "2001:db8::/32", expected_origin_as: [64_500, 64_501], forbid_more_specifics: true }],
          },
        },
      }),
    ],
    [
      "agent-to-agent as a full mesh",
      aTest({ probe: { agent: { count: 0, packet_gap_ms: 0, reply_timeout_ms: 0, payload_bytes: 0, dscp: 0 } } }),
    ],
    [
      "agent-to-agent with peers of their own",
      aTest({
        probe: { agent: { count: 50, packet_gap_ms: 20, reply_timeout_ms: 500, payload_bytes: 160, dscp: 46, max_loss_ratio: 0.015, max_rtt_avg_ms: 80, max_jitter_ms: 5 } },
        peers: { node_ids: ["nd-3"], match_labels: { role: "hub" } },
      }),
    ],
    [
      "page",
      aTest({
        probe: {
          page: {
            url: "https://example.com/", browser: { width: 1024, height: 600, skip_certificate_check: true },
            expect: { status: [{ first: 200, last: 204 }], contains_text: ["Welcome", "to the shop"], max_page_load_ms: 2500.5, max_lcp_ms: 900, max_cls_score: 0.1, no_console_errors: true, no_failed_requests: false },
          },
        },
      }),
    ],
    [
      "transaction with every step",
      aTest({
        probe: {
          transaction: {
            steps: [
              { name: "Start", timeout_ms: 20_000, open: { url: "https://example.com/", expected_status: [{ first: 200, last: 200 }] } },
              { name: "", timeout_ms: 0, fill: { element: { label: "User" }, text: "ann " } },
              { name: "", timeout_ms: 0, fill: { element: { css: "#pw" }, secret: { name: "shop" } } },
              { name: "", timeout_ms: 0, select: { element: { label: "Size" }, option: "M" } },
              { name: "", timeout_ms: 0, click: { element: { text: "Sign in" } } },
              { name: "", timeout_ms: 0, press: { key: "PAGE_KEY_TAB" } },
              { name: "", timeout_ms: 0, press: { key: "PAGE_KEY_ENTER", element: { css: "#q" } } },
              { name: "", timeout_ms: 500, wait_for: { visible: { css: "h1" } } },
              { name: "", timeout_ms: 0, wait_for: { gone: { css: ".spinner" } } },
              { name: "", timeout_ms: 0, wait_for: { text: "Hello" } },
              { name: "", timeout_ms: 0, wait_for: { url: { matches: "/home$" } } },
              { name: "", timeout_ms: 0, assert_visible: { element: { text: "Log out" } } },
              { name: "", timeout_ms: 0, assert_text: { element: { css: "h1" }, condition: { equals: "Hello" } } },
              { name: "", timeout_ms: 0, assert_text: { condition: { not_matches: "[Ee]rror" } } },
              { name: "", timeout_ms: 0, assert_url: { condition: { contains: "/home" } } },
              { name: "", timeout_ms: 0, screenshot: {} },
            ],
            browser: { width: 0, height: 0, skip_certificate_check: false },
            secret_origins: ["https://login.example.com"],
          },
        },
      }),
    ],
    [
      "DNS",
      aTest({ probe: { dns: { name: "example.com.", record_type: "DNS_RECORD_TYPE_MX", server: "9.9.9.9:53", transport: "DNS_TRANSPORT_TCP", expected_response_codes: ["DNS_RESPONSE_CODE_NXDOMAIN"], validate_dnssec: { trust_anchors: [{ zone: "example.com.", key_tag: 1, algorithm: 13, digest_type: 2, digest: "00" }], expected_status: ["DNSSEC_STATUS_SECURE"] }, no_recursion: true } } }),
    ],
  ])("%s", (_name, test) => {
    const saved = testOf(draftOf(test), test.version);
    const { name, probe, interval_ms, timeout_ms, confirm_failures, trace_on_failure, nodes, peers, labels, paused, version } = test;
    expect(saved).toEqual({ name, probe, interval_ms, timeout_ms, confirm_failures, trace_on_failure, nodes, peers, labels, paused, version });
    expect(validate(draftOf(test))).toEqual({});
  });
});

describe("a pasted target", () => {
  it("is a website or a TCP port", () => {
    expect(newDraft("example.com")).toMatchObject({ kind: "http", probes: { http: { url: "https://example.com" } } });
    expect(newDraft("http://example.com/a")).toMatchObject({ kind: "http", probes: { http: { url: "http://example.com/a" } } });
    expect(newDraft("db.internal:5432")).toMatchObject({ kind: "tcp", probes: { tcp: { host: "db.internal", port: "5432" } } });
  });

  it("gives the test its name", () => {
    expect(suggestedName(good)).toBe("example.com");
    expect(suggestedName(http({ url: "https://example.com/health?x=1" }))).toBe("example.com/health");
    expect(suggestedName(http({ url: "exam" }))).toBe("");
    expect(suggestedName(tcp({}))).toBe("db.example.com:5432");
    expect(suggestedName(tcp({ port: "" }))).toBe("db.example.com");
    expect(suggestedName(dns({ recordType: "DNS_RECORD_TYPE_MX" }))).toBe("example.com MX");
    expect(suggestedName(ping({}))).toBe("Ping example.com");
    expect(suggestedName(path({ host: "" }))).toBe("");
  });
});

describe("the contract's bounds", () => {
  it.each<[string, TestDraft, string]>([
    ["no name", { ...good, name: " " }, "name"],
    ["a long name", { ...good, name: "x".repeat(101) }, "name"],
    ["no URL", http({ url: "" }), "probe.http.url"],
    ["a relative URL", http({ url: "/health" }), "probe.http.url"],
    ["another scheme", http({ url: "ftp://example.com/" }), "probe.http.url"],
    ["a URL with a password", http({ url: "https://anna:secret@example.com/" }), "probe.http.url"],
    ["a long URL", http({ url: `https://example.com/${"x".repeat(2048)}` }), "probe.http.url"],
    ["21 redirects", http({ maxRedirects: "21" }), "probe.http.max_redirects"],
    ["half a redirect", http({ maxRedirects: "1.5" }), "probe.http.max_redirects"],
    ["status 600", http({ expectedStatus: "200-600" }), "probe.http.expected_status"],
    ["a body of 65,537 bytes", http({ body: `é${"x".repeat(65_535)}` }), "probe.http.body"],
    ["a header of the node's own", http({ headers: [{ name: "HOST", value: "x" }] }), "probe.http.headers"],
    ["a header without a name", http({ headers: [{ name: "", value: "x" }] }), "probe.http.headers"],
    ["33 headers", http({ headers: Array.from({ length: 33 }, () => ({ name: "A", value: "x" })) }), "probe.http.headers"],
    ["a user with a colon", http({ auth: { scheme: "basic", user: "a:b", secret: "pw" } }), "probe.http.auth"],
    ["a digest without a secret", http({ auth: { scheme: "digest", user: "a", secret: "" } }), "probe.http.auth"],
    ["port 70000", tcp({ port: "70000" }), "probe.tcp.port"],
    ["an address in brackets", tcp({ host: "[2001:db8::1]" }), "probe.tcp.host"],
    ["a URL as DNS name", dns({ name: "https://example.com" }), "probe.dns.name"],
    ["no DoH URL", dns({ transport: "DNS_TRANSPORT_HTTPS", server: "9.9.9.9" }), "probe.dns.server"],
    ["half a byte", udp({ payloadAs: "hex", payload: "0af" }), "probe.udp.hex"],
    ["nothing to send", udp({ payload: "" }), "probe.udp.hex"],
    ["1,401 bytes", udp({ payloadAs: "text", payload: "x".repeat(1401) }), "probe.udp.text"],
    ["101 packets", ping({ count: "101" }), "probe.ping.count"],
    ["a loss of 101 %", ping({ maxLossPercent: "101" }), "probe.ping.max_loss_ratio"],
    ["17 flows", path({ flows: "17" }), "probe.path.flows"],
    ["too small a packet", draft("agent", { payloadBytes: "64" }), "probe.agent.payload_bytes"],
    ["a jitter that is no time", draft("agent", { maxJitterMs: "much" }), "probe.agent.max_jitter_ms"],
    ["no AS", bgp({ peerAs: "" }), "probe.bgp.peer_as"],
    ["a page without URL", page({ url: "" }), "probe.page.url"],
    ["a window that is too small", page({ width: "100" }), "probe.page.browser.width"],
    ["a load time of nothing", page({ maxPageLoadMs: "0" }), "probe.page.expect.max_page_load_ms"],
    ["no step", draft("transaction", { steps: [] }), "probe.transaction.steps"],
    ["a step without element", steps({ action: "click" }), "probe.transaction.steps"],
    ["a secret without name", steps({ action: "fill_secret", element: "Password" }), "probe.transaction.steps"],
    ["a step of an hour", steps({ action: "screenshot", timeoutMs: "3600000" }), "probe.transaction.steps"],
    ["no origin", draft("transaction", { steps: [open], secretOrigins: "login.example.com" }), "probe.transaction.secret_origins"],
    ["a prefix without length", bgp({ watched: "203.0.113.0 64500" }), "probe.bgp.watched"],
    ["an interval of half a second", { ...good, customInterval: true, interval: { amount: "0.5", unitMs: 1000 } }, "interval_ms"],
    ["an interval that is no number", { ...good, customInterval: true, interval: { amount: "x", unitMs: 1000 } }, "interval_ms"],
    ["a timeout of 99 ms", { ...good, timeout: durationDraft(99) }, "timeout_ms"],
    ["a timeout longer than the interval", { ...good, intervalMs: 10_000, timeout: durationDraft(11_000) }, "timeout_ms"],
    ["no picked node", { ...good, choice: "picked" }, "nodes.node_ids"],
    ["no label to match", { ...good, choice: "labels" }, "nodes.match_labels"],
  ])("%s is refused", (_name, each, field) => expect(Object.keys(validate(each))).toEqual([field]));

  it.each([good, tcp({}), udp({}), dns({}), ping({}), path({}), bgp({}), page({}), steps({ action: "screenshot" }), { ...http({ headers: [{ name: "", value: "" }] }), timeout: durationDraft(100) }])("a good draft passes", (each) => {
    expect(validate(each)).toEqual({});
  });
});

describe("expected status codes", () => {
  it("are read and written as ranges", () => {
    expect(parseStatusRanges("200-299, 404").ranges).toEqual([{ first: 200, last: 299 }, { first: 404, last: 404 }]);
    expect(statusText([{ first: 200, last: 299 }, { first: 404, last: 404 }])).toBe("200-299, 404");
    expect(parseStatusRanges("").ranges).toEqual([]);
  });

  it.each(["99", "600", "300-200", "2xx", "200-"])("%s is refused by name", (text) => {
    expect(parseStatusRanges(text).problem).toContain(text);
  });
});
