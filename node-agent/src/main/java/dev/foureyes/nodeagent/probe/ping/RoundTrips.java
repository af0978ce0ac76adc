package dev.foureyes.nodeagent.probe.ping;

import java.util.Arrays;
import java.util.List;

/** Statistics of round-trip times in milliseconds; at least one. */
final class RoundTrips {

  private static final double RFC3550_GAIN = 16;

  private final double[] inOrderOfArrival;
  private final double[] sorted;

  RoundTrips(List<Double> inOrderOfArrival) {
    if (inOrderOfArrival.isEmpty()) {
      throw new IllegalArgumentException("round trips: none (expected: one or more)");
    }
    this.inOrderOfArrival = inOrderOfArrival.stream().mapToDouble(Double::doubleValue).toArray();
    this.sorted = this.inOrderOfArrival.clone();
    Arrays.sort(sorted);
  }

  int count() {
    return sorted.length;
  }

  double min() {
    return sorted[0];
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  double average() {
    return Arrays.stream(sorted).sum() / sorted.length;
  }

  /** By nearest rank: the smallest value that at least this part of the values does not exceed. */
  double percentile(int percent) {
    int rank = Math.ceilDiv(percent * sorted.length, 100);
    return sorted[Math.max(1, rank) - 1];
  }

  /** Standard deviation of the population. */
  double standardDeviation() {
    double average = average();
    double squares = Arrays.stream(sorted).map(rtt -> (rtt - average) * (rtt - average)).sum();
    return Math.sqrt(squares / sorted.length);
  }

  /** Interarrival jitter, RFC 3550, 6.4.1: {@code J += (|D| - J) / 16} with each arrival. */
  double interarrivalJitter() {
    double jitter = 0;
    for (int i = 1; i < inOrderOfArrival.length; i++) {
      double difference = Math.abs(inOrderOfArrival[i] - inOrderOfArrival[i - 1]);
      jitter += (difference - jitter) / RFC3550_GAIN;
    }
    return jitter;
  }
}
