package dev.foureyes.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions of other processes. */
public final class Await {

  private static final Duration POLL = Duration.ofMillis(50);

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what for people, "the node to be online"
   * @throws IllegalStateException when it did not in time
   */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    until(what, limit, POLL, condition);
  }

  /** The same, with another time between two looks than a moment: for what takes long. */
  static void until(String what, Duration limit, Duration poll, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited " + limit.toSeconds() + " s for " + what);
      }
      pause(poll);
    }
  }

  /** Lets time pass, where time itself is what is wanted. */
  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
