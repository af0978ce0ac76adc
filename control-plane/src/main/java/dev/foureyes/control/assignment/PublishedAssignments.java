package dev.foureyes.control.assignment;

import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.events.v1.AssignmentRecord;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.TopicFollower;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is: the compacted topic of assignments as this process has read it. */
final class PublishedAssignments {

  private final Map<EventKey, Assignment> assignments = new HashMap<>();
  private final Map<EventKey, Set<String>> nodesOfTest = new HashMap<>();
  private final Map<EventKey, Set<String>> testsOfNode = new HashMap<>();

  private final Map<String, Set<EventKey>> ofAgents = new HashMap<>();

  /** Takes one record of the topic. */
  synchronized void accept(TopicFollower.Entry<AssignmentRecord> entry) {
    EventKey key = entry.key();
    String nodeId = key.id();
    String testId = key.lastId();
    Set<EventKey> agents = ofAgents.computeIfAbsent(key.org(), _ -> new HashSet<>());
    if (entry.value().isPresent() && entry.value().get().getAssignment().getProbe().hasAgent()) {
      agents.add(key);
    } else {
      agents.remove(key);
    }
    if (entry.value().isPresent()) {
      assignments.put(key, entry.value().get().getAssignment());
      nodesOfTest.computeIfAbsent(EventKey.of(key.org(), testId), _ -> new HashSet<>()).add(nodeId);
      testsOfNode.computeIfAbsent(EventKey.of(key.org(), nodeId), _ -> new HashSet<>()).add(testId);
    } else {
      assignments.remove(key);
      nodesOfTest.getOrDefault(EventKey.of(key.org(), testId), new HashSet<>()).remove(nodeId);
      testsOfNode.getOrDefault(EventKey.of(key.org(), nodeId), new HashSet<>()).remove(testId);
    }
  }

  static EventKey key(String org, String nodeId, String testId) {
    return EventKey.of(org, nodeId, testId);
  }

  synchronized Optional<Assignment> find(String org, String nodeId, String testId) {
    return Optional.ofNullable(assignments.get(key(org, nodeId, testId)));
  }

  synchronized Set<String> nodesOf(String org, String testId) {
    return Set.copyOf(nodesOfTest.getOrDefault(EventKey.of(org, testId), Set.of()));
  }

  synchronized Set<String> testsOf(String org, String nodeId) {
    return Set.copyOf(testsOfNode.getOrDefault(EventKey.of(org, nodeId), Set.of()));
  }

  /** Whether a node of the organisation measures to others. */
  synchronized boolean hasAgents(String org) {
    return !ofAgents.getOrDefault(org, Set.of()).isEmpty();
  }

  /** All keys of an organisation. */
  synchronized Set<EventKey> keysOf(String org) {
    Set<EventKey> keys = new HashSet<>();
    for (EventKey key : assignments.keySet()) {
      if (key.org().equals(org)) {
        keys.add(key);
      }
    }
    return keys;
  }
}
