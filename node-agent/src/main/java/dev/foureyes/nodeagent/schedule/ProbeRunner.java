package dev.foureyes.nodeagent.schedule;

import dev.foureyes.nodeagent.log.LogThrottle;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.ProbeRun;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
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

  private final ResultSink sink;
  private final NodeClock clock;
  private final Places places = new Places();
  private final LatenessWindow lateness;
  private final FailureReview review;
  private final LogThrottle throttle;
  private final AtomicLong results = new AtomicLong();
  private final AtomicLong defects = new AtomicLong();

  ProbeRunner(ResultSink sink, NodeClock clock, LatenessWindow lateness, FailureReview review) {
    this.review = review;
    this.sink = sink;
    this.clock = clock;
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
   * @return the result
   */
  ProbeResult run(ScheduledTest test, Occasion occasion) throws InterruptedException {
    Assignment assignment = test.assignment();
    ProbeResult.Builder builder;
    Semaphore place = places.of(assignment.getProbe().getProbeCase());
    place.acquire();
    try {
      long startNanos = clock.nanos();
      double latenessMs = Math.max(0, Millis.of(startNanos - occasion.dueNanos()));
      lateness.add(latenessMs);
      Duration timeout = Duration.ofMillis(Integer.toUnsignedLong(assignment.getTimeoutMs()));
      builder =
          ProbeResult.newBuilder()
              .setTestId(assignment.getTestId())
              .setConfigVersion(assignment.getConfigVersion())
              .setRound(occasion.round())
              .setTrigger(occasion.trigger())
              .setScheduledAt(NodeClock.timestamp(Instant.ofEpochMilli(occasion.dueMs())))
              .setLatenessMs(latenessMs);
      ProbeRun.into(test.probe(), new Deadline(clock.ticker(), startNanos, timeout), builder)
          .ifPresent(cause -> defect(cause, builder));
      long endNanos = clock.nanos();
      builder.setDurationMs(Millis.of(endNanos - startNanos));
      review.blame(builder, startNanos, endNanos);
    } finally {
      place.release();
    }
    Fault fault = builder.getFault();
    builder.setConfirmationFollows(test.needsConfirmation(fault, occasion.trigger()));
    if (!builder.getConfirmationFollows() && test.wantsTrace(fault, clock.nanos())) {
      review.trace(assignment.getProbe(), builder);
    }
    ProbeResult result = builder.build();
    handOn(result);
    return result;
  }

  /** Counts a defect and says so in the log. */
  private void defect(Throwable cause, ProbeResult.Builder result) {
    long count = defects.incrementAndGet();
    throttle.log(
        "defect",
        events ->
            log.atError()
                .addKeyValue("test_id", result.getTestId())
                .addKeyValue("defects_total", count)
                .setCause(cause)
                .log("run ended by a defect"));
  }

  private void handOn(ProbeResult result) throws InterruptedException {
    results.incrementAndGet();
    try {
      sink.accept(result);
    } catch (IllegalArgumentException e) {
      ProbeResult.Builder small = result.toBuilder().clearDetail();
      ProbeRun.defect("the result was too large to be kept: " + e.getMessage(), small);
      defect(e, small);
      sink.accept(small.build());
    }
  }
}
