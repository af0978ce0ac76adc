package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a snapshot together that comes in parts. */
final class SnapshotParts {

  private final List<Assignment> assignments = new ArrayList<>();
  private long revision;

  /**
   * Takes a part; the whole when it was the last. A part of another revision begins a new snapshot.
   */
  Optional<Assignments> add(AssignmentSnapshot part) {
    if (part.getRevision() != revision) {
      assignments.clear();
      revision = part.getRevision();
    }
    assignments.addAll(part.getAssignmentsList());
    if (!part.getLast()) {
      return Optional.empty();
    }
    Assignments whole = Assignments.of(revision, assignments);
    assignments.clear();
    return Optional.of(whole);
  }
}
