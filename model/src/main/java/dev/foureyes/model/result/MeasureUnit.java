package dev.foureyes.model.result;

/** What a measure counts, and how finely it is stored. */
public enum MeasureUnit {
  /** Stored in microseconds. */
  MILLISECONDS("_ms", 1_000),
  /** 0 to 1; stored in millionths. */
  RATIO("_ratio", 1_000_000),
  BYTES("_bytes", 1),
  BYTES_PER_SECOND("_bytes_per_s", 1),
  /** Stored in thousandths of a day. */
  DAYS("_days", 1_000),
  /** A figure without unit, mostly below 1; stored in ten-thousandths. */
  SCORE("_score", 10_000),
  /** A plain number. */
  COUNT("", 1);

  private final String suffix;
  private final double scale;

  MeasureUnit(String suffix, double scale) {
    this.suffix = suffix;
    this.scale = scale;
  }

  /** The unit that a field's name ends with. */
  public static MeasureUnit ofFieldName(String name) {
    for (MeasureUnit unit : values()) {
      if (name.endsWith(unit.suffix)) {
        return unit; // COUNT, the last, ends every name
      }
    }
    throw new AssertionError(name);
  }

  /** The whole number that a store keeps for a value. */
  public long toStored(double value) {
    return Math.round(value * scale);
  }

  /** The value of a stored number. */
  public double fromStored(long stored) {
    return stored / scale;
  }
}
