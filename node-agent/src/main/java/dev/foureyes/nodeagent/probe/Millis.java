package dev.foureyes.nodeagent.probe;

/** Nanoseconds as the milliseconds that results carry. */
public final class Millis {

  private static final double NANOS = 1_000_000.0;

  private Millis() {}

  public static double of(long nanos) {
    return nanos / NANOS;
  }
}
