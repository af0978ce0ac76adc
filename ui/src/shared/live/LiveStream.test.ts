import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aNode, aResult, aSystem } from "@/test/factories";
import { FakeEventSource } from "@/test/live";
import { LiveStream, retryDelay, streamQuery } from "./LiveStream";

const NODES = { kinds: ["LIVE_EVENT_KIND_NODE"] } as const;
const RESULTS = { kinds: ["LIVE_EVENT_KIND_RESULT"], testIds: ["web"] } as const;

let sources: FakeEventSource[];
let stream: LiveStream;
const current = () => sources.at(-1) as FakeEventSource;

beforeEach(() => {
  vi.useFakeTimers();
  sources = [];
  stream = new LiveStream((url) => {
    sources.push(new FakeEventSource(url));
    return current();
  });
});
afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

describe("one stream for the whole page", () => {
  it("asks for what all subscribers together want", () => {
    stream.subscribe(NODES, () => undefined);
    stream.subscribe(RESULTS, () => undefined);
    vi.runAllTimers();
    expect(sources).toHaveLength(1);
    expect(current().url).toBe("/api/v1/events:watch?kinds=LIVE_EVENT_KIND_NODE&kinds=LIVE_EVENT_KIND_RESULT&test_ids=web");
  });

  it("opens again after the last event when the interest changes", () => {
    stream.subscribe(NODES, () => undefined);
    vi.runAllTimers();
    current().opens();
    current().sends({ cursor: "c7", node: aNode() });
    stream.subscribe(RESULTS, () => undefined);
    vi.runAllTimers();
    expect(sources).toHaveLength(2);
    expect(current().url).toContain("&cursor=c7");
    expect(sources[0]?.readyState).toBe(2);
  });

  it("closes when nobody listens any more", () => {
    const leave = stream.subscribe(NODES, () => undefined);
    vi.runAllTimers();
    leave();
    vi.runAllTimers();
    expect(current().readyState).toBe(2);
    expect(stream.status()).toBe("idle");
  });

  it("gives each event to those who want it, and a reset to all", () => {
    const nodes = vi.fn();
    const results = vi.fn();
    stream.subscribe(NODES, nodes);
    stream.subscribe(RESULTS, results);
    vi.runAllTimers();
    current().sends({ cursor: "c1", result: aResult() });
    current().sends({ cursor: "c2", result: aResult({ probe: { test_id: "other" } }) });
    current().sends({ cursor: "c3", system: aSystem() });
    expect(nodes).not.toHaveBeenCalled();
    expect(results).toHaveBeenCalledTimes(1);
    current().sends({ cursor: "c4", reset: {} });
    expect(nodes).toHaveBeenCalledTimes(1);
    expect(results).toHaveBeenCalledTimes(2);
  });
});

describe("a broken connection", () => {
  beforeEach(() => {
    stream.subscribe(NODES, () => undefined);
    vi.runAllTimers();
    current().opens();
    current().sends({ cursor: "c7", node: aNode() });
  });

  it("is left to the browser while it tries again", () => {
    current().breaks("retries");
    vi.advanceTimersByTime(60_000);
    expect(stream.status()).toBe("lost");
    expect(sources).toHaveLength(1);
    current().opens();
    expect(stream.status()).toBe("live");
    expect(stream.lostSince()).toBeUndefined();
  });

  it("is opened again, with growing pauses, where the browser gives up", () => {
    current().breaks("gives up");
    vi.advanceTimersByTime(700);
    expect(sources).toHaveLength(1);
    vi.advanceTimersByTime(600);
    expect(sources).toHaveLength(2);
    expect(current().url).toContain("&cursor=c7");
    current().breaks("gives up");
    vi.advanceTimersByTime(1500);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(sources).toHaveLength(3);
    expect(stream.status()).toBe("lost");
  });

  it("waits 30 s at most, spread by a fifth", () => {
    expect(retryDelay(1, 0.5)).toBe(1000);
    expect(retryDelay(4, 0.5)).toBe(8000);
    expect(retryDelay(20, 0.5)).toBe(30_000);
    expect(retryDelay(1, 0)).toBe(800);
    expect(retryDelay(1, 1)).toBeCloseTo(1200);
  });
});

describe("the stream's query", () => {
  it("asks for all results when one subscriber wants all", () => {
    expect(streamQuery([RESULTS, { kinds: ["LIVE_EVENT_KIND_RESULT"] }])).toBe("kinds=LIVE_EVENT_KIND_RESULT");
  });

  it("never asks for all results because a list of tests is empty", () => {
    expect(streamQuery([{ kinds: ["LIVE_EVENT_KIND_RESULT"], testIds: [] }])).toBeUndefined();
    expect(streamQuery([NODES, { kinds: ["LIVE_EVENT_KIND_RESULT"], testIds: [] }])).toBe("kinds=LIVE_EVENT_KIND_NODE");
  });
});
