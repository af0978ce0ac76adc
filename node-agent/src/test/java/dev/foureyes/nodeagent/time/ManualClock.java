package dev.foureyes.nodeagent.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks of a node, moved by the test. */
public final class ManualClock implements InstantSource, Ticker {

  private final AtomicLong wallNanos = new AtomicLong();
  private final AtomicLong elapsedNanos = new AtomicLong(-5_000_000_000L);
  private final Instant start;

  public ManualClock(Instant start) {
    this.start = start;
  }

  public NodeClock clock() {
    return new NodeClock(this, this);
  }

  /** Lets time pass. */
  public void advance(Duration time) {
    wallNanos.addAndGet(time.toNanos());
    elapsedNanos.addAndGet(time.toNanos());
  }

  /** Sets the date forward or back; no time passes. */
  public void step(Duration change) {
    wallNanos.addAndGet(change.toNanos());
  }

  @Override
  public Instant instant() {
    return start.plusNanos(wallNanos.get());
  }

  @Override
  public long nanos() {
    return elapsedNanos.get();
  }
}
