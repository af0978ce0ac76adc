package dev.foureyes.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.DatabaseFiles;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.access.Callers;
import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.node.EnrolmentTokenRepository.Stored;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenResponse;
import dev.foureyes.proto.control.v1.EnrolmentToken;
import dev.foureyes.proto.control.v1.EnrolmentTokenServiceGrpc;
import dev.foureyes.proto.control.v1.EnrolmentTokenServiceGrpc.EnrolmentTokenServiceBlockingStub;
import dev.foureyes.proto.control.v1.EnrolmentTokenState;
import dev.foureyes.proto.control.v1.ListEnrolmentTokensRequest;
import dev.foureyes.proto.control.v1.ListEnrolmentTokensResponse;
import dev.foureyes.proto.control.v1.RevokeEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.events.v1.TrustBundle;
import dev.foureyes.rest.transcoder.HttpMetadata;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.TopicFollower;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentTokenApiTest {

  private static final Scope ACME = new Scope("acme");
  private static final String PIN = "00ff".repeat(16);

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final GatewayTrust trust = new GatewayTrust();
  private Database database;
  private GuardedApi api;
  private EnrolmentTokenServiceBlockingStub tokens;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    api = new GuardedApi(database, clock, new EnrolmentTokenApi(database, trust, ":4443", clock));
    tokens = as(new Callers(database, clock).token(Role.ROLE_ADMIN, ACME, Duration.ofDays(365)));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private EnrolmentTokenServiceBlockingStub as(Metadata caller) {
    return EnrolmentTokenServiceGrpc.newBlockingStub(api.with(caller));
  }

  /** A gateway publishes what it is recognised by. */
  private void gatewayIsUp() {
    TrustBundle bundle = TrustBundle.newBuilder().setPinSha256(PIN).build();
    trust.accept(
        new TopicFollower.Entry<>(EventKey.of("instance", "gateway"), Optional.of(bundle), 0, 0));
  }

  private CreateEnrolmentTokenResponse create(CreateEnrolmentTokenRequest.Builder request) {
    return tokens.createEnrolmentToken(request.build());
  }

  private CreateEnrolmentTokenResponse create() {
    return create(CreateEnrolmentTokenRequest.newBuilder());
  }

  private ListEnrolmentTokensResponse list(int size, String next) {
    return tokens.listEnrolmentTokens(
        ListEnrolmentTokensRequest.newBuilder().setPageSize(size).setPageToken(next).build());
  }

  private void revoke(String id) {
    var _ =
        tokens.revokeEnrolmentToken(
            RevokeEnrolmentTokenRequest.newBuilder().setTokenId(id).build());
  }

  @Test
  void noTokenIsMadeBeforeAGatewayWasUp() {
    Refusal refusal = Refusal.of(this::create);

    assertThat(refusal.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refusal.message())
        .isEqualTo(
            "no gateway has been up yet, so nodes could not recognise it; start one and try again");
    assertThat(list(10, "").getTokensList()).isEmpty();
  }

  @Test
  void aTokenCarriesASecretAndWhatTheGatewayIsRecognisedBy() {
    gatewayIsUp();

    CreateEnrolmentTokenResponse created =
        create(
            CreateEnrolmentTokenRequest.newBuilder()
                .setNodeName(" Berlin ")
                .putNodeLabels("site", "b"));

    String[] parts = created.getSecret().split("\\.", -1);
    assertThat(parts).hasSize(3);
    assertThat(parts[0]).isEqualTo("fee");
    assertThat(parts[1]).matches("[A-Za-z0-9_-]{43}");
    assertThat(parts[2]).isEqualTo("AP8A_wD_AP8A_wD_AP8A_wD_AP8A_wD_AP8A_wD_AP8");
    assertThat(created.getToken().getNodeName()).isEqualTo("Berlin");
    assertThat(created.getToken().getState())
        .isEqualTo(EnrolmentTokenState.ENROLMENT_TOKEN_STATE_OPEN);
    Stored stored =
        database
            .<Optional<Stored>>read(handle ->
                EnrolmentTokenRepository.findByHash(handle, Ids.hash(parts[1]), clock.instant()))
            .orElseThrow();
    assertThat(stored.token())
        .as("gateways find it by the part in the middle")
        .isEqualTo(created.getToken());
    assertThat(stored.scope()).isEqualTo(ACME);
    assertThat(list(10, "").getTokensList()).containsExactly(created.getToken());
  }

  @Test
  void aGatewayThatWasTakenAwayMakesTokensImpossibleAgain() {
    gatewayIsUp();
    trust.accept(
        new TopicFollower.Entry<>(EventKey.of("instance", "gateway"), Optional.empty(), 0, 1));

    assertThat(Refusal.of(this::create).code()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void secretsAreNotOnDisk() {
    gatewayIsUp();
    CreateEnrolmentTokenResponse created = create();

    assertThat(DatabaseFiles.in(directory).contain(created.getToken().getId())).isTrue();
    assertThat(DatabaseFiles.in(directory).contain(created.getSecret().split("\\.", -1)[1]))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ":4443 | fe.example.org:4444 | fe.example.org:4443",
        ":4443 | fe.example.org | fe.example.org:4443",
        ":4443 | 192.0.2.1:80 | 192.0.2.1:4443",
        ":4443 | [2001:db8::1]:4444 | [2001:db8::1]:4443",
        ":4443 | [2001:db8::1] | [2001:db8::1]:4443",
        ":4443 | | localhost:4443",
        "gw.example.org:9 | fe.example.org:4444 | gw.example.org:9",
      })
  void theGatewaysAddressIsTheConfiguredOneOrTheHostOfTheBrowser(
      String configured, String browsersHost, String expected) {
    gatewayIsUp();
    Metadata caller = new Callers(database, clock).token(Role.ROLE_ADMIN, ACME);
    if (browsersHost != null) {
      caller.put(HttpMetadata.HOST, browsersHost);
    }
    try (GuardedApi own =
        new GuardedApi(
            database, clock, new EnrolmentTokenApi(database, trust, configured, clock))) {
      var created =
          EnrolmentTokenServiceGrpc.newBlockingStub(own.with(caller))
              .createEnrolmentToken(CreateEnrolmentTokenRequest.getDefaultInstance());
      assertThat(created.getGateway()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 3600", "60, 60", "86400, 86400"})
  void aTokenLastsAsLongAsAsked(int asked, int seconds) {
    gatewayIsUp();
    EnrolmentToken token =
        create(CreateEnrolmentTokenRequest.newBuilder().setValidS(asked)).getToken();
    assertThat(token.getExpiresAt().getSeconds())
        .isEqualTo(clock.instant().getEpochSecond() + seconds);

    clock.advance(Duration.ofSeconds(seconds));

    assertThat(list(1, "").getTokens(0).getState())
        .isEqualTo(EnrolmentTokenState.ENROLMENT_TOKEN_STATE_EXPIRED);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    gatewayIsUp();
    RegistryFixture.putNodes(database, ACME, "n".repeat(101));

    Refusal refusal =
        Refusal.of(() ->
            create(
                CreateEnrolmentTokenRequest.newBuilder()
                    .setNodeName("n".repeat(101))
                    .setValidS(59)
                    .putNodeLabels("Site", "b")));

    assertThat(refusal.violations())
        .containsExactly(
            "node_name: \""
                + "n".repeat(100)
                + "…\" (101 characters) (expected: at most 100 characters)",
            "valid_s: 59 (expected: 60 to 86400)",
            "node_labels: \"Site\" (expected: a key of 1 to 63 of a-z, 0-9, \"-\", \"_\", \".\" and \"/\", beginning and ending with a letter or digit)",
            "node_name: \""
                + "n".repeat(100)
                + "…\" (101 characters) (expected: a name that no node has yet)");
    assertThat(
            Refusal.of(() -> create(CreateEnrolmentTokenRequest.newBuilder().setValidS(-1)))
                .violations())
        .containsExactly("valid_s: 4294967295 (expected: 60 to 86400)");
  }

  @Test
  void aRevokedTokenSaysSoAndASpentOneCannotBeRevoked() {
    gatewayIsUp();
    EnrolmentToken open = create().getToken();
    RegistryFixture.token(database, ACME, "spent", "", clock.instant(), Duration.ofHours(1));
    boolean consumed =
        database.write(handle ->
            EnrolmentTokenRepository.consume(
                handle, ACME, "spent", "key", "name", RegistryFixture.certificate("1")));
    assertThat(consumed).isTrue();

    revoke(open.getId());

    assertThat(list(10, "").getTokensList())
        .extracting(EnrolmentToken::getState)
        .containsExactlyInAnyOrder(
            EnrolmentTokenState.ENROLMENT_TOKEN_STATE_REVOKED,
            EnrolmentTokenState.ENROLMENT_TOKEN_STATE_SPENT);
    assertThat(list(10, "").getTokensList())
        .filteredOn(token -> token.getId().equals("spent"))
        .extracting(EnrolmentToken::getNodeId)
        .containsExactly("node-of-spent");
    for (String id : List.of("spent", "nope")) {
      Refusal refusal = Refusal.of(() -> revoke(id));
      assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(refusal.message())
          .isEqualTo(
              "token_id: \"" + id + "\" (expected: an enrolment token that was not used yet)");
    }
  }

  @Test
  void pagesAreNewestFirst() {
    gatewayIsUp();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(create().getToken().getId());
      clock.advance(Duration.ofSeconds(1));
    }
    ListEnrolmentTokensResponse first = list(2, "");
    ListEnrolmentTokensResponse second = list(3, first.getNextPageToken());

    assertThat(first.getTokensList())
        .extracting(EnrolmentToken::getId)
        .isEqualTo(ids.subList(0, 2));
    assertThat(second.getTokensList())
        .extracting(EnrolmentToken::getId)
        .isEqualTo(ids.subList(2, 5));
    assertThat(second.getNextPageToken()).isEmpty();
  }
}
