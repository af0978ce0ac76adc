package dev.foureyes.stores;

/**
 * What not every engine can do. Whoever asks a store for something that it lacks gets a {@link
 * StoreException} of the kind {@link StoreException.Kind#UNSUPPORTED}.
 */
public enum Capability {
  /** {@link ResultStore#rollUp}, and charts that are made from its rollups. */
  ROLLUPS,
  /** Details have a retention of their own: {@link Layer#DETAILS} can be dropped. */
  DETAILS_APART,
  /** Any number of processes may write at the same time, each its own partitions. */
  MANY_WRITERS
}
