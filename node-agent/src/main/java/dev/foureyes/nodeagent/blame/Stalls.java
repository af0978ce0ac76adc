package dev.foureyes.nodeagent.blame;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When the machine or the process stood still: what should come every {@link #PERIOD} came late. A
 * paused virtual machine, a machine without a free processor and a long garbage collection all look
 * the same, and all make targets look slow.
 */
final class Stalls {

  static final Duration PERIOD = Duration.ofMillis(50);

  /** Later than this is a stall. */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  private static final int KEPT = 256;

  /** Half open, on the clock for elapsed time. */
  private record Stall(long from, long to) {}

  private final Deque<Stall> stalls = new ArrayDeque<>();
  private long lastNanos;

  Stalls(long nowNanos) {
    this.lastNanos = nowNanos;
  }

  /** Notes that the beat came. */
  synchronized void beat(long nowNanos) {
    long due = lastNanos + PERIOD.toNanos();
    if (nowNanos - due > TOLERANCE.toNanos()) {
      stalls.addLast(new Stall(due, nowNanos));
      if (stalls.size() > KEPT) {
        stalls.removeFirst();
      }
    }
    lastNanos = nowNanos;
  }

  /**
   * Nanoseconds of standing still within a time. Counts a beat that is late by now, too: who asks
   * may be awake again before the beat is.
   */
  synchronized long during(long fromNanos, long toNanos) {
    long sum = 0;
    for (Stall stall : stalls) {
      sum += overlap(stall, fromNanos, toNanos);
    }
    Stall present = new Stall(lastNanos + PERIOD.toNanos(), toNanos);
    return present.to - present.from > TOLERANCE.toNanos()
        ? sum + overlap(present, fromNanos, toNanos)
        : sum;
  }

  private static long overlap(Stall stall, long fromNanos, long toNanos) {
    return Math.max(0, Math.min(stall.to, toNanos) - Math.max(stall.from, fromNanos));
  }
}
