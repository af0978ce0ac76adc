package dev.foureyes.stores;

import dev.foureyes.proto.results.v1.Result;
import java.util.List;
import java.util.Map;

/**
 * Results, and how far the log was read to get them.
 *
 * @param logId identity of the log: a log that was made anew has another, and is read from its
 *     beginning
 * @param results in the order of the log
 * @param advances by partition
 */
public record WriteBatch(String logId, List<Result> results, Map<Integer, Advance> advances) {

  /**
   * From one place of a partition to another.
   *
   * @param from the place that the store must be at, 0 when it has none
   * @param to the next offset to read afterwards
   */
  public record Advance(long from, long to) {
    public Advance {
      if (from < 0 || to <= from) {
        throw new IllegalArgumentException(
            "advance: " + from + " to " + to + " (expected: forward)");
      }
    }
  }

  public WriteBatch {
    results = List.copyOf(results);
    advances = Map.copyOf(advances);
  }
}
