package dev.foureyes.nodeagent.spool;

import java.time.Duration;

/**
 * How much the spool keeps. Beyond either limit the oldest records go.
 *
 * @param maxBytes bytes of records on disk; at least 64 KiB. While a group is written the spool may
 *     be larger by that group.
 * @param maxAge time since a record was due; at least a second
 */
public record SpoolLimits(long maxBytes, Duration maxAge) {

  private static final long LARGEST_SEGMENT = 8L << 20;
  private static final long MIN_BYTES = 64 << 10;

  /** 512 MiB and three days. */
  public static final SpoolLimits DEFAULT = new SpoolLimits(512L << 20, Duration.ofDays(3));

  public SpoolLimits {
    if (maxBytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "--spool-max-bytes: " + maxBytes + " (expected: at least " + MIN_BYTES + ")");
    }
    if (maxAge.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("--spool-max-age: " + maxAge + " (expected: at least 1s)");
    }
  }

  /**
   * Size at which a segment is closed: small enough that dropping one is a small part of the whole.
   */
  long segmentBytes() {
    return Math.min(LARGEST_SEGMENT, maxBytes / 8);
  }
}
