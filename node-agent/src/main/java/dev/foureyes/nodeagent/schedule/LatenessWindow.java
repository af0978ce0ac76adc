package dev.foureyes.nodeagent.schedule;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How late runs started, since somebody last asked. Keeps the newest few thousand. */
final class LatenessWindow {

  private static final int MAX_VALUES = 4096;
  private static final double PART = 0.99;

  private final double[] values = new double[MAX_VALUES];
  private int count;

  synchronized void add(double latenessMs) {
    values[count % MAX_VALUES] = latenessMs;
    count++;
  }

  /** The 99th percentile, nearest rank, in milliseconds; absent when nothing ran. Starts over. */
  synchronized OptionalDouble takeP99() {
    if (count == 0) {
      return OptionalDouble.empty();
    }
    double[] sorted = Arrays.copyOf(values, Math.min(count, MAX_VALUES));
    Arrays.sort(sorted);
    count = 0;
    return OptionalDouble.of(sorted[(int) Math.ceil(PART * sorted.length) - 1]);
  }
}
