package dev.foureyes.control.test;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.access.Answers;
import dev.foureyes.control.access.Caller;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.FieldMasks;
import dev.foureyes.control.database.Ids;
import dev.foureyes.control.database.PageTokens;
import dev.foureyes.control.node.NodeRepository;
import dev.foureyes.control.test.TestRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.CreateTestRequest;
import dev.foureyes.proto.control.v1.DeleteTestRequest;
import dev.foureyes.proto.control.v1.DeleteTestResponse;
import dev.foureyes.proto.control.v1.GetTestRequest;
import dev.foureyes.proto.control.v1.ListTestsRequest;
import dev.foureyes.proto.control.v1.ListTestsResponse;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.RunTestRequest;
import dev.foureyes.proto.control.v1.RunTestResponse;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.control.v1.TestServiceGrpc;
import dev.foureyes.proto.control.v1.UpdateTestRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Tests of the caller's organisation. */
public final class TestApi extends TestServiceGrpc.TestServiceImplBase {

  private static final int DEFAULT_INTERVAL_MS = 60_000;
  private static final int DEFAULT_TIMEOUT_MS = 5_000;
  private static final List<String> CHANGEABLE =
      List.of(
          "name",
          "probe",
          "interval_ms",
          "timeout_ms",
          "nodes",
          "peers",
          "labels",
          "paused",
          "confirm_failures",
          "trace_on_failure");

  private final Database database;
  private final TestChanges changes;
  private final InstantSource clock;

  /** Told of every committed change. */
  @FunctionalInterface
  public interface TestChanges {
    void changed(Scope scope, String testId);
  }

  public TestApi(Database database, TestChanges changes, InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  public void listTests(ListTestsRequest request, StreamObserver<ListTestsResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          int size = PageTokens.pageSize(request.getPageSize(), PageTokens.DEFAULT_PAGE);
          String after = PageTokens.decode(request.getPageToken());
          return database.read(handle -> {
            List<Test> tests =
                TestRepository.page(handle, scope, request.getSearch(), after, size + 1);
            ListTestsResponse.Builder response =
                ListTestsResponse.newBuilder()
                    .setTotalSize(TestRepository.count(handle, scope, request.getSearch()));
            if (tests.size() > size) {
              tests = tests.subList(0, size);
              response.setNextPageToken(PageTokens.encode(tests.getLast().getName()));
            }
            List<Node> nodes = NodeRepository.active(handle, scope);
            tests.forEach(test -> response.addTests(withAssigned(test, nodes)));
            return response.build();
          });
        });
  }

  private static Test withAssigned(Test test, List<Node> nodes) {
    if (test.getPaused()) {
      return test;
    }
    int assigned = 0;
    for (Node node : nodes) {
      if (Labels.runs(test, node)) {
        assigned++;
      }
    }
    return test.toBuilder().setAssignedNodes(assigned).build();
  }

  @Override
  public void getTest(GetTestRequest request, StreamObserver<Test> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          return database.read(handle ->
              withAssigned(
                  find(handle, scope, request.getTestId()).test(),
                  NodeRepository.active(handle, scope)));
        });
  }

  private static Stored find(Handle handle, Scope scope, String id) {
    return TestRepository.findStored(handle, scope, id)
        .orElseThrow(() -> Answers.notFound("test_id", id, "a test of this organisation"));
  }

  @Override
  public void createTest(CreateTestRequest request, StreamObserver<Test> observer) {
    Answers.answer(observer, () -> create(Caller.current().scope(), request.getTest()));
  }

  /** Adds a test, as {@code CreateTest} does. */
  public Test create(Scope scope, Test requested) {
    Test test = withDefaults(requested);
    new TestValidator("test.").check(test).throwIfAny();
    Timestamp now = now();
    Test created =
        test.toBuilder()
            .setId(test.getId().isEmpty() ? Ids.newId() : test.getId())
            .setVersion(1)
            .setCreatedAt(now)
            .setUpdatedAt(now)
            .clearAssignedNodes()
            .clearRunRequestedAt()
            .build();
    Test answer =
        database.write(handle -> {
          if (TestRepository.find(handle, scope, created.getId()).isPresent()) {
            throw taken("test.id", created.getId(), "an id that no test has yet");
          }
          checkReferences(handle, scope, created, Set.of());
          TestRepository.put(handle, scope, created, 1);
          return withAssigned(created, NodeRepository.active(handle, scope));
        });
    changes.changed(scope, created.getId());
    return answer;
  }

  private static Test withDefaults(Test test) {
    Test.Builder complete = test.toBuilder();
    if (test.getIntervalMs() == 0) {
      complete.setIntervalMs(DEFAULT_INTERVAL_MS);
    }
    if (test.getTimeoutMs() == 0) {
      boolean shorter = Integer.compareUnsigned(complete.getIntervalMs(), DEFAULT_TIMEOUT_MS) < 0;
      complete.setTimeoutMs(shorter ? complete.getIntervalMs() : DEFAULT_TIMEOUT_MS);
    }
    return complete.build();
  }

  /**
   * Nodes that the test has already chosen may be gone since; those that it chooses now must be
   * there.
   */
  private static void checkReferences(
      Handle handle, Scope scope, Test test, Set<String> chosenBefore) {
    if (TestRepository.isNameTaken(handle, scope, test.getName(), test.getId())) {
      throw taken("test.name", test.getName(), "a name that no other test has");
    }
    Violations violations = new Violations();
    checkNodes(handle, scope, test.getNodes(), "test.nodes", chosenBefore, violations);
    checkNodes(handle, scope, test.getPeers(), "test.peers", chosenBefore, violations);
    violations.throwIfAny();
  }

  private static void checkNodes(
      Handle handle,
      Scope scope,
      NodeSelector selector,
      String field,
      Set<String> chosenBefore,
      Violations violations) {
    for (int i = 0; i < selector.getNodeIdsCount(); i++) {
      String nodeId = selector.getNodeIds(i);
      violations.check(
          chosenBefore.contains(nodeId) || NodeRepository.find(handle, scope, nodeId).isPresent(),
          field + ".node_ids[" + i + "]",
          nodeId,
          "the id of a node");
    }
  }

  private static Set<String> chosen(Test test) {
    Set<String> chosen = new HashSet<>(test.getNodes().getNodeIdsList());
    chosen.addAll(test.getPeers().getNodeIdsList());
    return chosen;
  }

  private static StatusRuntimeException taken(String field, String value, String expected) {
    return Violations.of(field, value, expected);
  }

  @Override
  public void updateTest(UpdateTestRequest request, StreamObserver<Test> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          Test updated = database.write(handle -> update(handle, scope, request));
          changes.changed(scope, updated.getId());
          return updated;
        });
  }

  private Test update(Handle handle, Scope scope, UpdateTestRequest request) {
    Stored stored = find(handle, scope, request.getTestId());
    Test before = stored.test();
    Answers.checkVersion("test", request.getTest().getVersion(), before.getVersion());
    Test after =
        withDefaults(
            FieldMasks.apply(before, request.getTest(), request.getUpdateMask(), CHANGEABLE));
    new TestValidator("test.").check(after).throwIfAny();
    if (after.getProbe().getProbeCase() != before.getProbe().getProbeCase()) {
      throw Violations.of(
          "test.probe",
          after.getProbe().getProbeCase(),
          before.getProbe().getProbeCase() + "; another kind of probe is another test");
    }
    checkReferences(handle, scope, after, chosen(before));
    boolean nodesMustKnow =
        !after.getProbe().equals(before.getProbe())
            || !after.getPeers().equals(before.getPeers())
            || after.getIntervalMs() != before.getIntervalMs()
            || after.getTimeoutMs() != before.getTimeoutMs()
            || after.getConfirmFailures() != before.getConfirmFailures()
            || after.getTraceOnFailure() != before.getTraceOnFailure();
    Test saved =
        after.toBuilder()
            .setVersion(before.getVersion() + 1)
            .setUpdatedAt(now())
            .clearAssignedNodes()
            .build();
    TestRepository.put(handle, scope, saved, stored.configVersion() + (nodesMustKnow ? 1 : 0));
    return withAssigned(saved, NodeRepository.active(handle, scope));
  }

  @Override
  public void deleteTest(DeleteTestRequest request, StreamObserver<DeleteTestResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          database.write(handle -> {
            find(handle, scope, request.getTestId());
            return TestRepository.delete(handle, scope, request.getTestId());
          });
          changes.changed(scope, request.getTestId());
          return DeleteTestResponse.getDefaultInstance();
        });
  }

  @Override
  public void runTest(RunTestRequest request, StreamObserver<RunTestResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          Test asked = database.write(handle -> askForRun(handle, scope, request.getTestId()));
          changes.changed(scope, asked.getId());
          return RunTestResponse.newBuilder()
              .setRequestedAt(asked.getRunRequestedAt())
              .setNodes(asked.getAssignedNodes())
              .build();
        });
  }

  /** No change of the test itself: its version stays. */
  private Test askForRun(Handle handle, Scope scope, String testId) {
    Stored stored = find(handle, scope, testId);
    if (stored.test().getPaused()) {
      throw cannotRun(testId, "a test that is not paused");
    }
    Test asked =
        withAssigned(
            stored.test().toBuilder().setRunRequestedAt(now()).build(),
            NodeRepository.active(handle, scope));
    if (asked.getAssignedNodes() == 0) {
      throw cannotRun(testId, "a test that a node runs");
    }
    TestRepository.put(
        handle, scope, asked.toBuilder().clearAssignedNodes().build(), stored.configVersion());
    return asked;
  }

  private static StatusRuntimeException cannotRun(String testId, String expected) {
    return Status.FAILED_PRECONDITION
        .withDescription("test_id: \"" + testId + "\" (expected: " + expected + ")")
        .asRuntimeException();
  }

  private Timestamp now() {
    return Timestamps.fromMillis(clock.millis());
  }
}
