package dev.foureyes.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.projection.Projector;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Connection;
import dev.foureyes.proto.control.v1.DeleteNodeRequest;
import dev.foureyes.proto.control.v1.GetNodeRequest;
import dev.foureyes.proto.control.v1.ListNodesRequest;
import dev.foureyes.proto.control.v1.ListNodesResponse;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeServiceGrpc;
import dev.foureyes.proto.control.v1.NodeServiceGrpc.NodeServiceBlockingStub;
import dev.foureyes.proto.control.v1.RevokeNodeRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.UpdateNodeRequest;
import dev.foureyes.proto.events.v1.NodeConnected;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeApiTest {

  private static final Scope ACME = new Scope("acme");

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final List<String> changed = new ArrayList<>();
  private final List<Node> told = new ArrayList<>();
  private Database database;
  private GuardedApi api;
  private NodeServiceBlockingStub nodes;
  private Projector<NodeEvent> status;
  private int offset;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    api =
        new GuardedApi(
            database,
            clock,
            new NodeApi(
                database, (scope, nodeId) -> changed.add(scope.org() + "/" + nodeId), clock));
    nodes = NodeServiceGrpc.newBlockingStub(api.as(Role.ROLE_ADMIN, ACME));
    status =
        new Projector<>(
            database, new NodeStatusProjection((_, node) -> told.add(node), clock), "log");
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private void connect(String nodeId, String hostname, String remoteIp) {
    NodeEvent event =
        NodeEvent.newBuilder()
            .setSessionId("s")
            .setOccurredAt(Timestamps.fromMillis(clock.millis()))
            .setConnected(
                NodeConnected.newBuilder()
                    .setRemoteIp(remoteIp)
                    .setHello(Hello.newBuilder().setHostname(hostname)))
            .build();
    status.apply(
        List.of(
            new ConsumerRecord<>(
                Topics.NODE_EVENTS.name(),
                0,
                offset++,
                EventKey.of("acme", nodeId).toString(),
                event.toByteArray())));
  }

  private ListNodesResponse list(String search) {
    return nodes.listNodes(ListNodesRequest.newBuilder().setSearch(search).build());
  }

  private Node get(String id) {
    return nodes.getNode(GetNodeRequest.newBuilder().setNodeId(id).build());
  }

  private Node update(String id, Node.Builder node, String... mask) {
    return nodes.updateNode(
        UpdateNodeRequest.newBuilder()
            .setNodeId(id)
            .setNode(node)
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
            .build());
  }

  private List<String> outbox() {
    return database.read(handle ->
        handle.createQuery("SELECT record_key FROM outbox ORDER BY id").mapTo(String.class).list());
  }

  @Test
  void aNodeThatNeverConnectedSaysSo() {
    RegistryFixture.putNodes(database, ACME, "n1");

    assertThat(get("n1").getStatus().getConnection()).isEqualTo(Connection.CONNECTION_NEVER);
    assertThat(list("").getOnlineSize()).isZero();
  }

  @Test
  void aSilentNodeCountsAsOffline() {
    RegistryFixture.putNodes(database, ACME, "n1", "n2");
    connect("n1", "web-1", "192.0.2.1");
    clock.advance(Duration.ofSeconds(20));
    connect("n2", "web-2", "192.0.2.2");
    assertThat(list("").getOnlineSize()).isEqualTo(2);

    clock.advance(Duration.ofSeconds(15));

    ListNodesResponse response = list("");
    assertThat(response.getOnlineSize()).isEqualTo(1);
    assertThat(response.getNodesList())
        .extracting(node -> node.getStatus().getConnection())
        .containsExactly(Connection.CONNECTION_OFFLINE, Connection.CONNECTION_ONLINE);
    assertThat(get("n1").getStatus().getDisconnectReason())
        .isEqualTo("no sign of life, and no word of why");
  }

  @Test
  void aChangedStatusIsToldWithTheNodesName() {
    RegistryFixture.putNodes(database, ACME, "n1");

    connect("n1", "web-1", "192.0.2.1");
    connect("unknown", "web-9", "192.0.2.9");

    assertThat(told)
        .singleElement()
        .satisfies(node -> {
          assertThat(node.getName()).isEqualTo("n1");
          assertThat(node.getStatus().getHostname()).isEqualTo("web-1");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "berl, berlin",
    "BERL, berlin",
    "WEB-1, berlin",
    "192.0.2.1, berlin",
    "öre, Örebro",
    "ÖRE, Örebro",
    "%, ",
    "xyz, "
  })
  void searchLooksAtNameHostNameAndAddressIgnoringCase(String search, String found) {
    RegistryFixture.putNodes(database, ACME, "berlin", "Örebro");
    connect("berlin", "Web-1.example.org", "192.0.2.1");

    ListNodesResponse response = list(search);

    assertThat(response.getNodesList())
        .extracting(Node::getName)
        .containsExactlyElementsOf(found == null ? List.of() : List.of(found));
    assertThat(response.getTotalSize()).isEqualTo(response.getNodesCount());
  }

  @Test
  void pagesFollowEachOtherByName() {
    RegistryFixture.putNodes(
        database, ACME, IntStream.range(0, 7).mapToObj(i -> "n" + i).toArray(String[]::new));
    List<String> names = new ArrayList<>();
    String next = "";
    do {
      ListNodesResponse page =
          nodes.listNodes(ListNodesRequest.newBuilder().setPageSize(3).setPageToken(next).build());
      page.getNodesList().forEach(node -> names.add(node.getName()));
      assertThat(page.getTotalSize()).isEqualTo(7);
      next = page.getNextPageToken();
    } while (!next.isEmpty());

    assertThat(names).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6");
  }

  @Test
  void nameAndLabelsCanBeChangedAndNothingElse() {
    RegistryFixture.putNodes(database, ACME, "n1");

    Node updated =
        update(
            "n1",
            Node.newBuilder()
                .setName("Berlin")
                .putLabels("site", "b")
                .setRevoked(true)
                .setId("n2"));

    assertThat(updated.getName()).isEqualTo("Berlin");
    assertThat(updated.getLabelsMap()).isEqualTo(Map.of("site", "b"));
    assertThat(updated.getRevoked()).isFalse();
    assertThat(updated.getVersion()).isEqualTo(2);
    assertThat(updated.getUpdatedAt().getSeconds()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(get("n1")).isEqualTo(updated);
    assertThat(outbox()).containsExactly("acme/n1", "acme/n1");
    assertThat(changed).containsExactly("acme/n1");
  }

  @Test
  void aMaskLeavesTheRestAlone() {
    RegistryFixture.put(database, ACME, List.of(RegistryFixture.node("n1", Map.of("site", "b"))));

    assertThat(update("n1", Node.newBuilder().setName("Berlin"), "name").getLabelsMap())
        .isEqualTo(Map.of("site", "b"));
    assertThat(update("n1", Node.newBuilder(), "labels"))
        .satisfies(node -> {
          assertThat(node.getName()).isEqualTo("Berlin");
          assertThat(node.getLabelsMap()).isEmpty();
        });
  }

  @Test
  void allThatIsWrongWithAChangeIsToldAndNothingIsChanged() {
    RegistryFixture.putNodes(database, ACME, "n1", "n2");
    Node before = get("n1");

    assertThat(
            Refusal.of(() ->
                    update("n1", Node.newBuilder().setName("n2").putLabels("-x", "v".repeat(101))))
                .violations())
        .containsExactly(
            "node.name: \"n2\" (expected: a name that no other node has)",
            "node.labels: \"-x\" (expected: a key of 1 to 63 of a-z, 0-9, \"-\", \"_\", \".\" and \"/\", beginning and ending with a letter or digit)",
            "node.labels[-x]: \""
                + "v".repeat(100)
                + "…\" (101 characters) (expected: at most 100 characters)");
    assertThat(Refusal.of(() -> update("n1", Node.newBuilder().setName(" n"))).violations())
        .containsExactly(
            "node.name: \" n\" (expected: 1 to 100 characters, without space at either end)");
    assertThat(
            Refusal.of(() -> update("n1", Node.newBuilder().setRevoked(true), "revoked"))
                .violations())
        .containsExactly("update_mask: \"revoked\" (expected: one of name, labels)");

    assertThat(get("n1")).isEqualTo(before);
    assertThat(changed).isEmpty();
  }

  @Test
  void aNodeCanKeepItsName() {
    RegistryFixture.putNodes(database, ACME, "n1");

    assertThat(update("n1", Node.newBuilder().setName("n1")).getVersion()).isEqualTo(2);
  }

  @Test
  void aRevokedNodeStaysOnTheList() {
    RegistryFixture.putNodes(database, ACME, "n1");

    Node revoked = nodes.revokeNode(RevokeNodeRequest.newBuilder().setNodeId("n1").build());

    assertThat(revoked.getRevoked()).isTrue();
    assertThat(list("").getNodesList()).containsExactly(revoked);
    assertThat(changed).containsExactly("acme/n1");
    List<Node> active = database.read(handle -> NodeRepository.active(handle, ACME));
    assertThat(active).isEmpty();
  }

  @Test
  void aDeletedNodeLeavesATombstoneAndItsNameIsFree() {
    RegistryFixture.putNodes(database, ACME, "n1", "n2");
    connect("n1", "web-1", "192.0.2.1");

    var _ = nodes.deleteNode(DeleteNodeRequest.newBuilder().setNodeId("n1").build());

    assertThat(Refusal.of(() -> get("n1")).code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(list("").getOnlineSize()).isZero();
    assertThat(update("n2", Node.newBuilder().setName("n1")).getName()).isEqualTo("n1");
    List<String> tombstones =
        database.read(handle ->
            handle
                .createQuery("SELECT record_key FROM outbox WHERE value IS NULL")
                .mapTo(String.class)
                .list());
    assertThat(tombstones).containsExactly("acme/n1");
  }

  @Test
  void aNodeThatIsNotThereIsNotFound() {
    String message = "node_id: \"n1\" (expected: a node of this organisation)";
    assertThat(Refusal.of(() -> get("n1")).message()).isEqualTo(message);
    assertThat(Refusal.of(() -> update("n1", Node.newBuilder().setName("x"))).message())
        .isEqualTo(message);
    assertThat(
            Refusal.of(
                    () -> nodes.revokeNode(RevokeNodeRequest.newBuilder().setNodeId("n1").build()))
                .message())
        .isEqualTo(message);
    assertThat(
            Refusal.of(
                    () -> nodes.deleteNode(DeleteNodeRequest.newBuilder().setNodeId("n1").build()))
                .message())
        .isEqualTo(message);
    assertThat(outbox()).isEmpty();
  }
}
