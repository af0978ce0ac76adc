package dev.foureyes.stores;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.Faults;
import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Bucket;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.MeasureSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes buckets of the results of one node. Rows come in ascending order of their due times.
 *
 * <p>Buckets begin at whole multiples of their length since 1970, so that the same result falls
 * into the same bucket whatever range is asked for.
 */
public final class BucketSeries {

  private final List<Measure> measures;
  private final long bucketMicros;
  private final List<Bucket> buckets = new ArrayList<>();
  private final List<Samples> samples;

  private long currentStart = Long.MIN_VALUE;
  private int count;
  private int passed;
  private int excluded;

  /**
   * An empty series.
   *
   * @param measures to summarise, of the rows' kind
   */
  public BucketSeries(List<Measure> measures, long bucketMillis) {
    this.measures = List.copyOf(measures);
    this.bucketMicros = bucketMillis * 1_000;
    this.samples = measures.stream().map(_ -> new Samples()).toList();
  }

  public void add(Row row) {
    long start = Math.floorDiv(row.dueMicros(), bucketMicros) * bucketMicros;
    if (start != currentStart) {
      finishBucket();
      currentStart = start;
    }
    if (!Faults.counts(row.fault())) {
      excluded++;
      return;
    }
    count++;
    if (row.fault() == Fault.FAULT_OK) {
      passed++;
    }
    for (int i = 0; i < measures.size(); i++) {
      Samples of = samples.get(i);
      row.value(measures.get(i)).ifPresent(of::add);
    }
  }

  /** The buckets so far, the present one included. */
  public List<Bucket> finish() {
    finishBucket();
    return List.copyOf(buckets);
  }

  private void finishBucket() {
    if (count + excluded > 0) {
      Bucket.Builder bucket =
          Bucket.newBuilder()
              .setStart(Timestamps.fromMicros(currentStart))
              .setCount(count)
              .setPassed(passed)
              .setExcluded(excluded);
      for (int i = 0; i < measures.size(); i++) {
        if (samples.get(i).size > 0) {
          bucket.putMeasures(measures.get(i).name(), samples.get(i).summary());
        }
      }
      buckets.add(bucket.build());
    }
    count = 0;
    passed = 0;
    excluded = 0;
    samples.forEach(Samples::clear);
  }

  /** Values of one measure in one bucket. */
  private static final class Samples {
    private double[] values = new double[16];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    void clear() {
      size = 0;
    }

    MeasureSummary summary() {
      Arrays.sort(values, 0, size);
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += values[i];
      }
      int p95 = (int) Math.ceil(0.95 * size) - 1; // nearest rank
      return MeasureSummary.newBuilder()
          .setCount(size)
          .setMin(values[0])
          .setAvg(sum / size)
          .setP95(values[p95])
          .setMax(values[size - 1])
          .build();
    }
  }
}
