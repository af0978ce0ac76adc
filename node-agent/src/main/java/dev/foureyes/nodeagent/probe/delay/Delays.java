package dev.foureyes.nodeagent.probe.delay;

import java.util.Arrays;
import java.util.List;

/** Statistics of round-trip times or one-way delays in milliseconds; at least one. */
public final class Delays {

  private static final double RFC3550_GAIN = 16;

  private final double[] inOrderOfArrival;
  private final double[] sorted;

  public Delays(List<Double> inOrderOfArrival) {
    if (inOrderOfArrival.isEmpty()) {
      throw new IllegalArgumentException("delays: none (expected: one or more)");
    }
    this.inOrderOfArrival = inOrderOfArrival.stream().mapToDouble(Double::doubleValue).toArray();
    this.sorted = this.inOrderOfArrival.clone();
    Arrays.sort(sorted);
  }

  public int count() {
    return sorted.length;
  }

  public double min() {
    return sorted[0];
  }

  public double max() {
    return sorted[sorted.length - 1];
  }

  public double average() {
    return Arrays.stream(sorted).sum() / sorted.length;
  }

  /** By nearest rank: the smallest value that at least this part of the values does not exceed. */
  public double percentile(int percent) {
    int rank = Math.ceilDiv(percent * sorted.length, 100);
    return sorted[Math.max(1, rank) - 1];
  }

  /** Standard deviation of the population. */
  public double standardDeviation() {
    double average = average();
    double squares =
        Arrays.stream(sorted).map(delay -> (delay - average) * (delay - average)).sum();
    return Math.sqrt(squares / sorted.length);
  }

  /** Interarrival jitter, RFC 3550, 6.4.1: {@code J += (|D| - J) / 16} with each arrival. */
  public double interarrivalJitter() {
    double jitter = 0;
    for (int i = 1; i < inOrderOfArrival.length; i++) {
      double difference = Math.abs(inOrderOfArrival[i] - inOrderOfArrival[i - 1]);
      jitter += (difference - jitter) / RFC3550_GAIN;
    }
    return jitter;
  }
}
