package dev.foureyes.nodeagent.schedule;

import java.nio.charset.StandardCharsets;

/** The arithmetic of rounds. Times are milliseconds since 1970-01-01, by the wall clock. */
final class Rounds {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Rounds() {}

  /** The round that a moment is in. */
  static long round(long millis, long intervalMs) {
    return Math.floorDiv(millis, intervalMs);
  }

  /** Where in its rounds a test runs, from 0 to intervalMs - 1; the same on every start. */
  static long phase(String testId, long intervalMs) {
    long hash = FNV_OFFSET; // FNV-1a
    for (byte each : testId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash =
        (hash ^ (hash >>> 33))
            * 0xff51afd7ed558ccdL; // the finisher of MurmurHash3: ids that differ little spread too
    return Long.remainderUnsigned(hash ^ (hash >>> 33), intervalMs);
  }

  /** The last moment at a phase that is not after a given one. */
  static long lastDue(long millis, long phaseMs, long intervalMs) {
    return Math.floorDiv(millis - phaseMs, intervalMs) * intervalMs + phaseMs;
  }
}
