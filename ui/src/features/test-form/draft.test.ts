import { describe, expect, it } from "vitest";
import { durationDraft } from "@/shared/ui";
import { aTest } from "@/test/factories";
import { draftOf, newDraft, suggestedName, type TestDraft, testOf } from "./draft";
import { parseStatusRanges, statusText } from "./statusRanges";
import { validate } from "./validate";

const good: TestDraft = { ...newDraft(""), name: "Website", url: "https://example.com/" };
const tcp: TestDraft = { ...good, kind: "tcp", host: "db.example.com", port: "5432" };
const dns: TestDraft = { ...good, kind: "dns", dnsName: "example.com" };

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
          },
        },
        interval_ms: 90_000,
        timeout_ms: 2500,
        confirm_failures: true,
        nodes: { node_ids: ["nd-1"], match_labels: { region: "eu" } },
        labels: { env: "prod" },
        paused: true,
      }),
    ],
    ["TCP", aTest({ probe: { tcp: { host: "2001:db8::1", port: 443, address_family: "ADDRESS_FAMILY_UNSPECIFIED" } } })],
    [
      "DNS",
      aTest({ probe: { dns: { name: "example.com.", record_type: "DNS_RECORD_TYPE_MX", server: "9.9.9.9:53", transport: "DNS_TRANSPORT_TCP", expected_response_codes: ["DNS_RESPONSE_CODE_NXDOMAIN"] } } }),
    ],
  ])("%s", (_name, test) => {
    const saved = testOf(draftOf(test), test.version);
    const { name, probe, interval_ms, timeout_ms, confirm_failures, nodes, labels, paused, version } = test;
    expect(saved).toEqual({ name, probe, interval_ms, timeout_ms, confirm_failures, nodes, labels, paused, version });
    expect(validate(draftOf(test))).toEqual({});
  });
});

describe("a pasted target", () => {
  it("is a website or a TCP port", () => {
    expect(newDraft("example.com")).toMatchObject({ kind: "http", url: "https://example.com" });
    expect(newDraft("http://example.com/a")).toMatchObject({ kind: "http", url: "http://example.com/a" });
    expect(newDraft("db.internal:5432")).toMatchObject({ kind: "tcp", host: "db.internal", port: "5432" });
  });

  it("gives the test its name", () => {
    expect(suggestedName(good)).toBe("example.com");
    expect(suggestedName({ ...good, url: "https://example.com/health?x=1" })).toBe("example.com/health");
    expect(suggestedName({ ...good, url: "exam" })).toBe("");
    expect(suggestedName(tcp)).toBe("db.example.com:5432");
    expect(suggestedName({ ...tcp, port: "" })).toBe("db.example.com");
    expect(suggestedName({ ...dns, recordType: "DNS_RECORD_TYPE_MX" })).toBe("example.com MX");
  });
});

describe("the contract's bounds", () => {
  it.each<[string, TestDraft, string]>([
    ["no name", { ...good, name: " " }, "name"],
    ["a long name", { ...good, name: "x".repeat(101) }, "name"],
    ["no URL", { ...good, url: "" }, "probe.http.url"],
    ["a relative URL", { ...good, url: "/health" }, "probe.http.url"],
    ["another scheme", { ...good, url: "ftp://example.com/" }, "probe.http.url"],
    ["a URL with a password", { ...good, url: "https://anna:secret@example.com/" }, "probe.http.url"],
    ["a long URL", { ...good, url: `https://example.com/${"x".repeat(2048)}` }, "probe.http.url"],
    ["21 redirects", { ...good, maxRedirects: "21" }, "probe.http.max_redirects"],
    ["half a redirect", { ...good, maxRedirects: "1.5" }, "probe.http.max_redirects"],
    ["status 600", { ...good, expectedStatus: "200-600" }, "probe.http.expected_status"],
    ["a body of 65,537 bytes", { ...good, body: `é${"x".repeat(65_535)}` }, "probe.http.body"],
    ["a header of the node's own", { ...good, headers: [{ name: "HOST", value: "x" }] }, "probe.http.headers"],
    ["a header without a name", { ...good, headers: [{ name: "", value: "x" }] }, "probe.http.headers"],
    ["33 headers", { ...good, headers: Array.from({ length: 33 }, () => ({ name: "A", value: "x" })) }, "probe.http.headers"],
    ["port 70000", { ...tcp, port: "70000" }, "probe.tcp.port"],
    ["an address in brackets", { ...tcp, host: "[2001:db8::1]" }, "probe.tcp.host"],
    ["a URL as DNS name", { ...dns, dnsName: "https://example.com" }, "probe.dns.name"],
    ["an interval of half a second", { ...good, customInterval: true, interval: { amount: "0.5", unitMs: 1000 } }, "interval_ms"],
    ["an interval that is no number", { ...good, customInterval: true, interval: { amount: "x", unitMs: 1000 } }, "interval_ms"],
    ["a timeout of 99 ms", { ...good, timeout: durationDraft(99) }, "timeout_ms"],
    ["a timeout longer than the interval", { ...good, intervalMs: 10_000, timeout: durationDraft(11_000) }, "timeout_ms"],
    ["no picked node", { ...good, choice: "picked" }, "nodes.node_ids"],
    ["no label to match", { ...good, choice: "labels" }, "nodes.match_labels"],
  ])("%s is refused", (_name, draft, path) => expect(Object.keys(validate(draft))).toEqual([path]));

  it.each([good, tcp, dns, { ...good, timeout: durationDraft(100), headers: [{ name: "", value: "" }] }])("a good draft passes", (draft) => {
    expect(validate(draft)).toEqual({});
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
