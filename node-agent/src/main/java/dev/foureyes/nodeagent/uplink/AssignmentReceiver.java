package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.proto.node.v1.AssignmentRefusal;
import java.util.List;

/** Takes new assignments. */
@FunctionalInterface
public interface AssignmentReceiver {

  /**
   * Replaces all that the node runs. Called from the uplink's thread, one call after the other.
   *
   * @return those that this node cannot run, with the reason
   */
  List<AssignmentRefusal> apply(Assignments assignments);

  /** Takes them and runs none, for a node that makes its results up. */
  static AssignmentReceiver runningNothing() {
    return assignments -> List.of();
  }
}
