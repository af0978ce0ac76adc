package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.node.NodeApi;
import dev.foureyes.control.node.RegistryFixture;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.control.v1.DeleteNodeRequest;
import dev.foureyes.proto.control.v1.GetTestRequest;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.NodeServiceGrpc;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.TestServiceGrpc;
import dev.foureyes.proto.control.v1.TestServiceGrpc.TestServiceBlockingStub;
import dev.foureyes.proto.control.v1.UpdateTestRequest;
import dev.foureyes.testing.MutableTime;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestUpdateTest {

  private static final Scope ACME = new Scope("acme");

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final List<String> changed = new ArrayList<>();
  private Database database;
  private GuardedApi api;
  private TestServiceBlockingStub tests;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    api =
        new GuardedApi(
            database,
            clock,
            new TestApi(database, (_, id) -> changed.add(id), clock),
            new NodeApi(database, (_, _) -> {}, clock));
    tests = TestServiceGrpc.newBlockingStub(api.as(Role.ROLE_EDITOR, ACME));
    TestFixture.put(
        database,
        ACME,
        List.of(
            TestFixture.http("shop").putLabels("team", "web").build(),
            TestFixture.http("other").build()));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private dev.foureyes.proto.control.v1.Test update(
      dev.foureyes.proto.control.v1.Test.Builder test, String... mask) {
    return tests.updateTest(
        UpdateTestRequest.newBuilder()
            .setTestId("shop")
            .setTest(test)
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
            .build());
  }

  private static dev.foureyes.proto.control.v1.Test.Builder change() {
    return dev.foureyes.proto.control.v1.Test.newBuilder();
  }

  private dev.foureyes.proto.control.v1.Test get() {
    return tests.getTest(GetTestRequest.newBuilder().setTestId("shop").build());
  }

  private long configVersion() {
    Optional<TestRepository.Stored> stored =
        database.read(handle -> TestRepository.findStored(handle, ACME, "shop"));
    return stored.orElseThrow().configVersion();
  }

  @Test
  void aMaskedFieldIsChangedAndTheRestStays() {
    var before = get();
    clock.advance(Duration.ofMinutes(5));

    var after = update(change().setName("Shop").setPaused(true), "name");

    assertThat(after)
        .isEqualTo(
            before.toBuilder()
                .setName("Shop")
                .setVersion(2)
                .setUpdatedAt(after.getUpdatedAt())
                .build());
    assertThat(after.getUpdatedAt().getSeconds()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(get()).isEqualTo(after);
    assertThat(changed).containsExactly("shop");
  }

  @Test
  void aMaskedFieldThatIsNotGivenIsCleared() {
    update(
        change().setPaused(true).setNodes(NodeSelector.newBuilder().putMatchLabels("a", "b")),
        "paused",
        "nodes");
    assertThat(get().getNodes().getMatchLabelsMap()).isEqualTo(Map.of("a", "b"));

    var after = update(change(), "labels", "paused", "nodes", "interval_ms", "timeout_ms");

    assertThat(after.getLabelsMap()).isEmpty();
    assertThat(after.getPaused()).isFalse();
    assertThat(after.hasNodes()).isFalse();
    assertThat(after.getIntervalMs()).as("its default").isEqualTo(60_000);
    assertThat(after.getTimeoutMs()).as("its default").isEqualTo(5_000);
  }

  @Test
  void withoutAMaskAllThatAUserCanChangeIsReplaced() {
    var after = update(TestFixture.http("ignored").setName("Shop").setAssignedNodes(9));

    assertThat(after.getId()).isEqualTo("shop");
    assertThat(after.getName()).isEqualTo("Shop");
    assertThat(after.getLabelsMap()).isEmpty();
    assertThat(after.getAssignedNodes()).isZero();
  }

  @Test
  void aMaskThatNamesAnythingElseIsRefusedWhole() {
    Refusal refusal =
        Refusal.of(() -> update(change().setName("Shop"), "name", "id", "probe.http.url", ""));

    assertThat(refusal.violations())
        .containsExactly(
            "update_mask: \"id\" (expected: one of name, probe, interval_ms, timeout_ms, nodes, peers, labels, paused, confirm_failures, trace_on_failure)",
            "update_mask: \"probe.http.url\" (expected: one of name, probe, interval_ms, timeout_ms, nodes, peers, labels, paused, confirm_failures, trace_on_failure)",
            "update_mask: \"\" (expected: one of name, probe, interval_ms, timeout_ms, nodes, peers, labels, paused, confirm_failures, trace_on_failure)");
    assertThat(get().getName()).isEqualTo("shop");
  }

  @Test
  void whatIsWrongAfterTheChangeIsToldAndNothingIsChanged() {
    assertThat(Refusal.of(() -> update(change(), "name", "probe")).violations())
        .containsExactly(
            "test.name: \"\" (expected: 1 to 100 characters, without space at either end)",
            "test.probe: missing (expected: one of http, tcp, dns, udp, ping, path, agent, bgp, page and transaction)");
    assertThat(Refusal.of(() -> update(change().setIntervalMs(2_000), "interval_ms")).violations())
        .as("the timeout that is there does not fit")
        .containsExactly(
            "test.timeout_ms: 5000 (expected: 100 to 60000, and no longer than the interval)");
    assertThat(get().getVersion()).isEqualTo(1);
    assertThat(changed).isEmpty();
  }

  @Test
  void anUpdateOfAnotherVersionThanThePresentIsAborted() {
    update(change().setName("Shop").setVersion(1), "name");

    Refusal refusal = Refusal.of(() -> update(change().setName("Store").setVersion(1), "name"));

    assertThat(refusal.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(refusal.message())
        .isEqualTo("test.version: 1 (expected: 2; somebody else has changed the test meanwhile)");
    assertThat(get().getName()).isEqualTo("Shop");
    assertThat(update(change().setName("Store"), "name").getVersion())
        .as("without a version it overwrites")
        .isEqualTo(3);
  }

  @Test
  void aNameOfAnotherTestIsRefusedAndTheOwnIsNot() {
    assertThat(Refusal.of(() -> update(change().setName("other"), "name")).violations())
        .containsExactly("test.name: \"other\" (expected: a name that no other test has)");
    assertThat(update(change().setName("shop"), "name").getVersion()).isEqualTo(2);
  }

  @Test
  void theKindOfProbeStays() {
    Refusal refusal = Refusal.of(() -> update(TestFixture.tcp("x"), "probe"));

    assertThat(refusal.violations())
        .containsExactly("test.probe: TCP (expected: HTTP; another kind of probe is another test)");
  }

  @Test
  void theVersionOfTheConfigurationGrowsOnlyWhenNodesMustKnow() {
    update(
        change().setName("Shop").putLabels("a", "b").setPaused(true), "name", "labels", "paused");
    update(change().setNodes(NodeSelector.newBuilder().putMatchLabels("a", "b")), "nodes");
    assertThat(configVersion()).isEqualTo(1);

    update(change().setIntervalMs(120_000), "interval_ms");
    assertThat(configVersion()).isEqualTo(2);
    update(change().setTimeoutMs(6_000), "timeout_ms");
    assertThat(configVersion()).isEqualTo(3);
    update(
        change()
            .setProbe(
                ProbeConfig.newBuilder()
                    .setHttp(HttpProbe.newBuilder().setUrl("https://www.example.org/new"))),
        "probe");
    assertThat(configVersion()).isEqualTo(4);
    update(change().setConfirmFailures(true), "confirm_failures");
    assertThat(configVersion()).isEqualTo(5);
    update(change().setTraceOnFailure(true), "trace_on_failure");
    assertThat(configVersion()).isEqualTo(6);
    update(
        TestFixture.http("shop")
            .clearVersion()
            .setProbe(get().getProbe())
            .setIntervalMs(120_000)
            .setTimeoutMs(6_000)
            .setConfirmFailures(true)
            .setTraceOnFailure(true));
    assertThat(configVersion()).as("all given, nothing of it new").isEqualTo(6);
    assertThat(get().getVersion()).isEqualTo(9);
  }

  @Test
  void nodesThatATestChoosesAnewMustBeThere() {
    Refusal refusal =
        Refusal.of(
            () -> update(change().setNodes(NodeSelector.newBuilder().addNodeIds("nope")), "nodes"));

    assertThat(refusal.violations())
        .containsExactly("test.nodes.node_ids[0]: \"nope\" (expected: the id of a node)");
  }

  @Test
  void aTestThatHadChosenANodeThatIsGoneCanStillBeChanged() {
    RegistryFixture.putNodes(database, ACME, "n1");
    update(change().setNodes(NodeSelector.newBuilder().addNodeIds("n1")), "nodes");
    var _ =
        NodeServiceGrpc.newBlockingStub(api.as(Role.ROLE_ADMIN, ACME))
            .deleteNode(DeleteNodeRequest.newBuilder().setNodeId("n1").build());

    var after = update(change().setPaused(true), "paused");

    assertThat(after.getPaused()).isTrue();
    assertThat(after.getNodes().getNodeIdsList()).containsExactly("n1");
  }

  @Test
  void aTestThatIsNotThereIsNotFound() {
    var request =
        UpdateTestRequest.newBuilder().setTestId("nope").setTest(change().setName("x")).build();

    Refusal refusal = Refusal.of(() -> tests.updateTest(request));

    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.message())
        .isEqualTo("test_id: \"nope\" (expected: a test of this organisation)");
  }
}
