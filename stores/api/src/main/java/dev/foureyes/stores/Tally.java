package dev.foureyes.stores;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.Faults;
import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Bucket;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.MeasureSummary;
import dev.foureyes.proto.results.v1.ResultCell;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums up results of one series, from single ones and from rollups, in any order. As long as there
 * were single ones only, percentiles are exact.
 */
public final class Tally {

  private static final double P95 = 0.95;

  private final List<Measure> measures;
  private final List<Values> values;
  private int count;
  private int passed;
  private int excluded;

  /**
   * An empty tally.
   *
   * @param measures to summarise, of the series' kind
   */
  public Tally(List<Measure> measures) {
    this.measures = measures;
    this.values = measures.stream().map(_ -> new Values()).toList();
  }

  public void add(Row row) {
    if (!Faults.counts(row.fault())) {
      excluded++;
      return;
    }
    count++;
    if (row.fault() == Fault.FAULT_OK) {
      passed++;
    }
    for (int i = 0; i < measures.size(); i++) {
      long stored = row.stored(measures.get(i).slot());
      if (stored != Row.ABSENT) {
        values.get(i).add(stored);
      }
    }
  }

  public void add(Rollup rollup) {
    count += rollup.count();
    passed += rollup.passed();
    excluded += rollup.excluded();
    for (int i = 0; i < measures.size(); i++) {
      rollup.sketch(measures.get(i).slot()).ifPresent(values.get(i)::add);
    }
  }

  public boolean isEmpty() {
    return count + excluded == 0;
  }

  Bucket bucket(long startMicros) {
    Bucket.Builder bucket =
        Bucket.newBuilder()
            .setStart(Timestamps.fromMicros(startMicros))
            .setCount(count)
            .setPassed(passed)
            .setExcluded(excluded);
    for (int i = 0; i < measures.size(); i++) {
      if (!values.get(i).isEmpty()) {
        bucket.putMeasures(measures.get(i).name(), values.get(i).summary(measures.get(i)));
      }
    }
    return bucket.build();
  }

  /** Of a tally of the headline measure alone, or of none. */
  public ResultCell cell(String testId, String nodeId) {
    ResultCell.Builder cell =
        ResultCell.newBuilder()
            .setTestId(testId)
            .setNodeId(nodeId)
            .setCount(count)
            .setPassed(passed)
            .setExcluded(excluded);
    for (int i = 0; i < measures.size(); i++) {
      cell.setHeadlineMeasure(measures.get(i).name());
      if (!values.get(i).isEmpty()) {
        cell.setHeadline(values.get(i).summary(measures.get(i)));
      }
    }
    return cell.build();
  }

  /** Values of one measure, as stored. */
  private static final class Values {
    private long[] single = new long[16];
    private int singles;
    private @Nullable Sketch sketch;

    void add(long value) {
      if (singles == single.length) {
        single = Arrays.copyOf(single, 2 * singles);
      }
      single[singles++] = value;
    }

    void add(byte[] encoded) {
      if (sketch == null) {
        sketch = new Sketch();
      }
      sketch.add(encoded);
    }

    boolean isEmpty() {
      return singles == 0 && sketch == null;
    }

    MeasureSummary summary(Measure measure) {
      if (sketch == null) {
        return exact(measure);
      }
      for (int i = 0; i < singles; i++) {
        sketch.add(single[i]);
      }
      singles = 0;
      double scale = measure.unit().fromStored(1);
      return MeasureSummary.newBuilder()
          .setCount((int) sketch.count())
          .setMin(measure.unit().fromStored(sketch.min()))
          .setAvg((double) sketch.sum() / sketch.count() * scale)
          .setP95(sketch.quantile(P95) * scale)
          .setMax(measure.unit().fromStored(sketch.max()))
          .build();
    }

    private MeasureSummary exact(Measure measure) {
      Arrays.sort(single, 0, singles);
      double sum = 0;
      for (int i = 0; i < singles; i++) {
        sum += measure.unit().fromStored(single[i]);
      }
      int p95 = (int) Math.ceil(P95 * singles) - 1; // nearest rank
      return MeasureSummary.newBuilder()
          .setCount(singles)
          .setMin(measure.unit().fromStored(single[0]))
          .setAvg(sum / singles)
          .setP95(measure.unit().fromStored(single[p95]))
          .setMax(measure.unit().fromStored(single[singles - 1]))
          .build();
    }
  }
}
