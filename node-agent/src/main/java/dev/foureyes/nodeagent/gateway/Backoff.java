package dev.foureyes.nodeagent.gateway;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times between tries: any time up to a bound that doubles, so that many nodes do not come
 * back at once.
 */
public final class Backoff {

  private static final long FIRST_BOUND_MS = 250;
  private static final long LAST_BOUND_MS = 30_000;

  private final RandomGenerator random;
  private long boundMs = FIRST_BOUND_MS;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait before the next try. */
  public Duration next() {
    Duration wait = Duration.ofMillis(random.nextLong(boundMs + 1));
    boundMs = Math.min(boundMs * 2, LAST_BOUND_MS);
    return wait;
  }

  /** Starts over: the last try went well for long enough. */
  public void reset() {
    boundMs = FIRST_BOUND_MS;
  }
}
