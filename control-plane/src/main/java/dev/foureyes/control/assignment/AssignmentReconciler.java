package dev.foureyes.control.assignment;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.node.NodeRepository;
import dev.foureyes.control.test.TestRepository;
import dev.foureyes.control.test.TestRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.events.v1.AssignmentRecord;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the topic of assignments to what tests and nodes say, and writes only what differs.
 *
 * <p>At start everything is compared once, since a crash may have come between a change and its
 * assignments; after that only the test or the node that changed. One thread does it, and waits
 * after writing until it has read its own writes, so that the next comparison is with what is
 * there.
 */
public final class AssignmentReconciler implements AutoCloseable {

  private sealed interface Work {}

  private record Everything(Scope scope) implements Work {}

  private record OneTest(Scope scope, String testId) implements Work {}

  private record OneNode(Scope scope, String nodeId) implements Work {}

  private static final Logger log = LoggerFactory.getLogger(AssignmentReconciler.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration READ_OWN_WRITES = Duration.ofSeconds(30);

  private final Database database;
  private final Producer<String, byte[]> producer;
  private final PublishedAssignments published = new PublishedAssignments();
  private final TopicFollower<AssignmentRecord> follower;
  private final BlockingQueue<Work> work = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().name("assignments").daemon().unstarted(this::run);

  public AssignmentReconciler(
      Database database, EventLog eventLog, Producer<String, byte[]> producer) {
    this.database = database;
    this.producer = producer;
    follower =
        TopicFollower.start(
            eventLog, "foureyes-control-assignments", Topics.ASSIGNMENTS, published::accept);
  }

  /** Starts with a comparison of everything of these organisations. */
  public void start(Set<Scope> scopes) {
    scopes.forEach(scope -> work.add(new Everything(scope)));
    thread.start();
  }

  /** A test was added, changed or deleted. */
  public void testChanged(Scope scope, String testId) {
    work.add(new OneTest(scope, testId));
  }

  /** A node was added, changed or deleted. */
  public void nodeChanged(Scope scope, String nodeId) {
    work.add(new OneNode(scope, nodeId));
  }

  private void run() {
    try {
      follower.caughtUp().get();
      while (true) {
        Work next = work.take();
        boolean done = false;
        while (!done) {
          done = tryOnce(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the follower never fails", e);
    }
  }

  private boolean tryOnce(Work next) throws InterruptedException {
    try {
      Map<EventKey, Optional<Assignment>> changes =
          switch (next) {
            case Everything(Scope scope) -> compareAll(scope);
            case OneTest(Scope scope, String testId) -> compareTest(scope, testId);
            case OneNode(Scope scope, String nodeId) -> compareNode(scope, nodeId);
          };
      write(changes);
      return true;
    } catch (ExecutionException | RuntimeException e) {
      log.atWarn().setCause(e).log("assignments cannot be written, trying again");
      Thread.sleep(RETRY);
      return false;
    }
  }

  private Map<EventKey, Optional<Assignment>> compareAll(Scope scope) {
    return database.read(handle -> {
      List<Node> nodes = NodeRepository.all(handle, scope);
      Map<EventKey, Optional<Assignment>> changes = new HashMap<>();
      Set<EventKey> wanted = new HashSet<>();
      for (Stored stored : TestRepository.allStored(handle, scope)) {
        Assignment assignment = DesiredAssignments.of(stored);
        for (Node node : nodes) {
          if (DesiredAssignments.runs(stored.test(), node)) {
            wanted.add(PublishedAssignments.key(scope.org(), node.getId(), assignment.getTestId()));
            putIfOther(changes, scope, node.getId(), assignment);
          }
        }
      }
      for (EventKey key : published.keysOf(scope.org())) {
        if (!wanted.contains(key)) {
          changes.put(key, Optional.empty());
        }
      }
      return changes;
    });
  }

  private Map<EventKey, Optional<Assignment>> compareTest(Scope scope, String testId) {
    return database.read(handle -> {
      Map<EventKey, Optional<Assignment>> changes = new HashMap<>();
      Set<String> running = new HashSet<>();
      Optional<Stored> stored = TestRepository.findStored(handle, scope, testId);
      if (stored.isPresent()) {
        Assignment assignment = DesiredAssignments.of(stored.get());
        for (Node node : NodeRepository.all(handle, scope)) {
          if (DesiredAssignments.runs(stored.get().test(), node)) {
            running.add(node.getId());
            putIfOther(changes, scope, node.getId(), assignment);
          }
        }
      }
      for (String nodeId : published.nodesOf(scope.org(), testId)) {
        if (!running.contains(nodeId)) {
          changes.put(PublishedAssignments.key(scope.org(), nodeId, testId), Optional.empty());
        }
      }
      return changes;
    });
  }

  private Map<EventKey, Optional<Assignment>> compareNode(Scope scope, String nodeId) {
    return database.read(handle -> {
      Map<EventKey, Optional<Assignment>> changes = new HashMap<>();
      Set<String> running = new HashSet<>();
      Optional<Node> node = NodeRepository.find(handle, scope, nodeId);
      if (node.isPresent()) {
        for (Stored stored : TestRepository.allStored(handle, scope)) {
          if (DesiredAssignments.runs(stored.test(), node.get())) {
            running.add(stored.test().getId());
            putIfOther(changes, scope, nodeId, DesiredAssignments.of(stored));
          }
        }
      }
      for (String testId : published.testsOf(scope.org(), nodeId)) {
        if (!running.contains(testId)) {
          changes.put(PublishedAssignments.key(scope.org(), nodeId, testId), Optional.empty());
        }
      }
      return changes;
    });
  }

  private void putIfOther(
      Map<EventKey, Optional<Assignment>> changes, Scope scope, String nodeId, Assignment wanted) {
    if (!published.find(scope.org(), nodeId, wanted.getTestId()).equals(Optional.of(wanted))) {
      changes.put(
          PublishedAssignments.key(scope.org(), nodeId, wanted.getTestId()), Optional.of(wanted));
    }
  }

  private void write(Map<EventKey, Optional<Assignment>> changes)
      throws InterruptedException, ExecutionException {
    if (changes.isEmpty()) {
      return;
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    changes.forEach((key, assignment) ->
        sent.add(
            producer.send(
                Topics.ASSIGNMENTS.record(
                    key,
                    assignment
                        .map(value ->
                            AssignmentRecord.newBuilder()
                                .setOrg(key.org())
                                .setNodeId(key.id())
                                .setAssignment(value)
                                .build())
                        .orElse(null)))));
    Map<Integer, Long> ends = new HashMap<>();
    for (Future<RecordMetadata> one : sent) {
      RecordMetadata written = one.get();
      ends.merge(written.partition(), written.offset(), Math::max);
    }
    for (var end : ends.entrySet()) {
      if (!follower.awaitOffset(end.getKey(), end.getValue(), READ_OWN_WRITES)) {
        throw new IllegalStateException("assignments that were written cannot be read back");
      }
    }
    log.atInfo().addKeyValue("changes", changes.size()).log("assignments written");
  }

  @Override
  public void close() {
    thread.interrupt();
    follower.close();
  }
}
