package dev.foureyes.nodeagent.probe;

import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a probe once and puts what came of it into a result, also a defect. */
public final class ProbeRun {

  /** Probes end themselves by their deadline; this long after it one is given up. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private static final int MAX_ERROR = 1024;

  private ProbeRun() {}

  /**
   * Runs it in a thread of its own.
   *
   * @return the defect of the agent that ended the run, which is in the result too; absent when the
   *     probe ended by itself
   */
  public static Optional<Throwable> into(Probe probe, Deadline deadline, ProbeResult.Builder result)
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
      return Optional.empty();
    } catch (TimeoutException e) {
      defect(
          "the probe did not end by its timeout of " + deadline.timeout().toMillis() + " ms",
          result);
      return Optional.of(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      defect("the probe failed by a defect of the agent: " + cause, result);
      return Optional.of(cause);
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

  /** Makes it the result of a defect of the agent. */
  public static void defect(String sentence, ProbeResult.Builder result) {
    describe(
        new Failure(Fault.FAULT_INTERNAL, ErrorPhase.ERROR_PHASE_UNSPECIFIED, sentence), result);
  }

  private static void describe(Failure failure, ProbeResult.Builder result) {
    result
        .setFault(failure.fault())
        .setErrorPhase(failure.phase())
        .setError(failure.shown(MAX_ERROR));
  }
}
