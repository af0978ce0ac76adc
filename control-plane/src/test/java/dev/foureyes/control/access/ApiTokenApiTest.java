package dev.foureyes.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.DatabaseFiles;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.ApiToken;
import dev.foureyes.proto.control.v1.ApiTokenServiceGrpc;
import dev.foureyes.proto.control.v1.ApiTokenServiceGrpc.ApiTokenServiceBlockingStub;
import dev.foureyes.proto.control.v1.CreateApiTokenRequest;
import dev.foureyes.proto.control.v1.CreateApiTokenResponse;
import dev.foureyes.proto.control.v1.ListApiTokensRequest;
import dev.foureyes.proto.control.v1.ListApiTokensResponse;
import dev.foureyes.proto.control.v1.RevokeApiTokenRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.rest.transcoder.HttpMetadata;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenApiTest {

  private static final Scope ACME = new Scope("acme");

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Database database;
  private GuardedApi api;
  private ApiTokenServiceBlockingStub tokens;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    api = new GuardedApi(database, clock, new ApiTokenApi(database, clock));
    // An administrator by cookie, so that the list holds only what the test makes.
    tokens =
        ApiTokenServiceGrpc.newBlockingStub(
            api.with(
                new Callers(database, clock)
                    .session(Role.ROLE_ADMIN, ACME, Duration.ZERO, Duration.ofDays(999))));
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private static CreateApiTokenRequest.Builder request(String name) {
    return CreateApiTokenRequest.newBuilder().setName(name).setRole(Role.ROLE_ADMIN);
  }

  private CreateApiTokenResponse create(String name) {
    return tokens.createApiToken(request(name).build());
  }

  private ListApiTokensResponse list(int size, String pageToken) {
    return tokens.listApiTokens(
        ListApiTokensRequest.newBuilder().setPageSize(size).setPageToken(pageToken).build());
  }

  private void revoke(ApiToken token) {
    var _ =
        tokens.revokeApiToken(RevokeApiTokenRequest.newBuilder().setTokenId(token.getId()).build());
  }

  private ApiTokenServiceBlockingStub with(String secret) {
    return ApiTokenServiceGrpc.newBlockingStub(
        api.with(Callers.header(HttpMetadata.AUTHORIZATION, "Bearer " + secret)));
  }

  @Test
  void aNewTokenLetsItsProgramIn() {
    CreateApiTokenResponse created = create("  deploy  ");

    assertThat(created.getSecret()).matches("fea\\.[A-Za-z0-9_-]{43}");
    assertThat(created.getToken().getName()).isEqualTo("deploy");
    assertThat(created.getToken().hasLastUsedAt()).isFalse();
    assertThat(
            with(created.getSecret())
                .listApiTokens(ListApiTokensRequest.getDefaultInstance())
                .getTokensList())
        .singleElement()
        .satisfies(listed ->
            assertThat(listed.getLastUsedAt().getSeconds())
                .isEqualTo(clock.instant().getEpochSecond()));
  }

  @ParameterizedTest
  @CsvSource({"0, 90", "1, 1", "365, 365"})
  void aTokenEndsAfterItsDays(int asked, int days) {
    CreateApiTokenResponse created =
        tokens.createApiToken(request("deploy").setValidDays(asked).build());
    assertThat(created.getToken().getExpiresAt().getSeconds())
        .isEqualTo(clock.instant().plus(Duration.ofDays(days)).getEpochSecond());

    clock.advance(Duration.ofDays(days));

    assertThat(
            Refusal.of(() ->
                    with(created.getSecret())
                        .listApiTokens(ListApiTokensRequest.getDefaultInstance()))
                .code())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aRevokedTokenIsRefusedFromThenOn() {
    CreateApiTokenResponse created = create("deploy");

    revoke(created.getToken());

    assertThat(
            Refusal.of(() ->
                    with(created.getSecret())
                        .listApiTokens(ListApiTokensRequest.getDefaultInstance()))
                .code())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    Refusal again = Refusal.of(() -> revoke(created.getToken()));
    assertThat(again.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(again.message())
        .isEqualTo(
            "token_id: \""
                + created.getToken().getId()
                + "\" (expected: an API token of this organisation)");
  }

  @Test
  void secretsAreNotOnDisk() {
    CreateApiTokenResponse created = create("deploy");
    String secret = created.getSecret();

    assertThat(DatabaseFiles.in(directory).contain(created.getToken().getId()))
        .as("the scan finds what is there")
        .isTrue();
    assertThat(DatabaseFiles.in(directory).contain(secret)).isFalse();
    assertThat(DatabaseFiles.in(directory).contain(secret.substring(4))).isFalse();
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    Refusal refusal =
        Refusal.of(() ->
            tokens.createApiToken(
                CreateApiTokenRequest.newBuilder()
                    .setName("n".repeat(101))
                    .setValidDays(366)
                    .build()));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.violations())
        .containsExactly(
            "name: \"" + "n".repeat(100) + "…\" (101 characters) (expected: 1 to 100 characters)",
            "role: ROLE_UNSPECIFIED (expected: ROLE_VIEWER, ROLE_EDITOR or ROLE_ADMIN)",
            "valid_days: 366 (expected: 1 to 365)");
  }

  @Test
  void daysBeyondAllBoundsAreShownAsTheyWereSent() {
    Refusal refusal =
        Refusal.of(() -> tokens.createApiToken(request("deploy").setValidDays(-1).build()));

    assertThat(refusal.violations()).containsExactly("valid_days: 4294967295 (expected: 1 to 365)");
  }

  @Test
  void pagesAreNewestFirstWithoutGapsOrRepeats() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      create("token " + i);
      names.addFirst("token " + i);
      clock.advance(Duration.ofMillis(i % 2)); // some in the same millisecond
    }

    List<String> listed = new ArrayList<>();
    String next = "";
    do {
      ListApiTokensResponse page = list(3, next);
      page.getTokensList().forEach(token -> listed.add(token.getName()));
      next = page.getNextPageToken();
    } while (!next.isEmpty());

    assertThat(listed).containsExactlyInAnyOrderElementsOf(names);
    assertThat(listed.getFirst()).isEqualTo("token 6");
  }

  @Test
  void aPageGoesOnBehindATokenThatWasRevokedMeanwhile() {
    for (int i = 0; i < 5; i++) {
      create("token " + i);
      clock.advance(Duration.ofSeconds(1));
    }
    ListApiTokensResponse first = list(2, "");
    revoke(first.getTokens(1));

    assertThat(list(5, first.getNextPageToken()).getTokensList())
        .extracting(ApiToken::getName)
        .containsExactly("token 2", "token 1", "token 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "x", "abcd", "AAAA", "MQ"})
  void aPageTokenOfSomebodyElsesIsRefused(String token) {
    assertThat(Refusal.of(() -> list(2, token)).violations())
        .containsExactly(
            "page_token: \"" + token + "\" (expected: the next_page_token of the page before)");
  }

  @Test
  void pagesHaveASize() {
    assertThat(Refusal.of(() -> list(501, "")).violations())
        .containsExactly("page_size: 501 (expected: 0 to 500)");
    assertThat(Refusal.of(() -> list(-1, "")).violations())
        .containsExactly("page_size: 4294967295 (expected: 0 to 500)");
  }
}
