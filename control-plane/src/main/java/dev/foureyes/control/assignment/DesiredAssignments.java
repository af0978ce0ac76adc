package dev.foureyes.control.assignment;

import dev.foureyes.control.test.Labels;
import dev.foureyes.control.test.TestRepository.Stored;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.Test;

/** What should be. Pure. */
final class DesiredAssignments {

  private DesiredAssignments() {}

  /** Whether a node should run a test. */
  static boolean runs(Test test, Node node) {
    return !test.getPaused() && !node.getRevoked() && Labels.runs(test, node);
  }

  /** A test as a node runs it, with its peers. */
  static Assignment of(Stored stored, Node node, PeerPlan plan) {
    Assignment assignment = of(stored);
    return stored.test().getProbe().hasAgent()
        ? assignment.toBuilder()
            .addAllPeers(plan.peers(stored.test().getId(), node.getId()))
            .build()
        : assignment;
  }

  /** A test as nodes run it, without peers. */
  static Assignment of(Stored stored) {
    Test test = stored.test();
    Assignment.Builder assignment =
        Assignment.newBuilder()
            .setTestId(test.getId())
            .setConfigVersion(stored.configVersion())
            .setProbe(test.getProbe())
            .setIntervalMs(test.getIntervalMs())
            .setTimeoutMs(test.getTimeoutMs())
            .setConfirmFailures(test.getConfirmFailures())
            .setTraceOnFailure(test.getTraceOnFailure());
    if (test.hasRunRequestedAt()) {
      assignment.setRunRequestedAt(test.getRunRequestedAt());
    }
    return assignment.build();
  }
}
