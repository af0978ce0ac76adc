package dev.foureyes.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.foureyes.gateway.identity.OwnAuthority;
import dev.foureyes.gateway.session.GatewayMetrics;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.events.v1.AssignmentRecord;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.ConnectResponse.MessageCase;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.Heartbeat;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.node.v1.SpoolState;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.testing.TestBroker;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.Topics;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway over real TLS and a real broker; the control plane's registry is a fake. */
class GatewayTest {

  private static final String UPDATE_URL = "https://updates.test/node-{platform}.update";

  private static TestBroker broker;
  private static Producer<String, byte[]> producer;
  private static FakeRegistry registry;
  private static Server registryServer;
  private static ManagedChannel registryChannel;

  @TempDir Path data;
  private final MutableTime clock = new MutableTime(InstantSource.system().instant());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Gateway gateway;
  private TestNode node;
  private String token;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start();
    producer = broker.eventLog().producer("test", Duration.ofSeconds(10));
    registry = new FakeRegistry(producer);
    registryServer =
        InProcessServerBuilder.forName("registry").addService(registry).build().start();
    registryChannel = InProcessChannelBuilder.forName("registry").build();
  }

  @AfterAll
  static void stopBroker() {
    registryChannel.shutdownNow();
    registryServer.shutdownNow();
    producer.close();
    broker.close();
  }

  @BeforeEach
  void startGateway(TestInfo test) {
    token =
        test.getTestMethod()
            .orElseThrow()
            .getName()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]", "-");
    token = token.substring(0, Math.min(60, token.length()));
    registry.add(token);
    GatewaySettings settings =
        new GatewaySettings(
            "127.0.0.1", 0, data, Duration.ofSeconds(10), Duration.ofSeconds(5), UPDATE_URL);
    gateway =
        new Gateway(
            settings, broker.eventLog(), registryChannel, new GatewayMetrics(meters), clock);
    gateway.start();
    node = new TestNode(gateway.port());
  }

  @AfterEach
  void stopGateway() {
    node.close();
    gateway.close();
  }

  /** Enrols and waits until the gateway knows the node. */
  private TestNode.Stream connected() throws InterruptedException {
    node.enroll(token);
    return await().atMost(Duration.ofSeconds(20)).until(this::tryConnect, stream -> stream != null);
  }

  private TestNode.@Nullable Stream tryConnect() throws InterruptedException {
    TestNode.Stream stream = node.connectAndGreet();
    try {
      assertThat(stream.next().getMessageCase()).isEqualTo(MessageCase.WELCOME);
      return stream;
    } catch (AssertionError e) {
      return null;
    }
  }

  private double refused(String reason) {
    return meters.counter("foureyes.gateway.refusals", "reason", reason).count();
  }

  // --- identity

  @Test
  void theAuthoritysKeyIsReadableByItsOwnerOnlyAndKept() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("ca-key.pem"))))
        .isEqualTo("rw-------");
    String pin = OwnAuthority.pin(OwnAuthority.open(data, clock).authorities().getFirst());
    assertThat(OwnAuthority.pin(OwnAuthority.open(data, clock).authorities().getFirst()))
        .isEqualTo(pin);
  }

  @Test
  void enrolmentGivesACertificateForTheNodeThatTheTokenNames() {
    EnrollResponse response = node.enroll(token);

    var leaf = TestNode.parse(response.getCertificateChainList()).getFirst();
    assertThat(response.getNodeId()).isEqualTo(token);
    assertThat(leaf.getPublicKey()).isEqualTo(node.key.getPublic());
    assertThat(catchThrowable(leaf::getSubjectAlternativeNames)).isNull();
    assertThat(leaf.getNotAfter().toInstant())
        .isBetween(
            clock.instant().plus(Duration.ofDays(6)), clock.instant().plus(Duration.ofDays(8)));
  }

  @Test
  void aLostReplyCanBeAskedForAgainWithTheSameKeyOnly() {
    EnrollRequest request =
        EnrollRequest.newBuilder()
            .setToken(token)
            .setCertificateRequest(TestNode.request(node.key))
            .build();
    EnrollResponse first = node.blocking().enroll(request);

    assertThat(node.blocking().enroll(request)).isEqualTo(first);

    EnrollRequest other =
        request.toBuilder().setCertificateRequest(TestNode.request(TestNode.newKey())).build();
    assertThat(TestNode.reason(catchThrowable(() -> node.blocking().enroll(other))))
        .isEqualTo("TOKEN_SPENT");
    assertThat(refused("TOKEN_SPENT")).isEqualTo(1);
  }

  @Test
  void aTokenThatNobodyMadeIsRefusedAndCounted() {
    assertThat(TestNode.reason(catchThrowable(() -> node.enroll("nobody-made-it"))))
        .isEqualTo("TOKEN_UNKNOWN");
    assertThat(refused("TOKEN_UNKNOWN")).isEqualTo(1);
  }

  @Test
  void junkInsteadOfARequestIsRefusedBeforeTheTokenIsTouched() {
    EnrollRequest junk =
        EnrollRequest.newBuilder()
            .setToken(token)
            .setCertificateRequest(ByteString.copyFromUtf8("junk"))
            .build();

    assertThat(TestNode.reason(catchThrowable(() -> node.blocking().enroll(junk))))
        .isEqualTo("REQUEST_INVALID");
    assertThat(node.enroll(token).getNodeId()).isEqualTo(token);
  }

  @Test
  void aSessionNeedsACertificate() throws Exception {
    assertThat(TestNode.reason(node.connectAndGreet().awaitEnd())).isEqualTo("CERTIFICATE_MISSING");
    assertThat(refused("CERTIFICATE_MISSING")).isEqualTo(1);
  }

  @Test
  void aCertificateOfAnotherAuthorityEndsInTheHandshake(@TempDir Path other) throws Exception {
    OwnAuthority stranger = OwnAuthority.open(other, clock);
    node.present(
        TestNode.parse(stranger.issue("default", "node-x", node.key.getPublic()).getChainList()));

    assertThat(Status.fromThrowable(node.connectAndGreet().awaitEnd()).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refused("CERTIFICATE_UNTRUSTED")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void aNodeThatIsNotOnTheListIsRefused() throws Exception {
    OwnAuthority own = OwnAuthority.open(data, clock);
    node.present(
        TestNode.parse(
            own.issue("default", "never-enrolled", node.key.getPublic()).getChainList()));

    assertThat(TestNode.reason(node.connectAndGreet().awaitEnd())).isEqualTo("NODE_UNKNOWN");
  }

  @Test
  void aCertificateThatTheListDoesNotNameIsRefused() throws Exception {
    connected();
    OwnAuthority own = OwnAuthority.open(data, clock);
    node.present(TestNode.parse(own.issue("default", token, node.key.getPublic()).getChainList()));

    assertThat(TestNode.reason(node.connectAndGreet().awaitEnd()))
        .isEqualTo("CERTIFICATE_UNTRUSTED");
  }

  @Test
  void revocationEndsTheOpenSessionAndRefusesTheNext() throws Exception {
    TestNode.Stream stream = connected();

    registry.publish(Node.newBuilder().setId(token).setRevoked(true).build());

    assertThat(TestNode.reason(stream.awaitEnd())).isEqualTo("NODE_REVOKED");
    assertThat(TestNode.reason(node.connectAndGreet().awaitEnd())).isEqualTo("NODE_REVOKED");
    assertThat(TestNode.reason(catchThrowable(node::renew))).isEqualTo("NODE_REVOKED");
  }

  @Test
  void anExpiredCertificateOpensRenewalAndNothingElse() throws Exception {
    connected();
    node.present(
        TestNode.parse(
            node.blocking()
                .enroll(
                    EnrollRequest.newBuilder()
                        .setToken(token)
                        .setCertificateRequest(TestNode.request(node.key))
                        .build())
                .getCertificateChainList()));
    clock.advance(Duration.ofDays(30));

    assertThat(TestNode.reason(node.connectAndGreet().awaitEnd())).isEqualTo("CERTIFICATE_EXPIRED");
    node.renew();
    await().atMost(Duration.ofSeconds(20)).until(() -> tryConnect() != null);
  }

  // --- session

  @Test
  void theFirstMessageMustBeAHello() throws Exception {
    connected();
    TestNode.Stream stream = node.connect();
    stream.send(ConnectRequest.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build());

    assertThat(Status.fromThrowable(stream.awaitEnd()).getDescription())
        .isEqualTo("message: HEARTBEAT (expected: one hello, first)");
  }

  @Test
  void aNewerSessionEndsTheOlder() throws Exception {
    TestNode.Stream older = connected();

    TestNode.Stream newer = node.connectAndGreet();

    assertThat(TestNode.reason(older.awaitEnd())).isEqualTo("SESSION_REPLACED");
    assertThat(newer.next().getMessageCase()).isEqualTo(MessageCase.WELCOME);
  }

  @Test
  void whatANodeRunsComesWholeAndThenAsChanges() throws Exception {
    assign("test-a", 1);
    producer.flush();
    TestNode.Stream stream = connected();
    var snapshot = stream.next(MessageCase.SNAPSHOT).getSnapshot();
    assertThat(snapshot.getAssignmentsList())
        .extracting(Assignment::getTestId)
        .containsExactly("test-a");
    assertThat(snapshot.getLast()).isTrue();

    assign("test-b", 1);
    var added = stream.next(MessageCase.DIFF).getDiff();
    assertThat(added.getBaseRevision()).isEqualTo(snapshot.getRevision());
    assertThat(added.getChangedList()).extracting(Assignment::getTestId).containsExactly("test-b");

    producer.send(Topics.ASSIGNMENTS.record(EventKey.of("default", token, "test-a"), null)).get();
    var removed = stream.next(MessageCase.DIFF).getDiff();
    assertThat(removed.getBaseRevision()).isEqualTo(added.getRevision());
    assertThat(removed.getRemovedTestIdsList()).containsExactly("test-a");
  }

  @Test
  void nodesAreToldWhereUpdatesAre_andToldAgainEveryHour() throws Exception {
    TestNode.Stream stream = connected();
    for (int i = 0; i < 2; i++) {
      assertThat(stream.next(MessageCase.UPDATE_OFFER).getUpdateOffer().getManifestUrl())
          .isEqualTo("https://updates.test/node-linux-amd64.update");
      clock.advance(Duration.ofMinutes(59));
      stream.send(heartbeat());
      assertThat(stream.next().getMessageCase()).isNotEqualTo(MessageCase.UPDATE_OFFER);
      clock.advance(Duration.ofMinutes(2));
      stream.send(heartbeat());
    }
  }

  private static ConnectRequest heartbeat() {
    return ConnectRequest.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();
  }

  private void assign(String testId, long version) {
    AssignmentRecord record =
        AssignmentRecord.newBuilder()
            .setOrg("default")
            .setNodeId(token)
            .setAssignment(Assignment.newBuilder().setTestId(testId).setConfigVersion(version))
            .build();
    var _ = producer.send(Topics.ASSIGNMENTS.record(EventKey.of("default", token, testId), record));
  }

  @Test
  void aGatewayThatStartsKnowsAllAssignmentsBeforeItTakesANode() throws Exception {
    for (int i = 0; i < 1200; i++) {
      assign("test-" + i, 1);
    }
    producer.flush();
    node.enroll(token);
    int port = gateway.port();
    gateway.close();
    startGatewayAgain(port);

    TestNode.Stream stream =
        await().atMost(Duration.ofSeconds(20)).until(this::tryConnect, opened -> opened != null);
    int assignments = 0;
    boolean last = false;
    while (!last) {
      var part = stream.next(MessageCase.SNAPSHOT).getSnapshot();
      assignments += part.getAssignmentsCount();
      last = part.getLast();
    }
    assertThat(assignments).isEqualTo(1200);
  }

  private void startGatewayAgain(int port) {
    gateway =
        new Gateway(
            new GatewaySettings(
                "127.0.0.1", port, data, Duration.ofSeconds(10), Duration.ofSeconds(5), UPDATE_URL),
            broker.eventLog(),
            registryChannel,
            new GatewayMetrics(new SimpleMeterRegistry()),
            clock);
    gateway.start();
  }

  // --- results

  private static ConnectRequest batch(long firstSeq, int count, String records) {
    return ConnectRequest.newBuilder()
        .setBatch(
            ResultBatch.newBuilder()
                .setIncarnation(ByteString.copyFrom(new byte[16]))
                .setFirstSeq(firstSeq)
                .setCount(count)
                .setRecords(ByteString.copyFromUtf8(records)))
        .build();
  }

  @Test
  void batchesEnterTheLogAsTheyCameAndAreAcknowledgedInOrder() throws Exception {
    TestNode.Stream stream = connected();
    for (int i = 0; i < 20; i++) {
      stream.send(batch(i * 3L, 3, "records " + i));
    }

    long acknowledged = 0;
    while (acknowledged < 60) {
      long next = stream.next(MessageCase.RESULT_ACK).getResultAck().getNextSeq();
      assertThat(next).isGreaterThan(acknowledged);
      acknowledged = next;
    }
    List<NodeBatch> inLog = new CopyOnWriteArrayList<>();
    try (var follower =
        TopicFollower.start(
            broker.eventLog(),
            "test",
            Topics.NODE_BATCHES,
            entry -> {
              if (entry.key().id().equals(token)) {
                inLog.add(entry.value().orElseThrow());
              }
            })) {
      follower.caughtUp().join();
      assertThat(inLog).hasSize(20);
      assertThat(inLog.get(7).getBatch()).isEqualTo(batch(21, 3, "records 7").getBatch());
      assertThat(inLog.get(7).getNodeId()).isEqualTo(token);
      assertThat(inLog.get(7).getReceivedAt().getSeconds())
          .isEqualTo(clock.instant().getEpochSecond());
    }
  }

  @Test
  void batchesOutOfBoundsEndTheSession() throws Exception {
    connected();
    assertInvalid(batch(0, 501, "r"), "batch.count: 501 (expected: 1 to 500)");
    assertInvalid(batch(0, 1, ""), "batch.records: 0 bytes (expected: 1 to 524288 bytes)");
    assertInvalid(
        batch(0, 1, "r".repeat(524_289)),
        "batch.records: 524289 bytes (expected: 1 to 524288 bytes)");
    assertInvalid(
        ConnectRequest.newBuilder().setBatch(ResultBatch.newBuilder().setCount(1)).build(),
        "batch.incarnation: 0 bytes (expected: 16 bytes)");
  }

  private void assertInvalid(ConnectRequest message, String description) throws Exception {
    TestNode.Stream stream = node.connectAndGreet();
    stream.send(message);
    Status end = Status.fromThrowable(stream.awaitEnd());
    assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(end.getDescription()).isEqualTo(description);
  }

  @Test
  void theLogLearnsOfSessionsAndHeartbeats() throws Exception {
    List<NodeEvent> events = new CopyOnWriteArrayList<>();
    try (var follower =
        TopicFollower.start(
            broker.eventLog(),
            "test",
            Topics.NODE_EVENTS,
            entry -> {
              if (entry.key().id().equals(token)) {
                events.add(entry.value().orElseThrow());
              }
            })) {
      follower.caughtUp().join();
      TestNode.Stream stream = connected();
      stream.send(
          ConnectRequest.newBuilder()
              .setHeartbeat(
                  Heartbeat.newBuilder()
                      .setSpool(SpoolState.newBuilder().setFirstUnackedSeq(3).setNextSeq(10)))
              .build());
      assertThat(stream.next(MessageCase.HEARTBEAT_REPLY).getHeartbeatReply().hasServerClock())
          .isTrue();
      assertThat(meters.get("foureyes.gateway.node.lag.records").gauge().value()).isEqualTo(7);
      node.close();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(events)
                  .extracting(NodeEvent::getEventCase)
                  .endsWith(
                      NodeEvent.EventCase.CONNECTED,
                      NodeEvent.EventCase.HEARTBEAT,
                      NodeEvent.EventCase.DISCONNECTED));
      assertThat(events.getLast().getDisconnected().getReason())
          .isEqualTo("the connection was lost");
      assertThat(Instant.ofEpochSecond(events.getLast().getOccurredAt().getSeconds()))
          .isBeforeOrEqualTo(clock.instant());
    }
  }

  @Test
  void aGatewayThatStopsSendsItsNodesAway() throws Exception {
    TestNode.Stream stream = connected();

    gateway.close();

    ConnectResponse drain = stream.next(MessageCase.DRAIN);
    assertThat(drain.getDrain().getReason().name()).isEqualTo("DRAIN_REASON_SHUTDOWN");
    assertThat(stream.awaitEnd()).isNull();
  }
}
