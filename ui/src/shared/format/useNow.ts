import { useSyncExternalStore } from "react";

const TICK_MS = 5000;
const SECOND_MS = 1000;

/** One timer for all that shows an age, so that a thousand rows do not start a thousand timers. */
class Ticker {
  private now = Date.now();
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly everyMs: number) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    this.now = Date.now();
    this.timer ??= setInterval(() => {
      this.now = Date.now();
      for (const each of this.listeners) each();
    }, this.everyMs);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  };

  readonly read = () => {
    // Nobody is told of ticks while nobody listens.
    if (this.timer === undefined && Date.now() - this.now > this.everyMs) this.now = Date.now();
    return this.now;
  };
}

const coarse = new Ticker(TICK_MS);
const fine = new Ticker(SECOND_MS);

/** The present, moving every five seconds, or every second for a countdown. */
export function useNow(precision: "coarse" | "second" = "coarse"): number {
  const ticker = precision === "second" ? fine : coarse;
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}
