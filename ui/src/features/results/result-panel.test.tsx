import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aSummary, aTest, anHttpResult, aResult } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY + 3_600_000).toISOString();

function certificate(subject: string, days: number): Schema<"TlsCertificate"> {
  return { subject, issuer: "CN=Root", subject_alternative_names: ["example.com"], not_after: inDays(days), sha256: subject };
}

function aPath(): Schema<"PathResult"> {
  const responder = (ip: string, more: Partial<Schema<"PathResponder">> = {}): Schema<"PathResponder"> => ({
    ip, name: "", rtts_ms: [1], rtt_min_ms: 1, rtt_avg_ms: 1.5, rtt_max_ms: 2, answer: "PACKET_ANSWER_TIME_EXCEEDED", mpls: [], ...more,
  });
  return {
    end: "PATH_END_REACHED", hop_count: 3, path_count: 2, rtt_avg_ms: 9, loss_ratio: 0, remote_ip: "198.51.100.9", path_hash: "0123456789abcdef",
    target_answer: "PACKET_ANSWER_PORT_UNREACHABLE",
    hops: [
      { hop: 1, sent: 6, received: 6, loss_ratio: 0, responders: [responder("10.0.0.1", { name: "gw.example.com" }), responder("10.0.0.2", { asn: 4_200_000_001, mpls: [{ label: 16001, traffic_class: 0, bottom_of_stack: true, ttl: 1 }] })] },
      { hop: 2, sent: 6, received: 0, loss_ratio: 1, responders: [] },
      { hop: 3, sent: 6, received: 6, loss_ratio: 0, responders: [responder("198.51.100.9", { answer: "PACKET_ANSWER_PORT_UNREACHABLE" })] },
    ],
    flows: [
      { source_port: 40_000, end: "PATH_END_REACHED", ips: ["10.0.0.1", "", "198.51.100.9"], path_hash: "a" },
      { source_port: 40_001, end: "PATH_END_REACHED", ips: ["10.0.0.2", "", "198.51.100.9"], path_hash: "b" },
    ],
  };
}

function aPeer(change: Partial<Schema<"AgentPeerResult">>): Schema<"AgentPeerResult"> {
  return {
    node_id: "", node_name: "", remote: "192.0.2.2:20001", reach: "AGENT_REACH_BOTH_WAYS", fault: "FAULT_OK", error: "",
    sent: 10, received: 10, late: 0, lost: 0, kernel_timestamps: true, behind_nat: false, rejected: 0, ...change,
  };
}

function open(result: Schema<"Result">) {
  const server = aServer()
    .get("/api/v1/tests/{test_id}", aTest())
    .get("/api/v1/test-summaries", { tests: [aSummary()] })
    .get("/api/v1/tests/{test_id}/latest-results", { results: [result], next_page_token: "" })
    .get("/api/v1/tests/{test_id}/results", { results: [result], next_page_token: "" })
    .get("/api/v1/tests/{test_id}/results/{result_id}", result)
    .get("/api/v1/tests/{test_id}/series", { bucket_ms: 60_000, nodes: [], resolution: "RESOLUTION_RESULT" });
  return renderApp(`/tests/web?result=${result.id}`, server);
}
async function panel() {
  await screen.findByRole("region", { name: "Run" });
  return within(screen.getByRole("dialog", { name: "Result details" }));
}

describe("the details of an HTTP result", () => {
  it("have a waterfall of every redirect", async () => {
    const hops: Schema<"HttpHop">[] = [
      { url: "http://example.com/", status: 301, remote_ip: "192.0.2.1", start_ms: 0, dns_ms: 4, connect_ms: 10, send_ms: 1, wait_ms: 20, receive_ms: 2 },
      { url: "https://example.com/", status: 200, remote_ip: "192.0.2.1", start_ms: 37, connect_ms: 11, tls_ms: 22, send_ms: 1, wait_ms: 30, receive_ms: 9 },
    ];
    open(aResult({ probe: { http: anHttpResult({ hops, redirects: 1, total_ms: 110 }) } }));
    const details = await panel();
    const second = within(details.getByRole("region", { name: "Request 2: https://example.com/" }));
    expect(second.getByText("TLS")).toBeVisible();
    expect(second.getByText("22.0 ms")).toBeVisible();
    expect(within(details.getByRole("region", { name: "Request 1: http://example.com/" })).queryByText("TLS")).not.toBeInTheDocument();
  });

  it("say what failed, whose fault it is and what that means", async () => {
    const http = anHttpResult({ tls_ms: undefined, send_ms: undefined, wait_ms: undefined, receive_ms: undefined, total_ms: undefined, response_ms: undefined, status: undefined });
    const tls: Schema<"TlsResult"> = {
      version: "TLSv1.3",
      cipher: "TLS_AES_128_GCM_SHA256",
      valid: false,
      invalid_reason: "expired 2 days ago",
      chain: [certificate("CN=example.com", -2), certificate("CN=Root", 400)],
    };
    open(aResult({ probe: { fault: "FAULT_TARGET", error_phase: "ERROR_PHASE_TLS", error: "the certificate expired", duration_ms: 56, http: { ...http, tls } } }));
    const details = await panel();
    expect(details.getByRole("heading", { name: "Failed at TLS on fra-cloud" })).toBeVisible();
    expect(details.getByText("the certificate expired")).toBeVisible();
    expect(details.getByText(/The target answered wrongly or not at all/)).toBeVisible();
    expect(details.getByText("✕ TLS")).toBeVisible();
    expect(details.getByText("31.0 ms")).toBeVisible();
    expect(details.getByText(/expired 2 days ago/, { selector: ".tls-invalid" })).toBeVisible();
    expect(details.getByText(/^expired 2 days ago,/)).toBeVisible();
    expect(details.getByText(/^400 days left,/)).toBeVisible();
  });

  it("have no bar for a status that was not expected", async () => {
    open(aResult({ probe: { fault: "FAULT_TARGET", error_phase: "ERROR_PHASE_STATUS", error: "HTTP status 503", http: anHttpResult({ status: 503 }) } }));
    const details = await panel();
    expect(details.getByRole("heading", { name: /^Failed at status/ })).toBeVisible();
    expect(details.queryByText("✕ status")).not.toBeInTheDocument();
    expect(details.getByText("503")).toBeVisible();
  });

  it("say that a fault of the node is left out", async () => {
    open(aResult({ probe: { fault: "FAULT_NODE_LOCAL", error_phase: "ERROR_PHASE_DNS", error: "the resolver did not answer", http: anHttpResult() } }));
    const details = await panel();
    expect(details.getByRole("heading", { name: "Left out: node on fra-cloud" })).toBeVisible();
    expect(details.getByText(/left out of the state of the test and of alert rules/)).toBeVisible();
  });

  it("say what the node looked at to tell whose fault it is, and show the path of that moment", async () => {
    const failure_path = aPath();
    const evidence = { references_asked: 2, references_reached: 1, stalled_ms: 120, clock_offset_ms: 0 };
    open(aResult({ probe: { fault: "FAULT_PATH", error_phase: "ERROR_PHASE_CONNECT", error: "no answer", http: anHttpResult(), evidence, failure_path } }));
    const details = await panel();
    expect(details.getByText("Right after it the node reached 1 of 2 reference targets. Its machine stood still for 120 ms of the run.")).toBeVisible();
    const path = within(details.getByRole("region", { name: "Path right after the failure" }));
    expect(path.getByText("reached")).toBeVisible();
  });
});

describe("the details of other kinds", () => {
  it("of DNS have answers and flags in words", async () => {
    const dns: Schema<"DnsResult"> = {
      resolution_ms: 10.4, answer_count: 1, response_bytes: 78, rcode: "NOERROR", server: "9.9.9.9:53", transport: "udp",
      answers: [{ name: "example.com.", type: "MX", ttl_s: 300, data: "10 mx1.example.com." }],
      authoritative: true, truncated: false, recursion_available: true, authentic_data: false,
    };
    open(aResult({ probe: { http: undefined, dns } }));
    const details = await panel();
    expect(details.getByText("authoritative (AA), recursion available (RA)")).toBeVisible();
    expect(details.getByRole("row", { name: "example.com. MX 5 min 10 mx1.example.com." })).toBeVisible();
  });

  it("of TCP have their phases", async () => {
    open(aResult({ probe: { http: undefined, tcp: { received_text: "", dns_ms: 3, connect_ms: 41, total_ms: 44, remote_ip: "192.0.2.1" } } }));
    const details = await panel();
    expect(details.getByText("41.0 ms")).toBeVisible();
    expect(details.getByText("192.0.2.1", { selector: ".mono" })).toBeVisible();
  });
});

describe("the details of a network result", () => {
  const only = (detail: Partial<Schema<"ProbeResult">>) => aResult({ probe: { http: undefined, ...detail } });

  it("of ping have each packet, what was lost, and what routers said", async () => {
    open(
      only({
        ping: {
          rtt_avg_ms: 20.2, rtt_min_ms: 18.4, rtt_p50_ms: 20, rtt_p95_ms: 23, rtt_max_ms: 23.5, loss_ratio: 1 / 3, sent: 3, received: 2, late: 0, duplicates: 0, reordered: 0,
          packets: [{ sent_ms: 0, rtt_ms: 18.4 }, { sent_ms: 100 }, { sent_ms: 200, rtt_ms: 23.5 }],
          remote_ip: "192.0.2.1", socket: "ICMP_SOCKET_DATAGRAM", kernel_timestamps: true,
          refusals: [{ ip: "192.0.2.254", answer: "PACKET_ANSWER_TOO_BIG", count: 2, mtu_bytes: 1400 }],
        },
      }),
    );
    const details = await panel();
    expect(details.getByText("33%")).toBeVisible();
    expect(details.getByRole("img", { name: "3 packets, 1 lost, up to 23.5 ms" })).toBeVisible();
    expect(details.getByTitle("packet 2, sent at 100 ms: no reply in time")).toBeInTheDocument();
    expect(details.getByText("datagram ICMP, without privileges")).toBeVisible();
    expect(details.getByRole("listitem")).toHaveTextContent("192.0.2.254 packet too big, fits 1,400 bytes 2 times");
  });

  it("of a path have its hops, parallel ones and silent ones too, and a graph", async () => {
    open(only({ path: aPath() }));
    const details = await panel();
    expect(details.getByRole("row", { name: /^1 10.0.0.1 ?gw.example.com 0%/ })).toBeVisible();
    expect(details.getByText("L=16001")).toBeVisible();
    expect(details.getByText("AS4200000001")).toBeVisible();
    expect(details.getByRole("row", { name: /^2 nobody 100%/ })).toBeVisible();
    expect(details.getByRole("img", { name: "2 flows to https://example.com/ over 3 hops, 2 different paths" })).toBeVisible();
  });

  it("of UDP tell a closed port from silence", async () => {
    open(only({ udp: { remote_ip: "192.0.2.1", reply: "UDP_REPLY_PORT_UNREACHABLE", received_text: "", sent_packets: 1 } }));
    expect((await panel()).getByText("port unreachable")).toBeVisible();
  });

  it("of BGP have the session, the watched prefixes and what happened", async () => {
    open(
      only({
        bgp: {
          state: "BGP_STATE_ESTABLISHED", uptime_s: 3600, prefixes: 250_000, remote_ip: "192.0.2.1", last_error: "", events_left_out: 0,
          peer: { as: 64_513, router_id: "192.0.2.1", capabilities: ["4-octet AS"], hold_time_s: 90 },
          families: [{ family: "BGP_FAMILY_IPV4_UNICAST", prefixes: 200_000, end_of_rib: true }],
          watched: [
            { prefix: "203.0.113.0/24", present: true, more_specifics: 1, more_specific_routes: [], path_changes: 0, violations: ["announced by AS64666 (expected: 64500)"], route: { prefix: "203.0.113.0/24", as_path: "64513 64666", next_hop: "", communities: [], origin_mismatch: true } },
          ],
          events: [{ kind: "BGP_EVENT_KIND_ORIGIN_MISMATCH", prefix: "203.0.113.0/24", text: "origin AS64666" }],
        },
      }),
    );
    const details = await panel();
    expect(details.getByText("Established")).toBeVisible();
    expect(details.getByText("200,000, complete")).toBeVisible();
    expect(details.getByRole("row", { name: /203.0.113.0\/24 announced by AS64666 \(expected: 64500\) 64513 64666 1/ })).toBeVisible();
    expect(details.getByText("origin AS64666", { exact: false, selector: "li" })).toBeVisible();
  });

  it("between nodes have both directions of each peer, and why one failed", async () => {
    open(
      only({
        agent: {
          rtt_avg_ms: 80.2, loss_ratio: 0.1, worst_loss_ratio: 0.2, peers_reached: 1, peers_failed: 1,
          peers: [
            aPeer({
              node_id: "nd-2", node_name: "paris", loss_ratio: 0.1, rtt_avg_ms: 80.2, clock_error_ms: 2.4, behind_nat: true,
              out: { sent: 10, received: 9, lost: 1, loss_ratio: 0.1, duplicates: 0, reordered: 2, jitter_rfc3550_ms: 0.4, delay_avg_ms: 20.5 },
              in: { sent: 9, received: 9, lost: 0, loss_ratio: 0, duplicates: 0, reordered: 0, jitter_rfc3550_ms: 6.25, delay_avg_ms: 59.7 },
            }),
            aPeer({
              node_id: "nd-3", node_name: "rome", fault: "FAULT_PATH", error: "node rome did not answer", reach: "AGENT_REACH_ECHO_ONLY",
              echo: { sent: 3, received: 3, rtt_avg_ms: 31.5 },
            }),
          ],
        },
      }),
    );
    const details = await panel();
    expect(details.getByText("1 of 2 measured both ways")).toBeVisible();
    expect(details.getByRole("row", { name: /to paris 1 of 10 20.5 ms 0.40 ms 2 0/ })).toBeVisible();
    expect(details.getByRole("row", { name: /from paris 0 of 9 59.7 ms 6.25 ms 0 0/ })).toBeVisible();
    expect(details.getByText("± 2.40 ms")).toBeVisible();
    const rome = within(details.getByRole("region", { name: "rome" }));
    expect(rome.getByText("node rome did not answer", { exact: false })).toBeVisible();
    expect(rome.getByText("3 of 3 answered, 31.5 ms")).toBeVisible();
  });

  const resource = (part: Partial<Schema<"PageResource">>): Schema<"PageResource"> => ({
    url: "https://example.com/", method: "GET", type: "document", protocol: "h2", remote_ip: "192.0.2.1", start_ms: 0, wire_bytes: 2000, failure: "", ...part,
  });
  const picture: Schema<"PageScreenshot"> = { jpeg: "/9j/", width: 820, height: 461 };

  it("of a page have Web Vitals, every request, errors and a picture", async () => {
    open(
      only({
        page: {
          page_load_ms: 1234, response_ms: 120, fcp_ms: 300, lcp_ms: 900, cls_score: 0.0834, status: 200, wire_bytes: 3000, request_count: 310, failed_request_count: 1, console_error_count: 22,
          remote_ip: "192.0.2.1", protocol: "h2", final_url: "https://example.com/", title: "Shop", browser: "Chromium 156",
          resources: [
            resource({ status: 200, dns_ms: 2, connect_ms: 10, tls_ms: 20, wait_ms: 80, receive_ms: 8 }),
            resource({ url: "https://cdn.example.com/a/b/app.js", type: "script", start_ms: 130, failure: "net::ERR_CONNECTION_RESET" }),
          ],
          resources_left_out: 308, console_errors: [{ text: "it broke", source: "https://example.com/:7" }], screenshot: picture, notes: ["closed a dialog of the page (alert): 'hello'"],
        },
      }),
    );
    const details = await panel();
    expect(details.getByText("0.083")).toBeVisible();
    expect(details.getByRole("row", { name: /cdn.example.com … \/app.js ?net::ERR_CONNECTION_RESET – script/ })).toBeVisible();
    expect(details.getByRole("img", { name: /^starts at 0.*DNS 2.*Receive 8/ })).toBeVisible();
    expect(details.getByText("and 308 more requests")).toBeVisible();
    expect(details.getByText("and 21 more errors")).toBeVisible();
    expect(details.getByRole("img", { name: "Screenshot of the page when the run failed" })).toHaveAttribute("src", "data:image/jpeg;base64,/9j/");
    expect(details.getByText(/closed a dialog/)).toBeVisible();
  });

  it("of a transaction have its steps and pictures", async () => {
    open(
      only({
        transaction: {
          total_ms: 2100, steps_passed: 1, steps_total: 3, failed_step: 1, final_url: "https://example.com/", title: "Shop", browser: "Chromium 156",
          steps: [
            { index: 0, name: "open 'https://example.com/'", start_ms: 0, duration_ms: 600, passed: true, url: "https://example.com/" },
            { index: 1, name: "click text 'Sign in'", start_ms: 600, duration_ms: 1500, passed: false, url: "https://example.com/" },
          ],
          resources: [], resources_left_out: 0, console_errors: [], screenshots: [{ ...picture, step: 1 }], notes: [],
        },
      }),
    );
    const details = await panel();
    expect(details.getByText("1 of 3")).toBeVisible();
    expect(details.getByRole("row", { name: /2 click text 'Sign in' Failed 1.5/ })).toBeVisible();
    expect(details.getByRole("img", { name: "Screenshot of step 2" })).toBeVisible();
  });

  it("of DNS with validation have the chain, and why it breaks", async () => {
    const signature = (valid: boolean): Schema<"DnssecSignature"> => ({
      covers: "www.example. A", key_tag: 34_505, algorithm: "ECDSAP256SHA256", signer: "example.", expiry_days: -2, valid, invalid_reason: valid ? "" : "expired on 20 November",
    });
    const zone = (name: string, status: Schema<"DnssecStatus">): Schema<"DnssecZone"> => ({
      zone: name, status, reason: "", is_anchor: name === ".", ds: [{ key_tag: 20_326, algorithm: "RSASHA256", digest: "SHA-256", matches_key: true }], keys: [], ds_signatures: [], key_signatures: [],
    });
    open(
      only({
        dns: {
          rcode: "NOERROR", answers: [], server: "192.0.2.53:53", transport: "udp", authoritative: false, truncated: false, recursion_available: true, authentic_data: false,
          dnssec: {
            status: "DNSSEC_STATUS_BOGUS", reason: "the signature of www.example. A expired",
            chain: [zone(".", "DNSSEC_STATUS_SECURE"), zone("example.", "DNSSEC_STATUS_SECURE")], answer_signatures: [signature(false)],
          },
        },
      }),
    );
    const details = await panel();
    expect(details.getByText("Bogus")).toBeVisible();
    expect(details.getByText("the signature of www.example. A expired")).toBeVisible();
    const chain = within(details.getByRole("list", { name: "Chain of trust, from the trust anchor" }));
    expect(chain.getByText(/^Trust anchor 20326 RSASHA256 SHA-256$/)).toBeVisible();
    expect(chain.getByText("expired on 20 November")).toBeVisible();
  });
});

describe("the panel", () => {
  it("opens from the list, takes the focus, and gives it back on Esc", async () => {
    const { user, place } = open(aResult());
    await panel();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(place.current).toBe("/tests/web"));
    const link = within(await screen.findByRole("region", { name: "Newest results" })).getAllByRole("link")[0];
    await user.click(link as HTMLElement);
    expect(await screen.findByRole("dialog", { name: "Result details" })).toHaveFocus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(link).toHaveFocus());
  });

  it("says when the result cannot be had", async () => {
    const { server } = open(aResult());
    server.get("/api/v1/tests/{test_id}/results/{result_id}", () => {
      throw refusals.notFound("result x");
    });
    server.get("/api/v1/tests/{test_id}/latest-results", { results: [aResult()], next_page_token: "" });
    expect(await screen.findByText("This result could not be loaded.")).toBeVisible();
  });
});
