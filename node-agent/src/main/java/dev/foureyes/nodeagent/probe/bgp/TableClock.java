package dev.foureyes.nodeagent.probe.bgp;

import java.util.OptionalLong;

/** Finds out when the peer's table is complete. */
final class TableClock {

  /** A peer that has announced End-of-RIB gets so much longer to send it. */
  private static final int WITH_END_OF_RIB = 6;

  private final long quietNanos;
  private long lastUpdate;
  private boolean isComplete;

  TableClock(boolean sendsEndOfRib, Times times, long now) {
    this.quietNanos = times.quiet().toNanos() * (sendsEndOfRib ? WITH_END_OF_RIB : 1);
    this.lastUpdate = now;
  }

  void update(long now) {
    lastUpdate = now;
  }

  boolean isComplete() {
    return isComplete;
  }

  /** When it was, told once. */
  OptionalLong completeAt(boolean hasEnded, long now) {
    if (isComplete || !(hasEnded || now - lastUpdate >= quietNanos)) {
      return OptionalLong.empty();
    }
    isComplete = true;
    return OptionalLong.of(lastUpdate);
  }
}
