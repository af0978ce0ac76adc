package dev.foureyes.nodeagent.schedule;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ProbeResult;

/** What is looked at when a run has failed, before its result is handed on. */
public interface FailureReview {

  /**
   * Puts right whose fault it is, for what the probe could not see.
   *
   * @param startNanos when the run began, on the clock for elapsed time
   */
  void blame(ProbeResult.Builder failed, long startNanos, long endNanos)
      throws InterruptedException;

  /** Adds the way to the target, where there is one. */
  void trace(ProbeConfig config, ProbeResult.Builder failed) throws InterruptedException;
}
