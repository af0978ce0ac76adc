package dev.foureyes.control.node;

import static dev.foureyes.control.node.RegistryFixture.certificate;
import static dev.foureyes.control.node.RegistryFixture.redeem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.Refusal;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc.EnrolmentRegistryServiceBlockingStub;
import dev.foureyes.proto.node.v1.InspectTokenRequest;
import dev.foureyes.proto.node.v1.InspectTokenResponse;
import dev.foureyes.proto.node.v1.RecordRenewalRequest;
import dev.foureyes.proto.node.v1.RedeemTokenResponse;
import dev.foureyes.testing.MutableTime;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One token, one node: over gRPC as gateways call it, and a real database. */
class EnrolmentRegistryTest {

  private static final Scope ACME = new Scope("acme");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final List<String> changed = new CopyOnWriteArrayList<>();
  private Database database;
  private Server server;
  private ManagedChannel channel;
  private EnrolmentRegistryServiceBlockingStub registry;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.in(directory);
    server =
        InProcessServerBuilder.forName("registry")
            .addService(
                new EnrolmentRegistry(
                    database, (scope, nodeId) -> changed.add(scope.org() + "/" + nodeId), clock))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("registry").build();
    registry = EnrolmentRegistryServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    database.close();
  }

  private void token(String id) {
    token(id, "");
  }

  private void token(String id, String nodeName) {
    RegistryFixture.token(database, ACME, id, nodeName, clock.instant(), HOUR);
  }

  private void revoke(String token) {
    boolean revoked =
        database.write(handle -> EnrolmentTokenRepository.revoke(handle, ACME, token));
    assertThat(revoked).isTrue();
  }

  private InspectTokenResponse inspect(String token) {
    return registry.inspectToken(InspectTokenRequest.newBuilder().setToken(token).build());
  }

  private List<Node> nodes() {
    return database.read(handle -> NodeRepository.all(handle, ACME));
  }

  private List<String> outbox() {
    return database.read(handle ->
        handle.createQuery("SELECT record_key FROM outbox ORDER BY id").mapTo(String.class).list());
  }

  private static void assertRefused(Refusal refusal, String reason) {
    assertThat(refusal.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.message()).startsWith(reason + ": ");
  }

  @Test
  void aTokenTellsWhatItWouldMakeAndIsNotConsumed() {
    token("t1");

    assertThat(inspect("t1"))
        .isEqualTo(
            InspectTokenResponse.newBuilder().setOrg("acme").setNodeId("node-of-t1").build());
    assertThat(inspect("t1").getNodeId()).isEqualTo("node-of-t1");
    assertThat(nodes()).isEmpty();
    assertThat(changed).isEmpty();
  }

  @Test
  void aTokenBecomesANode() {
    token("t1");

    RedeemTokenResponse response = registry.redeemToken(redeem("t1", "key-1"));

    assertThat(response.getNodeId()).isEqualTo("node-of-t1");
    assertThat(response.getName()).isEqualTo("host-1");
    assertThat(response.getCertificate()).isEqualTo(certificate("key-1"));
    Node node = nodes().getFirst();
    assertThat(node.getId()).isEqualTo("node-of-t1");
    assertThat(node.getLabelsMap()).containsExactly(Map.entry("site", "berlin"));
    assertThat(node.getCertificateSerialsList()).containsExactly("key-1");
    assertThat(node.getCertificateExpiresAt()).isEqualTo(certificate("key-1").getNotAfter());
    assertThat(node.getEnrolledAt().getSeconds()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(node.getVersion()).isEqualTo(1);
    assertThat(outbox()).containsExactly("acme/node-of-t1");
    assertThat(changed).containsExactly("acme/node-of-t1");
  }

  @Test
  void anUnknownTokenIsRefused() {
    assertRefused(Refusal.of(() -> inspect("nope")), "TOKEN_UNKNOWN");
    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("nope", "key-1"))), "TOKEN_UNKNOWN");
    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("", "key-1"))), "TOKEN_UNKNOWN");
  }

  @Test
  void anExpiredTokenIsRefusedFromTheMillisecondOn() {
    token("t1");
    token("t2");
    clock.advance(HOUR.minusMillis(1));
    registry.redeemToken(redeem("t1", "key-1"));

    clock.advance(Duration.ofMillis(1));

    assertRefused(Refusal.of(() -> inspect("t2")), "TOKEN_EXPIRED");
    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("t2", "key-2"))), "TOKEN_EXPIRED");
  }

  @Test
  void aRevokedTokenIsRefusedAndSaysSoAlsoWhenItHasExpired() {
    token("t1");
    revoke("t1");
    assertRefused(Refusal.of(() -> inspect("t1")), "TOKEN_REVOKED");
    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("t1", "key-1"))), "TOKEN_REVOKED");

    clock.advance(HOUR);

    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("t1", "key-1"))), "TOKEN_REVOKED");
    assertThat(nodes()).isEmpty();
  }

  @Test
  void aSpentTokenIsRefusedToEveryOtherKey() {
    token("t1");
    registry.redeemToken(redeem("t1", "key-1"));

    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("t1", "key-2"))), "TOKEN_SPENT");
    assertRefused(Refusal.of(() -> registry.redeemToken(redeem("t1", ""))), "TOKEN_SPENT");
    assertThat(nodes().getFirst().getCertificateSerialsList()).containsExactly("key-1");
  }

  @Test
  void aLostReplyIsGivenAgainToTheSameKey() {
    token("t1");
    RedeemTokenResponse lost = registry.redeemToken(redeem("t1", "key-1"));
    clock.advance(Duration.ofDays(3)); // long after the token's end

    assertThat(inspect("t1").getNodeId()).as("gateways look first").isEqualTo("node-of-t1");
    var again =
        redeem("t1", "key-1").toBuilder()
            .setSuggestedName("other")
            .setCertificate(certificate("another"))
            .build();
    assertThat(registry.redeemToken(again)).isEqualTo(lost);
    assertThat(nodes())
        .singleElement()
        .satisfies(node -> assertThat(node.getVersion()).isEqualTo(1));
  }

  @Test
  void ofAHundredKeysAtOnceOneGetsTheNode() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(25)) {
      for (int round = 0; round < 20; round++) {
        String token = "race-" + round;
        token(token);
        List<Callable<String>> tries = new ArrayList<>();
        for (int key = 0; key < 100; key++) {
          String name = "key-" + key;
          tries.add(() -> outcome(token, name));
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> one : threads.invokeAll(tries)) {
          outcomes.add(one.get());
        }
        assertThat(outcomes).filteredOn("TOKEN_SPENT"::equals).hasSize(99);
        String winner =
            outcomes.stream()
                .filter(outcome -> !outcome.equals("TOKEN_SPENT"))
                .findFirst()
                .orElseThrow();
        assertThat(nodes())
            .filteredOn(node -> node.getId().equals("node-of-" + token))
            .singleElement()
            .satisfies(
                node -> assertThat(node.getCertificateSerialsList()).containsExactly(winner));
      }
    }
    assertThat(outbox()).hasSize(20);
    assertThat(changed).hasSize(20);
  }

  private String outcome(String token, String key) {
    try {
      return registry.redeemToken(redeem(token, key)).getCertificate().getSerial();
    } catch (StatusRuntimeException e) {
      return Refusal.of(e).reason();
    }
  }

  @Test
  void theTokensNameForTheNodeWins() {
    token("t1", "Berlin 1");

    assertThat(registry.redeemToken(redeem("t1", "key-1")).getName()).isEqualTo("Berlin 1");
  }

  @Test
  void aNameThatIsTakenGetsANumber() {
    for (int i = 1; i <= 4; i++) {
      token("t" + i);
      registry.redeemToken(redeem("t" + i, "key"));
    }

    assertThat(nodes())
        .extracting(Node::getName)
        .containsExactly("host-1", "host-1-2", "host-1-3", "host-1-4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''|node", "'   '|node", "'  web  '|web"})
  void aNameIsMadeOfWhatIsSuggested(String suggested, String name) {
    token("t1");

    assertThat(
            registry
                .redeemToken(redeem("t1", "key").toBuilder().setSuggestedName(suggested).build())
                .getName())
        .isEqualTo(name);
  }

  /**
   * The contract bounds names to 100 characters, and users could not change a node with a longer
   * one.
   */
  @Test
  void aNameIsCutToItsBoundsWithItsNumber() {
    String suggested = "x".repeat(300);
    for (int i = 1; i <= 11; i++) {
      token("t" + i);
      registry.redeemToken(redeem("t" + i, "key").toBuilder().setSuggestedName(suggested).build());
    }

    assertThat(nodes())
        .extracting(Node::getName)
        .contains(
            "x".repeat(100), "x".repeat(98) + "-2", "x".repeat(97) + "-10", "x".repeat(97) + "-11");
  }

  @Test
  void whatCannotBeNotedForTheEventLogDoesNotHappen() {
    token("t1");
    database.write(handle ->
        handle.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'told to fail'); END"));

    Refusal refusal = Refusal.of(() -> registry.redeemToken(redeem("t1", "key-1")));

    assertThat(refusal.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(refusal.message())
        .as("no inner workings")
        .isEqualTo("the server failed; its log says why");
    assertThat(nodes()).isEmpty();
    assertThat(changed).isEmpty();
    database.write(handle -> handle.execute("DROP TRIGGER broken"));
    assertThat(registry.redeemToken(redeem("t1", "key-2")).getCertificate())
        .as("the token is still open")
        .isEqualTo(certificate("key-2"));
  }

  @Test
  void renewalKeepsTheCertificateBeforeAndNoOlderOne() {
    token("t1");
    registry.redeemToken(redeem("t1", "first"));

    renew("acme", "second");
    assertThat(nodes().getFirst().getCertificateSerialsList()).containsExactly("first", "second");
    renew("acme", "third");

    Node node = nodes().getFirst();
    assertThat(node.getCertificateSerialsList()).containsExactly("second", "third");
    assertThat(node.getVersion()).isEqualTo(3);
    assertThat(outbox()).hasSize(3);
    assertThat(changed).hasSize(3);
  }

  private void renew(String org, String serial) {
    var _ =
        registry.recordRenewal(
            RecordRenewalRequest.newBuilder()
                .setOrg(org)
                .setNodeId("node-of-t1")
                .setCertificate(certificate(serial))
                .build());
  }

  @Test
  void anUnknownOrARevokedNodeCannotRenew() {
    assertRefused(Refusal.of(() -> renew("acme", "second")), "NODE_UNKNOWN");
    token("t1");
    registry.redeemToken(redeem("t1", "first"));
    assertRefused(Refusal.of(() -> renew("other", "second")), "NODE_UNKNOWN");
    RegistryFixture.put(
        database, ACME, List.of(nodes().getFirst().toBuilder().setRevoked(true).build()));

    Refusal refusal = Refusal.of(() -> renew("acme", "second"));

    assertThat(refusal.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(refusal.reason()).isEqualTo("NODE_REVOKED");
    assertThat(nodes().getFirst().getCertificateSerialsList()).containsExactly("first");
  }
}
