package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.node.RegistryFixture;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.GetTestRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.RunTestRequest;
import dev.foureyes.proto.control.v1.RunTestResponse;
import dev.foureyes.proto.control.v1.TestServiceGrpc;
import dev.foureyes.proto.control.v1.TestServiceGrpc.TestServiceBlockingStub;
import dev.foureyes.testing.MutableTime;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that somebody asks for. */
class RunTestTest {

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
    api = new GuardedApi(database, clock, new TestApi(database, (_, id) -> changed.add(id), clock));
    tests = as(Role.ROLE_EDITOR, ACME);
    TestFixture.put(
        database,
        ACME,
        List.of(TestFixture.http("shop").build(), TestFixture.http("off").setPaused(true).build()));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private TestServiceBlockingStub as(Role role, Scope scope) {
    return TestServiceGrpc.newBlockingStub(api.as(role, scope));
  }

  private static RunTestRequest run(String testId) {
    return RunTestRequest.newBuilder().setTestId(testId).build();
  }

  @Test
  void itsNodesAreTold_andTheTestStaysAsItWas() {
    RegistryFixture.putNodes(database, ACME, "n1", "n2");
    var before = tests.getTest(GetTestRequest.newBuilder().setTestId("shop").build());
    clock.advance(Duration.ofMinutes(1));

    RunTestResponse answer = tests.runTest(run("shop"));

    assertThat(answer.getNodes()).isEqualTo(2);
    assertThat(Timestamps.toMillis(answer.getRequestedAt()))
        .isEqualTo(clock.instant().toEpochMilli());
    assertThat(tests.getTest(GetTestRequest.newBuilder().setTestId("shop").build()))
        .isEqualTo(before.toBuilder().setRunRequestedAt(answer.getRequestedAt()).build());
    assertThat(changed).containsExactly("shop");
  }

  @Test
  void whatCannotRunIsRefused() {
    Refusal nodes = Refusal.of(() -> tests.runTest(run("shop")));
    RegistryFixture.putNodes(database, ACME, "n1");
    Refusal paused = Refusal.of(() -> tests.runTest(run("off")));
    Refusal unknown = Refusal.of(() -> tests.runTest(run("nope")));

    assertThat(nodes.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(nodes.message()).isEqualTo("test_id: \"shop\" (expected: a test that a node runs)");
    assertThat(paused.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(paused.message())
        .isEqualTo("test_id: \"off\" (expected: a test that is not paused)");
    assertThat(unknown.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(changed).isEmpty();
  }

  @Test
  void whoMayNotEdit_orIsOfAnotherOrganisation_runsNothing() {
    RegistryFixture.putNodes(database, ACME, "n1");

    assertThat(Refusal.of(() -> as(Role.ROLE_VIEWER, ACME).runTest(run("shop"))).code())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(
            Refusal.of(() -> as(Role.ROLE_EDITOR, new Scope("other")).runTest(run("shop"))).code())
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(changed).isEmpty();
  }
}
