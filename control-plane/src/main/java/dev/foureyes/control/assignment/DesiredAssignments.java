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
    return !test.getPaused()
        && !node.getRevoked()
        && Labels.selects(test.getNodes(), node.getId(), node.getLabelsMap());
  }

  /** A test as nodes run it. */
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
