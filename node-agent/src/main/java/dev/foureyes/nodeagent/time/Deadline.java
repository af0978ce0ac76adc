package dev.foureyes.nodeagent.time;

import java.time.Duration;

/**
 * The moment by which something must have ended, on the clock for elapsed time.
 *
 * @param ticker the clock
 * @param startNanos when the time began to run
 * @param timeout how long it runs; more than zero
 */
public record Deadline(Ticker ticker, long startNanos, Duration timeout) {

  public Deadline {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than zero)");
    }
  }

  /** A deadline this far from now. */
  public static Deadline after(Duration timeout, Ticker ticker) {
    return new Deadline(ticker, ticker.nanos(), timeout);
  }

  /** What is left, in nanoseconds; zero or less when it is over. */
  public long remainingNanos() {
    return timeout.toNanos() - (ticker.nanos() - startNanos);
  }

  /** What is left; at least one millisecond, for callers whose library takes zero as "for ever". */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(remainingNanos(), 1_000_000));
  }

  public boolean isOver() {
    return remainingNanos() <= 0;
  }
}
