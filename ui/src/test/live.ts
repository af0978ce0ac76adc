import { act } from "@testing-library/react";
import { type EventSourceLike, type LiveEvent, LiveStream } from "@/shared/live";

type Listener = (event: Event) => void;

/** An EventSource whose server is the test. */
export class FakeEventSource implements EventSourceLike {
  readyState = 0;
  private readonly listeners = new Map<string, Listener[]>();

  constructor(readonly url: string) {}

  addEventListener(type: string, listener: unknown): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener as Listener]);
  }

  close(): void {
    this.readyState = 2;
  }

  /** The server took the stream. */
  opens(): void {
    this.readyState = 1;
    this.dispatch(new Event("open"));
  }

  sends(event: LiveEvent): void {
    this.dispatch(new MessageEvent("message", { data: JSON.stringify(event), lastEventId: event.cursor }));
  }

  /** The connection broke. A browser tries again by itself, unless the server refused the stream. */
  breaks(how: "retries" | "gives up"): void {
    this.readyState = how === "retries" ? 0 : 2;
    this.dispatch(new Event("error"));
  }

  private dispatch(event: Event): void {
    for (const listener of this.listeners.get(event.type) ?? []) listener(event);
  }
}

/** A live stream and the sources that it has opened. */
export class FakeLive {
  readonly sources: FakeEventSource[] = [];
  readonly stream = new LiveStream((url) => {
    const source = new FakeEventSource(url);
    this.sources.push(source);
    queueMicrotask(() => source.opens());
    return source;
  });
  private cursor = 0;

  get current(): FakeEventSource {
    const source = this.sources.at(-1);
    if (!source) throw new Error("no stream was opened");
    return source;
  }

  async send(event: Omit<LiveEvent, "cursor">): Promise<void> {
    this.cursor += 1;
    await act(async () => {
      this.current.sends({ cursor: `c${this.cursor}`, ...event });
      // The query cache tells its observers in a task of its own.
      await new Promise((done) => setTimeout(done));
    });
  }
}
