package dev.foureyes.control.live;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place in the log: of every partition of the two topics, the offset of the next record. Written
 * as {@code 1a.0.7~3.c}, results before incidents, in base 36.
 */
record LiveCursor(String text) {

  static LiveCursor of(long[] results, long[] incidents) {
    return new LiveCursor(join(results) + "~" + join(incidents));
  }

  private static String join(long[] offsets) {
    return Arrays.stream(offsets)
        .mapToObj(offset -> Long.toString(offset, 36))
        .collect(Collectors.joining("."));
  }

  /**
   * The offsets, results before incidents; empty when the text is no cursor of topics with so many
   * partitions.
   */
  Optional<long[][]> offsets(int partitions) {
    String[] topics = text.split("~", -1);
    if (topics.length != 2) {
      return Optional.empty();
    }
    long[][] offsets = new long[2][];
    for (int topic = 0; topic < 2; topic++) {
      String[] parts = topics[topic].split("\\.", -1);
      if (parts.length != partitions) {
        return Optional.empty();
      }
      try {
        offsets[topic] = Arrays.stream(parts).mapToLong(part -> Long.parseLong(part, 36)).toArray();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.of(offsets);
  }
}
