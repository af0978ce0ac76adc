import { describe, expect, it } from "vitest";
import { anHttpResult, aResult } from "@/test/factories";
import { answerOf, barOf, headlineOf, hopsOf, spansOf, ticks } from "./phases";

describe("phases", () => {
  it("follow each other without a gap", () => {
    expect(spansOf({ dns_ms: 5, connect_ms: 20, wait_ms: 60 }, 100)).toEqual([
      { id: "dns", startMs: 100, ms: 5 },
      { id: "connect", startMs: 105, ms: 20 },
      { id: "wait", startMs: 125, ms: 60 },
    ]);
  });

  it("end where the run failed", () => {
    const failed = aResult({ probe: { fault: "FAULT_TARGET", http: { ...anHttpResult(), tls_ms: undefined, send_ms: undefined, wait_ms: undefined, receive_ms: undefined, total_ms: undefined } } });
    expect(barOf(failed).map((span) => span.id)).toEqual(["dns", "connect"]);
    expect(headlineOf(failed)).toBeUndefined();
  });

  it("a result without hops still has its one request", () => {
    expect(hopsOf(aResult(), "https://example.com/")).toMatchObject([{ title: "https://example.com/", startMs: 0 }]);
  });

  it("each redirect starts where the node says", () => {
    const hop = { url: "http://example.com/", status: 301, remote_ip: "192.0.2.1", start_ms: 0, connect_ms: 10 };
    const next = { url: "https://example.com/", remote_ip: "", start_ms: 31.5, connect_ms: 12 };
    const [first, second] = hopsOf(aResult({ probe: { http: anHttpResult({ hops: [hop, next] }) } }), "");
    expect(first?.note).toBe("301 · 192.0.2.1");
    expect(second).toMatchObject({ note: "no response", spans: [{ id: "connect", startMs: 31.5, ms: 12 }] });
  });

  it("TCP and DNS results have their own bar, headline and answer", () => {
    const tcp = aResult({ probe: { http: undefined, tcp: { dns_ms: 2, connect_ms: 9, total_ms: 11, received_text: "", remote_ip: "192.0.2.1" } } });
    expect(barOf(tcp).map((span) => span.id)).toEqual(["dns", "connect"]);
    expect(headlineOf(tcp)).toBe(11);
    expect(answerOf(tcp)).toBe("");
    expect(answerOf(aResult())).toBe("200");
  });
});

describe("the axis", () => {
  it.each([
    [296, [0, 100, 200]],
    [5000, [0, 1000, 2000, 3000, 4000, 5000]],
    [0.9, [0, 0.2, 0.4, 0.6, 0.8]],
    [0, [0]],
  ])("to %d ms has round steps", (end, steps) => {
    expect(ticks(end).map((each) => Number(each.toFixed(3)))).toEqual(steps);
  });
});
