package dev.foureyes.stores;

/** What a store keeps of a result, each for a time of its own. */
public enum Layer {
  /** Hop lists, resources, screenshots and the like: all that is not in {@link #RESULTS}. */
  DETAILS,
  /** Time, fault and measures of each result. */
  RESULTS,
  /** Rollups of a minute, of series with more than two results a minute. */
  MINUTES,
  /** Rollups of an hour. */
  HOURS
}
