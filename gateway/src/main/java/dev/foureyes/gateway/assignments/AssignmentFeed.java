package dev.foureyes.gateway.assignments;

import dev.foureyes.gateway.assignments.AssignmentView.Changes;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentDiff;
import dev.foureyes.proto.node.v1.AssignmentSnapshot;
import dev.foureyes.proto.node.v1.ConnectResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * What one session has to tell its node of its assignments: first all of them, then what changed
 * since. Not safe for several threads; the session guards it.
 */
public final class AssignmentFeed {

  /** So that a message stays well below what a node takes at once. */
  private static final int PER_MESSAGE = 500;

  private final AssignmentView view;
  private final String org;
  private final String nodeId;
  private long sentRevision = -1;

  public AssignmentFeed(AssignmentView view, String org, String nodeId) {
    this.view = view;
    this.org = org;
    this.nodeId = nodeId;
  }

  /**
   * The messages that bring the node from what it was told to what is known now; none when it knows
   * all.
   */
  public List<ConnectResponse> next() {
    return sentRevision < 0 ? snapshot() : diff();
  }

  private List<ConnectResponse> snapshot() {
    Changes all = view.snapshot(org, nodeId);
    sentRevision = all.revision();
    List<ConnectResponse> messages = new ArrayList<>();
    List<Assignment> rest = all.changed();
    do {
      List<Assignment> part = rest.subList(0, Math.min(PER_MESSAGE, rest.size()));
      rest = rest.subList(part.size(), rest.size());
      messages.add(
          ConnectResponse.newBuilder()
              .setSnapshot(
                  AssignmentSnapshot.newBuilder()
                      .setRevision(all.revision())
                      .addAllAssignments(part)
                      .setLast(rest.isEmpty()))
              .build());
    } while (!rest.isEmpty());
    return messages;
  }

  private List<ConnectResponse> diff() {
    Changes changes = view.since(org, nodeId, sentRevision);
    if (changes.revision() <= sentRevision) {
      return List.of();
    }
    if (changes.changed().size() + changes.removedTestIds().size() > PER_MESSAGE) {
      return snapshot();
    }
    AssignmentDiff diff =
        AssignmentDiff.newBuilder()
            .setBaseRevision(sentRevision)
            .setRevision(changes.revision())
            .addAllChanged(changes.changed())
            .addAllRemovedTestIds(changes.removedTestIds())
            .build();
    sentRevision = changes.revision();
    return List.of(ConnectResponse.newBuilder().setDiff(diff).build());
  }
}
