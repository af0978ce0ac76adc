package dev.foureyes.nodeagent.time;

/** A clock for elapsed time. It never jumps and says nothing about the date. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since an unknown moment; may be negative. Only differences mean something. */
  long nanos();
}
