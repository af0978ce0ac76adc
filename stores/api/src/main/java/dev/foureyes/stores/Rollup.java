package dev.foureyes.stores;

import dev.foureyes.model.result.Faults;
import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results of one series in a window, in small. */
public final class Rollup {

  private final long startMicros;
  private final int count;
  private final int passed;
  private final int excluded;
  private final List<Optional<byte[]>> sketches;

  /**
   * A rollup as a store has it.
   *
   * @param startMicros begin of the window, microseconds since 1970
   * @param count results that count
   * @param passed of those
   * @param excluded results that do not count
   * @param sketches by slot, encoded
   */
  public Rollup(
      long startMicros, int count, int passed, int excluded, List<Optional<byte[]>> sketches) {
    this.startMicros = startMicros;
    this.count = count;
    this.passed = passed;
    this.excluded = excluded;
    this.sketches = List.copyOf(sketches);
  }

  /** Of all the results of a series in a window. */
  public static Rollup of(long startMicros, List<Row> rows) {
    int count = 0;
    int passed = 0;
    Sketch[] sketches = new Sketch[Measure.SLOTS];
    for (Row row : rows) {
      if (!Faults.counts(row.fault())) {
        continue;
      }
      count++;
      passed += row.fault() == Fault.FAULT_OK ? 1 : 0;
      for (int slot = 0; slot < Measure.SLOTS; slot++) {
        if (row.stored(slot) != Row.ABSENT) {
          if (sketches[slot] == null) {
            sketches[slot] = new Sketch();
          }
          sketches[slot].add(row.stored(slot));
        }
      }
    }
    List<Optional<byte[]>> encoded = new ArrayList<>(Measure.SLOTS);
    for (Sketch sketch : sketches) {
      encoded.add(Optional.ofNullable(sketch).map(Sketch::encode));
    }
    return new Rollup(startMicros, count, passed, rows.size() - count, encoded);
  }

  public long startMicros() {
    return startMicros;
  }

  public int count() {
    return count;
  }

  public int passed() {
    return passed;
  }

  public int excluded() {
    return excluded;
  }

  /** Of the measure in a slot, encoded; empty when no result has it. Not to be changed. */
  public Optional<byte[]> sketch(int slot) {
    return sketches.get(slot);
  }
}
