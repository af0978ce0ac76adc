package dev.foureyes.stores;

/** Lengths of buckets that read well on a time axis. */
public final class BucketLengths {

  private static final long[] MILLIS = {
    1_000, 2_000, 5_000, 10_000, 15_000, 30_000,
    60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
    3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000
  };
  private static final int ABOUT = 200;

  private BucketLengths() {}

  /** The length that gives about 200 buckets, and no more. */
  public static long forRange(long rangeMillis) {
    for (long millis : MILLIS) {
      if (rangeMillis / millis <= ABOUT) {
        return millis;
      }
    }
    return MILLIS[MILLIS.length - 1];
  }
}
