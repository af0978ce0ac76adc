package dev.foureyes.nodeagent.schedule;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.concurrent.atomic.AtomicInteger;

/** Blames nobody else unless told to, and adds traces without hops. */
final class RecordingReview implements FailureReview {

  final AtomicInteger reviewed = new AtomicInteger();
  volatile boolean isNodeCutOff;

  @Override
  public void blame(ProbeResult.Builder failed, long startNanos, long endNanos) {
    reviewed.incrementAndGet();
    if (isNodeCutOff && failed.getFault() == Fault.FAULT_PATH) {
      failed.setFault(Fault.FAULT_NODE_LOCAL);
    }
  }

  @Override
  public void trace(ProbeConfig config, ProbeResult.Builder failed) {
    failed.setFailurePath(PathResult.getDefaultInstance());
  }
}
