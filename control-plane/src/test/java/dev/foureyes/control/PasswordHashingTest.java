package dev.foureyes.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.access.GuardedApi;
import dev.foureyes.control.access.SessionApi;
import dev.foureyes.control.access.SetUp;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.proto.control.v1.CompleteSetupRequest;
import dev.foureyes.proto.control.v1.CreateSessionRequest;
import dev.foureyes.proto.control.v1.SessionServiceGrpc;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in with passwords as the module hashes them. */
class PasswordHashingTest {

  @TempDir Path directory;

  @Test
  void passwordsAreKeptAsArgon2idWithTheParametersOfAsvs() {
    InstantSource clock = InstantSource.system();
    try (Database database = TestDatabase.in(directory);
        GuardedApi api =
            new GuardedApi(
                database,
                clock,
                new SessionApi(
                    database, new ControlPlaneModule().passwordHasher(), () -> {}, clock))) {
      var sessions = SessionServiceGrpc.newBlockingStub(api.asNobody());
      String setUpToken = new SetUp(database, clock).newToken().orElseThrow();
      sessions.completeSetup(
          CompleteSetupRequest.newBuilder()
              .setSetupToken(setUpToken)
              .setUserName("Ada")
              .setPassword("correct horse")
              .build());

      assertThat(
              database.<String>read(handle ->
                  handle.createQuery("SELECT password_hash FROM users").mapTo(String.class).one()))
          .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
      assertThat(DatabaseFiles.in(directory).contain("correct horse")).isFalse();
      CreateSessionRequest right =
          CreateSessionRequest.newBuilder().setUserName("Ada").setPassword("correct horse").build();
      assertThat(sessions.createSession(right).getUserName()).isEqualTo("Ada");
      assertThat(
              Refusal.of(() ->
                      sessions.createSession(right.toBuilder().setPassword("correct hors").build()))
                  .code())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }
}
