package dev.foureyes.control.assignment;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.node.NodeContact;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jdbi.v3.core.Handle;
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

  /** Tests between nodes, all of them: they share ports. */
  private record Peers(Scope scope) implements Work {}

  private static final Logger log = LoggerFactory.getLogger(AssignmentReconciler.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration READ_OWN_WRITES = Duration.ofSeconds(30);

  /** How often is looked whether peers fell silent. */
  private static final Duration LOOK_FOR_PEERS = Duration.ofSeconds(30);

  private final Database database;
  private final Producer<String, byte[]> producer;
  private final PairKeys keys;
  private final PortRange ports;
  private final InstantSource clock;
  private final Instant started;
  private final Map<EventKey, NodeContact> contacts = new ConcurrentHashMap<>();
  private final Set<Scope> scopes = ConcurrentHashMap.newKeySet();
  private final PublishedAssignments published = new PublishedAssignments();
  private final TopicFollower<AssignmentRecord> follower;
  private final BlockingQueue<Work> work = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().name("assignments").daemon().unstarted(this::run);

  public AssignmentReconciler(
      Database database,
      EventLog eventLog,
      Producer<String, byte[]> producer,
      PairKeys keys,
      PortRange ports,
      InstantSource clock) {
    this.database = database;
    this.producer = producer;
    this.keys = keys;
    this.ports = ports;
    this.clock = clock;
    this.started = clock.instant();
    follower =
        TopicFollower.start(
            eventLog, "foureyes-control-assignments", Topics.ASSIGNMENTS, published::accept);
  }

  /** Starts with a comparison of everything of these organisations. */
  public void start(Set<Scope> scopes) {
    this.scopes.addAll(scopes);
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

  /** A node was heard of; its peers are told when it is elsewhere than before, or was away. */
  public void nodeSeen(Scope scope, Node node) {
    NodeContact now = NodeContact.of(node.getStatus());
    NodeContact before = contacts.put(EventKey.of(scope.org(), node.getId()), now);
    if (before == null
        || !before.address().equals(now.address())
        || before.isAble() != now.isAble()
        || before.isAway(now.lastSeen())) {
      lookForPeers(scope);
    }
  }

  private void lookForPeers(Scope scope) {
    Peers peers = new Peers(scope);
    if (published.hasAgents(scope.org()) && !work.contains(peers)) {
      work.add(peers);
    }
  }

  private void run() {
    try {
      follower.caughtUp().get();
      while (true) {
        Work next = work.poll(LOOK_FOR_PEERS.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          scopes.forEach(this::lookForPeers);
        }
        boolean done = next == null;
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
            case Peers(Scope scope) -> comparePeers(scope);
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
      List<Stored> tests = TestRepository.allStored(handle, scope);
      PeerPlan plan = plan(handle, scope, tests, nodes);
      for (Stored stored : tests) {
        for (Node node : nodes) {
          if (DesiredAssignments.runs(stored.test(), node)) {
            String testId = stored.test().getId();
            wanted.add(PublishedAssignments.key(scope.org(), node.getId(), testId));
            putIfOther(changes, scope, node.getId(), DesiredAssignments.of(stored, node, plan));
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
      Optional<Stored> stored = TestRepository.findStored(handle, scope, testId);
      if (stored.isPresent() && stored.get().test().getProbe().hasAgent()) {
        return comparePeers(handle, scope);
      }
      Map<EventKey, Optional<Assignment>> changes = new HashMap<>();
      Set<String> running = new HashSet<>();
      if (stored.isPresent()) {
        Assignment assignment = DesiredAssignments.of(stored.get());
        for (Node node : NodeRepository.all(handle, scope)) {
          if (DesiredAssignments.runs(stored.get().test(), node)) {
            running.add(node.getId());
            putIfOther(changes, scope, node.getId(), assignment);
          }
        }
      }
      removeOthers(changes, scope, testId, running);
      return changes;
    });
  }

  private void removeOthers(
      Map<EventKey, Optional<Assignment>> changes,
      Scope scope,
      String testId,
      Set<String> running) {
    for (String nodeId : published.nodesOf(scope.org(), testId)) {
      if (!running.contains(nodeId)) {
        changes.put(PublishedAssignments.key(scope.org(), nodeId, testId), Optional.empty());
      }
    }
  }

  private Map<EventKey, Optional<Assignment>> comparePeers(Scope scope) {
    return database.read(handle -> comparePeers(handle, scope));
  }

  private Map<EventKey, Optional<Assignment>> comparePeers(Handle handle, Scope scope) {
    List<Stored> tests =
        TestRepository.allStored(handle, scope).stream()
            .filter(stored -> stored.test().getProbe().hasAgent())
            .toList();
    List<Node> nodes = NodeRepository.all(handle, scope);
    PeerPlan plan = plan(handle, scope, tests, nodes);
    Map<EventKey, Optional<Assignment>> changes = new HashMap<>();
    for (Stored stored : tests) {
      Set<String> running = new HashSet<>();
      for (Node node : nodes) {
        if (DesiredAssignments.runs(stored.test(), node)) {
          running.add(node.getId());
          putIfOther(changes, scope, node.getId(), DesiredAssignments.of(stored, node, plan));
        }
      }
      removeOthers(changes, scope, stored.test().getId(), running);
    }
    return changes;
  }

  /** A process that has just started has not heard of anybody for long; nobody is away then. */
  private PeerPlan plan(Handle handle, Scope scope, List<Stored> tests, List<Node> nodes) {
    boolean hasPeers = tests.stream().anyMatch(stored -> stored.test().getProbe().hasAgent());
    Instant now = clock.instant();
    boolean mayTell = started.plus(NodeContact.AWAY_AFTER).isBefore(now);
    return PeerPlan.of(
        scope,
        tests,
        nodes,
        hasPeers ? NodeContact.of(handle, scope, nodes) : Map.of(),
        keys,
        ports,
        mayTell ? now : Instant.MIN);
  }

  private Map<EventKey, Optional<Assignment>> compareNode(Scope scope, String nodeId) {
    return database.read(handle -> {
      Map<EventKey, Optional<Assignment>> changes = new HashMap<>();
      Set<String> running = new HashSet<>();
      Optional<Node> node = NodeRepository.find(handle, scope, nodeId);
      List<Stored> tests = TestRepository.allStored(handle, scope);
      if (node.isPresent()) {
        for (Stored stored : tests) {
          if (DesiredAssignments.runs(stored.test(), node.get())) {
            running.add(stored.test().getId());
            if (!stored.test().getProbe().hasAgent()) {
              putIfOther(changes, scope, nodeId, DesiredAssignments.of(stored));
            }
          }
        }
      }
      for (String testId : published.testsOf(scope.org(), nodeId)) {
        if (!running.contains(testId)) {
          changes.put(PublishedAssignments.key(scope.org(), nodeId, testId), Optional.empty());
        }
      }
      if (tests.stream().anyMatch(stored -> stored.test().getProbe().hasAgent())) {
        changes.putAll(comparePeers(handle, scope)); // the others' peers have changed
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
