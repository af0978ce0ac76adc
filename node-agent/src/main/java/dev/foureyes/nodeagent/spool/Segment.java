package dev.foureyes.nodeagent.spool;

import java.nio.file.Path;

/** One file of a log. */
final class Segment {

  private static final String SUFFIX = ".seg";
  private static final int DIGITS = 19;

  private final Path file;
  private final long firstSeq;
  private long endSeq;
  private long bytes;
  private long newestNanos;

  /**
   * @param newestNanos see {@link #newestNanos()}
   */
  Segment(Path file, long firstSeq, long endSeq, long bytes, long newestNanos) {
    this.file = file;
    this.firstSeq = firstSeq;
    this.endSeq = endSeq;
    this.bytes = bytes;
    this.newestNanos = newestNanos;
  }

  /** Name of the file whose first record has this number; names sort as numbers do. */
  static String name(long firstSeq) {
    return String.format("%0" + DIGITS + "d", firstSeq) + SUFFIX;
  }

  static boolean isName(String name) {
    return name.length() == DIGITS + SUFFIX.length()
        && name.endsWith(SUFFIX)
        && name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9');
  }

  /** The number in a name for which {@link #isName} holds. */
  static long firstSeq(String name) {
    return Long.parseLong(name.substring(0, DIGITS));
  }

  Path file() {
    return file;
  }

  long firstSeq() {
    return firstSeq;
  }

  /** Sequence number after the last record. */
  long endSeq() {
    return endSeq;
  }

  /** Bytes that are synced and may be read. */
  long bytes() {
    return bytes;
  }

  /**
   * When its newest record was due, on the clock for elapsed time, so that a jump of the date makes
   * nothing old.
   */
  long newestNanos() {
    return newestNanos;
  }

  /** Notes records that were written and synced. */
  void grow(int records, int addedBytes, long nowNanos) {
    endSeq += records;
    bytes += addedBytes;
    newestNanos = nowNanos;
  }
}
