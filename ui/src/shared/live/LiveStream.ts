import type { Schema, StreamEvent } from "@/shared/api";

export type LiveEvent = StreamEvent<"/api/v1/events:watch">;
export type LiveKind = Exclude<Schema<"LiveEventKind">, "LIVE_EVENT_KIND_UNSPECIFIED">;
export type LiveStatus = "idle" | "connecting" | "live" | "lost";

/** What a part of the page wants to hear. Without testIds: the results of all tests; with an empty list: of none. */
export interface Interest {
  kinds: readonly LiveKind[];
  testIds?: readonly string[];
}

/** The part of EventSource that is used here. */
export type EventSourceLike = Pick<EventSource, "close" | "readyState" | "addEventListener">;

interface Subscription {
  interest: Interest;
  handle: (event: LiveEvent) => void;
}

const PATH = "/api/v1/events:watch";
const CLOSED = 2;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;
/** Servers refuse longer request lines; a page with more tests than fit reads its summaries at intervals instead. */
export const MAX_URL_LENGTH = 6000;

/**
 * The one event stream of a tab. It asks for what all its subscribers together want to hear, opens itself again when that
 * changes, and goes on after the last event it saw. A browser resumes a broken stream by itself (Last-Event-ID); where it gives
 * up, as after HTTP 503, this class tries again with growing pauses.
 */
export class LiveStream {
  private source: EventSourceLike | undefined;
  private url = "";
  private cursor = "";
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: LiveStatus = "idle";
  private lostAt: number | undefined;
  private readonly subscriptions = new Set<Subscription>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly open: (url: string) => EventSourceLike) {}

  subscribe(interest: Interest, handle: (event: LiveEvent) => void): () => void {
    const subscription = { interest, handle };
    this.subscriptions.add(subscription);
    this.schedule(0);
    return () => {
      this.subscriptions.delete(subscription);
      this.schedule(0);
    };
  }

  readonly onStatus = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly status = (): LiveStatus => this.state;

  /** When the connection was lost; undefined while it is there. */
  readonly lostSince = (): number | undefined => this.lostAt;

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.source?.close();
    this.source = undefined;
    this.url = "";
    this.cursor = "";
    this.failures = 0;
    this.become("idle");
  }

  private schedule(delayMs: number): void {
    if (this.timer !== undefined && delayMs === 0 && this.failures > 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.connect();
    }, delayMs);
  }

  private connect(): void {
    const query = streamQuery([...this.subscriptions].map((each) => each.interest));
    if (query === undefined) {
      this.close();
      return;
    }
    const url = `${PATH}?${query}`;
    if (this.source && this.url === url && this.source.readyState !== CLOSED) return;
    this.source?.close();
    this.url = url;
    if (this.state === "idle") this.become("connecting");
    this.listen(this.open(this.cursor ? `${url}&cursor=${encodeURIComponent(this.cursor)}` : url));
  }

  private listen(source: EventSourceLike): void {
    this.source = source;
    source.addEventListener("open", () => {
      if (this.source !== source) return;
      this.failures = 0;
      this.become("live");
    });
    source.addEventListener("message", (message) => {
      if (this.source === source) this.deliver(message as MessageEvent<string>);
    });
    source.addEventListener("error", () => {
      if (this.source !== source) return;
      this.become("lost");
      if (source.readyState !== CLOSED) return;
      this.source = undefined;
      this.failures += 1;
      this.schedule(retryDelay(this.failures, Math.random()));
    });
  }

  private deliver(message: MessageEvent<string>): void {
    if (message.lastEventId) this.cursor = message.lastEventId;
    const event = JSON.parse(message.data) as LiveEvent;
    for (const { interest, handle } of this.subscriptions) {
      if (concerns(interest, event)) handle(event);
    }
  }

  private become(state: LiveStatus): void {
    if (state === this.state) return;
    this.state = state;
    this.lostAt = state === "lost" ? Date.now() : undefined;
    for (const listener of this.listeners) listener();
  }
}

/** 1 s, 2 s, 4 s … 30 s, each shortened or lengthened by up to a fifth. `random` is from 0 to 1. */
export function retryDelay(failures: number, random: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return delay * (0.8 + 0.4 * random);
}

/** The query that covers all interests; undefined when there are none. */
export function streamQuery(interests: readonly Interest[]): string | undefined {
  const results = interests.filter(wantsResults);
  const kinds = [...new Set(interests.flatMap((each) => each.kinds))]
    .filter((kind) => kind !== "LIVE_EVENT_KIND_RESULT" || results.length > 0)
    .sort();
  if (kinds.length === 0) return undefined;
  const all = results.some((each) => !each.testIds);
  const testIds = all ? [] : [...new Set(results.flatMap((each) => each.testIds ?? []))].sort();
  return [...kinds.map((kind) => `kinds=${kind}`), ...testIds.map((id) => `test_ids=${encodeURIComponent(id)}`)].join("&");
}

function wantsResults({ kinds, testIds }: Interest): boolean {
  return kinds.includes("LIVE_EVENT_KIND_RESULT") && testIds?.length !== 0;
}

function concerns(interest: Interest, event: LiveEvent): boolean {
  if (event.reset) return true;
  if (event.result) {
    const testId = event.result.probe?.test_id ?? "";
    return interest.kinds.includes("LIVE_EVENT_KIND_RESULT") && (interest.testIds?.includes(testId) ?? true);
  }
  if (event.incident) return interest.kinds.includes("LIVE_EVENT_KIND_INCIDENT");
  if (event.node) return interest.kinds.includes("LIVE_EVENT_KIND_NODE");
  if (event.system) return interest.kinds.includes("LIVE_EVENT_KIND_SYSTEM");
  return false;
}
