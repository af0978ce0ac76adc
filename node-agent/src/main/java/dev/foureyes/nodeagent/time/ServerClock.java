package dev.foureyes.nodeagent.time;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How far this machine's wall clock is from the server's, told by the server's answers to
 * heartbeats, as NTP does (RFC 5905, 8): in the middle between question and answer, within half of
 * the time between them. The best of the last answers counts. Safe for use by many threads.
 */
public final class ServerClock {

  /** Answers that are remembered. */
  private static final int MOST_SAMPLES = 8;

  /** What an ordinary quartz may gain or lose: 50 parts in a million. */
  private static final long DRIFT_PARTS = 20_000;

  /** The server reads its clock in microseconds. */
  private static final long RESOLUTION_NANOS = 1_000;

  private static final long LONGEST_WAIT_NANOS = 30_000_000_000L;

  private final NodeClock clock;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * One answer.
   *
   * @param serverMinusTicker the server's time at the ticker's zero, nanoseconds
   * @param errorNanos what it may be off by at that moment
   * @param atNanos by the ticker
   */
  private record Sample(long serverMinusTicker, long errorNanos, long atNanos) {

    long errorAt(long nowNanos) {
      return errorNanos + (nowNanos - atNanos) / DRIFT_PARTS;
    }
  }

  /**
   * Where the wall clock stands.
   *
   * @param offsetNanos wall clock minus the server's clock
   * @param errorNanos what that may be off by, at most
   */
  public record Reading(long offsetNanos, long errorNanos) {}

  public ServerClock(NodeClock clock) {
    this.clock = clock;
  }

  /**
   * Takes an answer of the server.
   *
   * @param server the server's clock between both
   * @param askedNanos when it was asked, by the ticker
   * @param answeredNanos when the answer came, by the ticker
   */
  public synchronized void heard(Instant server, long askedNanos, long answeredNanos) {
    long waited = answeredNanos - askedNanos;
    if (waited < 0 || waited > LONGEST_WAIT_NANOS) {
      return;
    }
    if (samples.size() == MOST_SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(
        new Sample(
            epochNanos(server) - (askedNanos + waited / 2),
            waited / 2 + RESOLUTION_NANOS,
            answeredNanos));
  }

  /** Where the wall clock stands now; absent before the first answer. */
  public synchronized Optional<Reading> reading() {
    long now = clock.nanos();
    long wallMinusTicker = epochNanos(clock.now()) - now;
    Optional<Sample> best =
        samples.stream().min((a, b) -> Long.compare(a.errorAt(now), b.errorAt(now)));
    return best.map(
        sample -> new Reading(wallMinusTicker - sample.serverMinusTicker, sample.errorAt(now)));
  }

  /** Nanoseconds since 1970, until the year 2262. */
  public static long epochNanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
