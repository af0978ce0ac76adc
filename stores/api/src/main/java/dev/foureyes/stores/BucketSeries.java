package dev.foureyes.stores;

import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Bucket;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes buckets of the results of one node, from single results and from rollups, in any order.
 *
 * <p>Buckets begin at whole multiples of their length since 1970, so that the same result falls
 * into the same bucket whatever range is asked for.
 */
public final class BucketSeries {

  private final List<Measure> measures;
  private final long bucketMicros;
  private final TreeMap<Long, Tally> buckets = new TreeMap<>();
  private long currentStart = Long.MIN_VALUE;
  private Tally current;

  /**
   * An empty series.
   *
   * @param measures to summarise, of the rows' kind
   */
  public BucketSeries(List<Measure> measures, long bucketMillis) {
    this.measures = List.copyOf(measures);
    this.bucketMicros = bucketMillis * 1_000;
    this.current = new Tally(this.measures);
  }

  public void add(Row row) {
    bucketOf(row.dueMicros()).add(row);
  }

  /** Adds a rollup whose window lies within one bucket. */
  public void add(Rollup rollup) {
    bucketOf(rollup.startMicros()).add(rollup);
  }

  private Tally bucketOf(long micros) {
    long start = Math.floorDiv(micros, bucketMicros) * bucketMicros;
    if (start != currentStart) {
      currentStart = start;
      current = buckets.computeIfAbsent(start, _ -> new Tally(measures));
    }
    return current;
  }

  /** The buckets that have results, ascending. */
  public List<Bucket> finish() {
    return buckets.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> entry.getValue().bucket(entry.getKey()))
        .toList();
  }
}
