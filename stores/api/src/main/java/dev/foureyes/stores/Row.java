package dev.foureyes.stores;

import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureUnit;
import dev.foureyes.proto.results.v1.Fault;
import java.util.OptionalDouble;

/** The numbers of one stored result, for charts. */
public final class Row {

  /** Stands for a measure that a result does not have. */
  public static final long ABSENT = Long.MIN_VALUE;

  private final long dueMicros;
  private final Fault fault;
  private final long[] values;

  /**
   * A row.
   *
   * @param dueMicros when the result was due, microseconds since 1970
   * @param values by slot, as {@link MeasureUnit#toStored} makes them; {@link #ABSENT} where there
   *     is none. Handed over: not to be changed afterwards
   */
  public Row(long dueMicros, Fault fault, long[] values) {
    this.dueMicros = dueMicros;
    this.fault = fault;
    this.values = values;
  }

  /** Microseconds since 1970. */
  public long dueMicros() {
    return dueMicros;
  }

  public Fault fault() {
    return fault;
  }

  /** The number in a slot as it is stored; {@link #ABSENT} where there is none. */
  public long stored(int slot) {
    return values[slot];
  }

  /** The value of a measure of the row's kind. */
  public OptionalDouble value(Measure measure) {
    long stored = values[measure.slot()];
    return stored == ABSENT
        ? OptionalDouble.empty()
        : OptionalDouble.of(measure.unit().fromStored(stored));
  }
}
