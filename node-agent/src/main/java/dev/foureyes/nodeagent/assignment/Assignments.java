package dev.foureyes.nodeagent.assignment;

import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentDiff;
import dev.foureyes.proto.node.v1.AssignmentSnapshot;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a node runs, at one revision.
 *
 * @param revision 0 for none
 * @param byTest by test id
 */
public record Assignments(long revision, Map<String, Assignment> byTest) {

  public static final Assignments NONE = new Assignments(0, Map.of());

  public Assignments {
    byTest = Collections.unmodifiableMap(new TreeMap<>(byTest));
  }

  /** These assignments; of several for one test the last. */
  public static Assignments of(long revision, Collection<Assignment> assignments) {
    Map<String, Assignment> byTest = new TreeMap<>();
    assignments.forEach(assignment -> byTest.put(assignment.getTestId(), assignment));
    return new Assignments(revision, byTest);
  }

  /**
   * These assignments with a change.
   *
   * @throws IllegalArgumentException when the change is to another revision
   */
  public Assignments changed(AssignmentDiff diff) {
    if (diff.getBaseRevision() != revision) {
      throw new IllegalArgumentException(
          "base_revision: " + diff.getBaseRevision() + " (expected: " + revision + ")");
    }
    Map<String, Assignment> changed = new TreeMap<>(byTest);
    diff.getRemovedTestIdsList().forEach(changed::remove);
    diff.getChangedList().forEach(assignment -> changed.put(assignment.getTestId(), assignment));
    return new Assignments(diff.getRevision(), changed);
  }

  /** The assignments as one message. */
  AssignmentSnapshot toSnapshot() {
    return AssignmentSnapshot.newBuilder()
        .setRevision(revision)
        .addAllAssignments(byTest.values())
        .setLast(true)
        .build();
  }
}
