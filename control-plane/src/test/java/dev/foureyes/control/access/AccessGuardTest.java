package dev.foureyes.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.control.Refusal;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.GetSessionRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.Session;
import dev.foureyes.proto.control.v1.SessionServiceGrpc;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc.EnrolmentRegistryServiceImplBase;
import dev.foureyes.proto.node.v1.InspectTokenRequest;
import dev.foureyes.rest.transcoder.HttpMetadata;
import dev.foureyes.testing.MutableTime;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a caller is taken for. What each may do is in {@code AccessTruthTableTest}. */
class AccessGuardTest {

  private static final Scope SCOPE = new Scope("acme");

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Database database;
  private GuardedApi api;
  private Callers callers;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    callers = new Callers(database, clock);
    SessionApi sessions =
        new SessionApi(
            database, new PasswordHasher(password -> password, String::equals), () -> {}, clock);
    api = new GuardedApi(database, clock, sessions, new EnrolmentRegistryServiceImplBase() {});
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private Session whoIs(Metadata caller) {
    return SessionServiceGrpc.newBlockingStub(api.with(caller))
        .getSession(GetSessionRequest.getDefaultInstance());
  }

  private Status.Code refused(Metadata caller) {
    return Refusal.of(() -> whoIs(caller)).code();
  }

  @Test
  void aMethodOfWhichTheContractSaysNothingIsNobodys() {
    var registry = EnrolmentRegistryServiceGrpc.newBlockingStub(api.as(Role.ROLE_ADMIN, SCOPE));

    Refusal refusal =
        Refusal.of(() -> registry.inspectToken(InspectTokenRequest.getDefaultInstance()));

    assertThat(refusal.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(refusal.message())
        .isEqualTo("role: ROLE_ADMIN (expected: one with PERMISSION_UNSPECIFIED)");
  }

  @Test
  void aServerWithAMethodOfWhichTheContractSaysNothingDoesNotStart() {
    var registry = new EnrolmentRegistryServiceImplBase() {}.bindService();

    assertThatThrownBy(() -> AccessGuard.checkComplete(List.of(registry)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("permission of foureyes.node.v1.EnrolmentRegistryService/")
        .hasMessageEndingWith("none (expected: one in the contract)");
    assertThatCode(() -> AccessGuard.checkComplete(List.of())).doesNotThrowAnyException();
  }

  @Test
  void aCallerHasTheRoleAndTheOrganisationOfTheirToken() {
    Session session = whoIs(callers.token(Role.ROLE_EDITOR, SCOPE));

    assertThat(session.getUserName()).isEqualTo("a program");
    assertThat(session.getRole()).isEqualTo(Role.ROLE_EDITOR);
    assertThat(session.getOrg()).isEqualTo("acme");
    assertThat(session.getExpiresAt().getSeconds())
        .isEqualTo(clock.instant().plus(Duration.ofDays(1)).getEpochSecond());
  }

  @Test
  void aTokenEndsToTheMillisecond() {
    Metadata caller = callers.token(Role.ROLE_VIEWER, SCOPE, Duration.ofHours(1));
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(whoIs(caller).getRole()).isEqualTo(Role.ROLE_VIEWER);

    clock.advance(Duration.ofMillis(1));

    assertThat(refused(caller)).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
  void theSchemeOfAnApiTokenIsReadIgnoringCase(String scheme) {
    String secret =
        String.valueOf(callers.token(Role.ROLE_VIEWER, SCOPE).get(HttpMetadata.AUTHORIZATION))
            .substring(7);

    assertThat(whoIs(Callers.header(HttpMetadata.AUTHORIZATION, scheme + secret)).getRole())
        .isEqualTo(Role.ROLE_VIEWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic YWRtaW46YWRtaW4=", "Bearer null", "x"})
  void otherAuthorizationIsNobodys(String authorization) {
    assertThat(refused(Callers.header(HttpMetadata.AUTHORIZATION, authorization)))
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aBadTokenIsNotMadeGoodByACookieBesideIt() {
    Metadata both = callers.session(Role.ROLE_ADMIN, SCOPE);
    both.put(HttpMetadata.AUTHORIZATION, "Bearer stolen");

    assertThat(refused(both)).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "=",
        "foureyes_session",
        "foureyes_session=",
        "other=1; foureyes_session=",
        "foureyes_sessionx=1"
      })
  void cookiesWithoutASessionAreNobodys(String cookies) {
    assertThat(refused(Callers.header(HttpMetadata.COOKIE, cookies)))
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aSessionLastsAsLongAsItIsUsed() {
    Metadata caller = callers.session(Role.ROLE_VIEWER, SCOPE, Duration.ZERO, Duration.ofDays(7));
    for (int day = 0; day < 6; day++) {
      clock.advance(Duration.ofHours(23));
      assertThat(whoIs(caller).getRole()).isEqualTo(Role.ROLE_VIEWER);
    }

    clock.advance(Duration.ofHours(24));

    assertThat(refused(caller)).as("unused for a day").isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aSessionEndsAfterAWeekHoweverMuchItIsUsed() {
    Metadata caller = callers.session(Role.ROLE_VIEWER, SCOPE, Duration.ZERO, Duration.ofDays(7));
    for (int hours = 0; hours < 7 * 24 - 12; hours += 12) {
      clock.advance(Duration.ofHours(12));
      whoIs(caller);
    }

    clock.advance(Duration.ofHours(12));

    assertThat(refused(caller)).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aRoleThatThisVersionDoesNotKnowMayDoNothing() {
    Metadata caller = callers.token(Role.ROLE_ADMIN, SCOPE);
    database.write(handle -> handle.execute("UPDATE api_tokens SET role = 99"));

    assertThat(refused(caller)).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void useIsNotedOnceAMinute() {
    Metadata caller = callers.token(Role.ROLE_VIEWER, SCOPE);
    Instant first = clock.instant();
    whoIs(caller);
    clock.advance(Duration.ofSeconds(59));
    whoIs(caller);
    assertThat(lastUsed()).isEqualTo(first.toEpochMilli());

    clock.advance(Duration.ofSeconds(2));
    whoIs(caller);

    assertThat(lastUsed()).isEqualTo(clock.millis());
  }

  private long lastUsed() {
    return database.read(handle ->
        handle.createQuery("SELECT last_used_at FROM api_tokens").mapTo(Long.class).one());
  }
}
