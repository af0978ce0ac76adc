package dev.foureyes.nodeagent.schedule;

import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.RunTrigger;
import java.time.Duration;
import java.time.Instant;

/** A test as this node runs it: what it is, and how its runs go. Safe for use by many threads. */
final class ScheduledTest {

  /** A request that is older than this, by the node's clock, was for a node that was there. */
  private static final Duration STALE_REQUEST = Duration.ofMinutes(5);

  private static final Duration TRACE_AGAIN = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Probe probe;
  private Assignment assignment;
  private boolean isRunning;
  private boolean isFailing;
  private long tracedNanos;

  ScheduledTest(Assignment assignment, Probe probe) {
    this.assignment = assignment;
    this.probe = probe;
  }

  synchronized Assignment assignment() {
    return assignment;
  }

  Probe probe() {
    return probe;
  }

  long intervalMs() {
    return Integer.toUnsignedLong(assignment().getIntervalMs());
  }

  /** Whether the node would do the same for both, but for a run that somebody asked for. */
  synchronized boolean isAs(Assignment other) {
    return withoutRequest(assignment).equals(withoutRequest(other));
  }

  private static Assignment withoutRequest(Assignment assignment) {
    return assignment.toBuilder().clearRunRequestedAt().build();
  }

  /** Takes note of an assignment that is as this one; whether it asks for a run. */
  synchronized boolean isAskedToRun(Assignment same, Instant now) {
    Instant asked = requested(same);
    boolean isNewer = asked.isAfter(requested(assignment));
    assignment = same;
    return isNewer && Duration.between(asked, now).compareTo(STALE_REQUEST) < 0;
  }

  private static Instant requested(Assignment assignment) {
    Timestamp at = assignment.getRunRequestedAt();
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
  }

  /** Begins a run; false when one is under way. */
  synchronized boolean begin() {
    boolean began = !isRunning;
    isRunning = true;
    return began;
  }

  /** Notes the end of a run. */
  synchronized void end() {
    isRunning = false;
  }

  /** Notes how a run of a round went. */
  synchronized void ended(Fault fault) {
    isFailing = isFailure(fault);
  }

  /**
   * Whether such an end of a run is to be confirmed by another: the first failure of the target or
   * the path, where a whole run more fits into the interval.
   */
  synchronized boolean needsConfirmation(Fault fault, RunTrigger trigger) {
    long timeoutMs = Integer.toUnsignedLong(assignment.getTimeoutMs());
    return assignment.getConfirmFailures()
        && trigger == RunTrigger.RUN_TRIGGER_UNSPECIFIED
        && isFailure(fault)
        && !isFailing
        && 2 * timeoutMs + pause().toMillis() <= intervalMs();
  }

  /**
   * Whether such an end of a run is followed by a trace: the first failure of the target or the
   * path, and then one every five minutes. Whoever is told so traces.
   */
  synchronized boolean wantsTrace(Fault fault, long nowNanos) {
    boolean wants =
        assignment.getTraceOnFailure()
            && isFailure(fault)
            && (!isFailing || nowNanos - tracedNanos >= TRACE_AGAIN.toNanos());
    if (wants) {
      tracedNanos = nowNanos;
    }
    return wants;
  }

  /** How long to wait before the confirmation: what lasts shorter is no outage. */
  synchronized Duration pause() {
    Duration tenth = Duration.ofMillis(intervalMs() / 10);
    return tenth.compareTo(LONGEST_PAUSE) < 0 ? tenth : LONGEST_PAUSE;
  }

  private static boolean isFailure(Fault fault) {
    return fault == Fault.FAULT_TARGET || fault == Fault.FAULT_PATH;
  }
}
