package dev.foureyes.stores;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How far a log was written into a store.
 *
 * @param nextOffsets by partition, the offset of the next record to read
 */
public record Places(Map<Integer, Long> nextOffsets) {

  public Places {
    nextOffsets = Map.copyOf(nextOffsets);
  }

  /** Empty for a partition of which nothing was written yet. */
  public OptionalLong next(int partition) {
    Long next = nextOffsets.get(partition);
    return next == null ? OptionalLong.empty() : OptionalLong.of(next);
  }
}
