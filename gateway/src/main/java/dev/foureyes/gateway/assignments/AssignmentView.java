package dev.foureyes.gateway.assignments;

import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.events.v1.AssignmentRecord;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.TopicFollower;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What every node should run, read from the compacted topic.
 *
 * <p>A node's revision is the place in the log right behind its newest record. All records of a
 * node are in one partition, so revisions only grow, and every gateway that has read as far knows
 * the same one.
 */
public final class AssignmentView {

  /** A node, by its keys' parts. */
  private record NodeKey(String org, String nodeId) {}

  /**
   * One test of a node; a removed one is remembered until the process ends, so that a diff can name
   * it.
   */
  private record Slot(@Nullable Assignment assignment, long revision) {}

  /** Guarded by itself. */
  private static final class NodeAssignments {
    final Map<String, Slot> slots = new HashMap<>();
    long revision;
  }

  /**
   * What changed for a node behind a revision.
   *
   * @param changed new or changed, by test id
   */
  public record Changes(long revision, List<Assignment> changed, List<String> removedTestIds) {
    public Changes {
      changed = List.copyOf(changed);
      removedTestIds = List.copyOf(removedTestIds);
    }
  }

  private final Map<NodeKey, NodeAssignments> nodes = new ConcurrentHashMap<>();
  private final BiConsumer<String, String> onChange;

  /**
   * An empty view.
   *
   * @param onChange told the organisation and the node of every record, after it was taken in
   */
  public AssignmentView(BiConsumer<String, String> onChange) {
    this.onChange = onChange;
  }

  /** Takes one record of the topic. */
  public void accept(TopicFollower.Entry<AssignmentRecord> entry) {
    EventKey key = entry.key();
    NodeAssignments node =
        nodes.computeIfAbsent(new NodeKey(key.org(), key.id()), _ -> new NodeAssignments());
    long revision = entry.offset() + 1;
    synchronized (node) {
      node.slots.put(
          key.lastId(),
          new Slot(entry.value().map(AssignmentRecord::getAssignment).orElse(null), revision));
      node.revision = Math.max(node.revision, revision);
    }
    onChange.accept(key.org(), key.id());
  }

  /** All that the node runs. */
  public Changes snapshot(String org, String nodeId) {
    Changes all = since(org, nodeId, 0);
    return new Changes(all.revision(), all.changed(), List.of());
  }

  /** What changed for the node behind the given revision; nothing for a node that has none. */
  public Changes since(String org, String nodeId, long revision) {
    NodeAssignments node = nodes.get(new NodeKey(org, nodeId));
    if (node == null) {
      return new Changes(0, List.of(), List.of());
    }
    List<Assignment> changed = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    synchronized (node) {
      for (var slot : node.slots.entrySet()) {
        if (slot.getValue().revision() > revision) {
          Assignment assignment = slot.getValue().assignment();
          if (assignment == null) {
            removed.add(slot.getKey());
          } else {
            changed.add(assignment);
          }
        }
      }
      changed.sort(Comparator.comparing(Assignment::getTestId));
      removed.sort(Comparator.naturalOrder());
      return new Changes(node.revision, changed, removed);
    }
  }
}
