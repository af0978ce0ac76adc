package dev.foureyes.nodeagent.schedule;

import dev.foureyes.nodeagent.log.LogThrottle;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: waits for a place, runs the probe, and makes a result of what came of it, also of a
 * defect. The test's timeout begins when the run does; a run that waited for a place says so in its
 * lateness.
 */
final class ProbeRunner {

  private static final Logger log = LoggerFactory.getLogger(ProbeRunner.class);

  /** Probes end themselves by their deadline; this long after it one is given up. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private static final int MAX_ERROR = 1024;

  private final ResultSink sink;
  private final NodeClock clock;
  private final Semaphore places;
  private final LatenessWindow lateness;
  private final LogThrottle throttle;
  private final AtomicLong results = new AtomicLong();
  private final AtomicLong defects = new AtomicLong();

  /**
   * @param maxRunning how many probes run at once
   */
  ProbeRunner(ResultSink sink, NodeClock clock, int maxRunning, LatenessWindow lateness) {
    this.sink = sink;
    this.clock = clock;
    this.places = new Semaphore(maxRunning, true);
    this.lateness = lateness;
    this.throttle = new LogThrottle(clock.ticker());
  }

  /** Results made so far. */
  long results() {
    return results.get();
  }

  /** Runs that ended by a defect of the agent. */
  long defects() {
    return defects.get();
  }

  /**
   * Runs once and hands the result on.
   *
   * @param dueMs when it was due, by the wall clock
   * @param dueNanos the same moment on the clock for elapsed time
   */
  void run(Assignment assignment, Probe probe, long dueMs, long dueNanos)
      throws InterruptedException {
    places.acquire();
    ProbeResult result;
    try {
      long startNanos = clock.nanos();
      double latenessMs = Math.max(0, Millis.of(startNanos - dueNanos));
      lateness.add(latenessMs);
      Duration timeout = Duration.ofMillis(Integer.toUnsignedLong(assignment.getTimeoutMs()));
      ProbeResult.Builder builder =
          ProbeResult.newBuilder()
              .setTestId(assignment.getTestId())
              .setConfigVersion(assignment.getConfigVersion())
              .setRound(Rounds.round(dueMs, Integer.toUnsignedLong(assignment.getIntervalMs())))
              .setScheduledAt(NodeClock.timestamp(Instant.ofEpochMilli(dueMs)))
              .setLatenessMs(latenessMs);
      probe(probe, new Deadline(clock.ticker(), startNanos, timeout), builder);
      result = builder.setDurationMs(Millis.of(clock.nanos() - startNanos)).build();
    } finally {
      places.release();
    }
    handOn(result);
  }

  private void probe(Probe probe, Deadline deadline, ProbeResult.Builder result)
      throws InterruptedException {
    CompletableFuture<ProbeOutcome> outcome = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("probe")
            .start(() -> {
              try {
                outcome.complete(probe.run(deadline));
              } catch (Throwable e) { // whatever it is, it is this run's outcome
                outcome.completeExceptionally(e);
              }
            });
    try {
      describe(
          outcome.get(deadline.remaining().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS), result);
    } catch (TimeoutException e) {
      defect(
          "the probe did not end by its timeout of " + deadline.timeout().toMillis() + " ms",
          e,
          result);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      defect("the probe failed by a defect of the agent: " + cause, cause, result);
    } finally {
      thread.interrupt(); // also when this run was given up
    }
  }

  private static void describe(ProbeOutcome outcome, ProbeResult.Builder result) {
    outcome.detail().into(result);
    switch (outcome) {
      case ProbeOutcome.Passed passed -> result.setFault(Fault.FAULT_OK);
      case ProbeOutcome.Failed failed -> describe(failed.failure(), result);
    }
  }

  private static void describe(Failure failure, ProbeResult.Builder result) {
    result
        .setFault(failure.fault())
        .setErrorPhase(failure.phase())
        .setError(text(failure.sentence()));
  }

  /** Texts hold what peers sent: no control characters, and no more than the contract allows. */
  private static String text(String sentence) {
    StringBuilder text = new StringBuilder();
    sentence
        .codePoints()
        .limit(MAX_ERROR)
        .forEach(c ->
            text.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                    ? '?'
                    : c));
    while (text.length() > MAX_ERROR) {
      text.setLength(text.offsetByCodePoints(text.length(), -1));
    }
    return text.toString();
  }

  private void defect(String sentence, Throwable cause, ProbeResult.Builder result) {
    long count = defects.incrementAndGet();
    throttle.log(
        "defect",
        events ->
            log.atError()
                .addKeyValue("test_id", result.getTestId())
                .addKeyValue("defects_total", count)
                .setCause(cause)
                .log("run ended by a defect"));
    describe(
        new Failure(Fault.FAULT_INTERNAL, ErrorPhase.ERROR_PHASE_UNSPECIFIED, sentence), result);
  }

  private void handOn(ProbeResult result) throws InterruptedException {
    results.incrementAndGet();
    try {
      sink.accept(result);
    } catch (IllegalArgumentException e) {
      ProbeResult.Builder small = result.toBuilder().clearDetail();
      defect("the result was too large to be kept: " + e.getMessage(), e, small);
      sink.accept(small.build());
    }
  }
}
