package dev.foureyes.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Of measured values. */
final class Percentiles {

  private final double[] sorted;

  Percentiles(List<Double> values) {
    sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
  }

  /**
   * The value that a part of all values does not exceed; NaN without values.
   *
   * @param part 0 to 1
   */
  double at(double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
  }

  int count() {
    return sorted.length;
  }
}
