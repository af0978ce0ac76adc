package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.node.RegistryFixture;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.CreateTestRequest;
import dev.foureyes.proto.control.v1.DeleteTestRequest;
import dev.foureyes.proto.control.v1.GetTestRequest;
import dev.foureyes.proto.control.v1.ListTestsRequest;
import dev.foureyes.proto.control.v1.ListTestsResponse;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.TestServiceGrpc;
import dev.foureyes.proto.control.v1.TestServiceGrpc.TestServiceBlockingStub;
import dev.foureyes.testing.MutableTime;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adding, finding and deleting tests. Changing them is in {@link TestUpdateTest}. */
class TestApiTest {

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
            new TestApi(database, (scope, id) -> changed.add(scope.org() + "/" + id), clock));
    tests = TestServiceGrpc.newBlockingStub(api.as(Role.ROLE_EDITOR, ACME));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private dev.foureyes.proto.control.v1.Test create(
      dev.foureyes.proto.control.v1.Test.Builder test) {
    return tests.createTest(CreateTestRequest.newBuilder().setTest(test).build());
  }

  private dev.foureyes.proto.control.v1.Test get(String id) {
    return tests.getTest(GetTestRequest.newBuilder().setTestId(id).build());
  }

  private ListTestsResponse list(int size, String next, String search) {
    return tests.listTests(
        ListTestsRequest.newBuilder()
            .setPageSize(size)
            .setPageToken(next)
            .setSearch(search)
            .build());
  }

  private long pending() {
    return database.<Long>read(
        handle -> handle.createQuery("SELECT count(*) FROM outbox").mapTo(Long.class).one());
  }

  @Test
  void aNewTestGetsWhatItsCreatorLeftOut() {
    var created =
        create(
            TestFixture.http("").setName("Shop").clearIntervalMs().clearTimeoutMs().clearVersion());

    assertThat(created.getId()).matches("[a-z0-9]{14}");
    assertThat(created.getIntervalMs()).isEqualTo(60_000);
    assertThat(created.getTimeoutMs()).isEqualTo(5_000);
    assertThat(created.getVersion()).isEqualTo(1);
    assertThat(created.getCreatedAt().getSeconds()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(created.getUpdatedAt()).isEqualTo(created.getCreatedAt());
    assertThat(get(created.getId())).isEqualTo(created);
    assertThat(changed).containsExactly("acme/" + created.getId());
    assertThat(pending()).isEqualTo(1);
  }

  @Test
  void whatOnlyTheServerKnowsIsNotTakenFromTheCreator() {
    var created =
        create(
            TestFixture.http("shop")
                .setVersion(77)
                .setAssignedNodes(5)
                .setCreatedAt(Timestamps.EPOCH));

    assertThat(created.getVersion()).isEqualTo(1);
    assertThat(created.getAssignedNodes()).isZero();
    assertThat(created.getCreatedAt().getSeconds()).isEqualTo(clock.instant().getEpochSecond());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 5000", "3000, 0, 3000", "3000, 2000, 2000", "600000, 0, 5000"})
  void aTimeoutIsFiveSecondsOrTheIntervalWhereThatIsShorter(int interval, int timeout, int given) {
    assertThat(
            create(TestFixture.http("shop").setIntervalMs(interval).setTimeoutMs(timeout))
                .getTimeoutMs())
        .isEqualTo(given);
  }

  @Test
  void anIntervalBeyondAllBoundsIsTheOnlyThingThatIsWrong() {
    assertThat(
            Refusal.of(() -> create(TestFixture.http("shop").setIntervalMs(-1).clearTimeoutMs()))
                .violations())
        .containsExactly("test.interval_ms: 4294967295 (expected: 1000 to 86400000)");
  }

  @Test
  void whatIsWrongIsToldAndNothingHappens() {
    Refusal refusal =
        Refusal.of(() -> create(TestFixture.http("shop").setName("").setIntervalMs(5)));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.violations()).hasSize(3);
    assertThat(list(0, "", "").getTotalSize()).isZero();
    assertThat(changed).isEmpty();
    assertThat(pending()).isZero();
  }

  @Test
  void idsAndNamesAreUnique() {
    create(TestFixture.http("shop"));

    assertThat(Refusal.of(() -> create(TestFixture.http("shop").setName("other"))).violations())
        .containsExactly("test.id: \"shop\" (expected: an id that no test has yet)");
    assertThat(Refusal.of(() -> create(TestFixture.http("other").setName("shop"))).violations())
        .containsExactly("test.name: \"shop\" (expected: a name that no other test has)");
    assertThat(list(0, "", "").getTotalSize()).isEqualTo(1);
  }

  @Test
  void nodesThatATestChoosesMustBeThere() {
    RegistryFixture.putNodes(database, ACME, "n1");
    RegistryFixture.putNodes(database, new Scope("other"), "n2");

    Refusal refusal =
        Refusal.of(() ->
            create(
                TestFixture.http("shop")
                    .setNodes(
                        NodeSelector.newBuilder()
                            .addNodeIds("n1")
                            .addNodeIds("n2")
                            .addNodeIds("nope"))));

    assertThat(refusal.violations())
        .containsExactly(
            "test.nodes.node_ids[1]: \"n2\" (expected: the id of a node)",
            "test.nodes.node_ids[2]: \"nope\" (expected: the id of a node)");
  }

  @Test
  void aTestTellsOnHowManyNodesItRuns() {
    RegistryFixture.put(
        database,
        ACME,
        List.of(
            RegistryFixture.node("n1", Map.of("site", "berlin", "tier", "1")),
            RegistryFixture.node("n2", Map.of("site", "berlin")),
            RegistryFixture.node("n3", Map.of()),
            RegistryFixture.node("gone", Map.of("site", "berlin", "tier", "1")).toBuilder()
                .setRevoked(true)
                .build()));

    assertThat(create(TestFixture.http("everywhere")).getAssignedNodes()).isEqualTo(3);
    assertThat(create(chosen("by-label", Map.of("site", "berlin"))).getAssignedNodes())
        .isEqualTo(2);
    assertThat(
            create(chosen("by-both-labels", Map.of("site", "berlin", "tier", "1")))
                .getAssignedNodes())
        .isEqualTo(1);
    assertThat(create(chosen("by-label-or-id", Map.of("tier", "1"), "n3")).getAssignedNodes())
        .isEqualTo(2);
    assertThat(create(chosen("by-id", Map.of(), "n3")).getAssignedNodes()).isEqualTo(1);
    assertThat(create(chosen("nowhere", Map.of("site", "paris"))).getAssignedNodes()).isZero();
    assertThat(create(TestFixture.http("paused").setPaused(true)).getAssignedNodes()).isZero();
    assertThat(list(0, "", "").getTestsList())
        .extracting(dev.foureyes.proto.control.v1.Test::getAssignedNodes)
        .containsExactly(1, 1, 2, 2, 3, 0, 0);
  }

  private static dev.foureyes.proto.control.v1.Test.Builder chosen(
      String id, Map<String, String> labels, String... nodeIds) {
    return TestFixture.http(id)
        .setNodes(
            NodeSelector.newBuilder().putAllMatchLabels(labels).addAllNodeIds(List.of(nodeIds)));
  }

  @Test
  void aDeletedTestLeavesATombstone() {
    create(TestFixture.http("shop"));

    var _ = tests.deleteTest(DeleteTestRequest.newBuilder().setTestId("shop").build());

    assertThat(list(0, "", "").getTotalSize()).isZero();
    assertThat(changed).containsExactly("acme/shop", "acme/shop");
    List<Boolean> tombstones =
        database.read(handle ->
            handle
                .createQuery("SELECT value IS NULL FROM outbox ORDER BY id")
                .mapTo(Boolean.class)
                .list());
    assertThat(tombstones).containsExactly(false, true);
  }

  @Test
  void aTestThatIsNotThereIsNotFound() {
    String message = "test_id: \"nope\" (expected: a test of this organisation)";

    assertThat(Refusal.of(() -> get("nope")))
        .extracting(Refusal::code, Refusal::message)
        .containsExactly(Status.Code.NOT_FOUND, message);
    assertThat(
            Refusal.of(() ->
                    tests.deleteTest(DeleteTestRequest.newBuilder().setTestId("nope").build()))
                .message())
        .isEqualTo(message);
    assertThat(changed).isEmpty();
    assertThat(pending()).isZero();
  }

  @Test
  void pagesHaveNeitherGapsNorRepeatsWhileTestsAreAdded() {
    TestFixture.putMany(database, ACME, 1_200);
    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String next = "";
    do {
      ListTestsResponse page = list(500, next, "");
      page.getTestsList().forEach(test -> seen.add(test.getName()));
      sizes.add(page.getTestsCount());
      next = page.getNextPageToken();
      create(TestFixture.http("").setName("aaa before all " + sizes.size()));
      create(TestFixture.http("").setName("test-0600 in between " + sizes.size()));
    } while (!next.isEmpty());

    List<String> there =
        TestFixture.putMany(database, ACME, 1_200).stream()
            .map(dev.foureyes.proto.control.v1.Test::getName)
            .toList();
    assertThat(sizes).first().isEqualTo(500);
    assertThat(seen).doesNotHaveDuplicates().containsAll(there).isSorted();
    assertThat(list(1, "", "").getTotalSize()).isEqualTo(1_200 + 2 * sizes.size());
  }

  @Test
  void aPageThatIsJustFullHasNoNext() {
    TestFixture.putMany(database, ACME, 5);

    assertThat(list(5, "", "").getNextPageToken()).isEmpty();
    assertThat(list(4, "", "").getNextPageToken()).isNotEmpty();
    assertThat(list(0, "", "").getTestsCount()).isEqualTo(5);
  }

  @Test
  void pagesHaveASizeAndATokenOfOurs() {
    assertThat(Refusal.of(() -> list(501, "", "")).violations())
        .containsExactly("page_size: 501 (expected: 0 to 500)");
    assertThat(Refusal.of(() -> list(1, "?", "")).violations())
        .containsExactly("page_token: \"?\" (expected: the next_page_token of the page before)");
  }

  @ParameterizedTest
  @CsvSource({
    "shop, Shop",
    "SHOP, Shop",
    "example.org/s, Shop",
    "www.example.org:443, Übersee",
    "ÜBER, Übersee",
    "über, Übersee",
    "%, ",
    "_, ",
    "'''', ",
    "nothing, "
  })
  void searchLooksAtNameAndTargetIgnoringCase(String search, String found) {
    create(TestFixture.http("s").setName("Shop"));
    create(TestFixture.tcp("u").setName("Übersee"));

    ListTestsResponse response = list(0, "", search);

    assertThat(response.getTestsList())
        .extracting(dev.foureyes.proto.control.v1.Test::getName)
        .containsExactlyElementsOf(found == null ? List.of() : List.of(found));
    assertThat(response.getTotalSize()).isEqualTo(response.getTestsCount());
  }
}
