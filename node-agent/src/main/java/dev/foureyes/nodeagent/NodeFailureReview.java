package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.blame.Blame;
import dev.foureyes.nodeagent.probe.path.FailureTraces;
import dev.foureyes.nodeagent.schedule.FailureReview;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ProbeResult;

/** What a node looks at when a run has failed. */
record NodeFailureReview(Blame blame, FailureTraces traces) implements FailureReview {

  @Override
  public void blame(ProbeResult.Builder failed, long startNanos, long endNanos)
      throws InterruptedException {
    blame.review(failed, startNanos, endNanos);
  }

  @Override
  public void trace(ProbeConfig config, ProbeResult.Builder failed) throws InterruptedException {
    traces.trace(config, failed).ifPresent(failed::setFailurePath);
  }
}
