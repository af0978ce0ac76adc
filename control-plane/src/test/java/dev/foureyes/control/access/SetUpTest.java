package dev.foureyes.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.Refusal;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.proto.control.v1.GetSessionRequest;
import dev.foureyes.proto.control.v1.GetSetupRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.Session;
import dev.foureyes.testing.MutableTime;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the first administrator comes to be. */
class SetUpTest {

  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final AtomicInteger setUps = new AtomicInteger();
  private Database database;
  private GuardedApi api;
  private SetUp setUp;
  private Browser browser;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    setUp = new SetUp(database, clock);
    api =
        new GuardedApi(
            database,
            clock,
            new SessionApi(
                database,
                new PasswordHasher(p -> "hash of " + p, (p, hash) -> hash.equals("hash of " + p)),
                setUps::incrementAndGet,
                clock));
    browser = browserAt("192.0.2.1");
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private Browser browserAt(String address) {
    return new Browser(api.asNobody(), address, "http");
  }

  private boolean isNeeded() {
    return browser.sessions().getSetup(GetSetupRequest.getDefaultInstance()).getNeeded();
  }

  @Test
  void theLinkMakesAnAdministratorWhoIsSignedIn() {
    assertThat(isNeeded()).isTrue();

    Session session = browser.setUp(setUp.newToken().orElseThrow(), "  Ada  ", PASSWORD);

    assertThat(session.getUserName()).isEqualTo("Ada");
    assertThat(session.getRole()).isEqualTo(Role.ROLE_ADMIN);
    assertThat(session.getOrg()).isEqualTo("default");
    assertThat(browser.sessions().getSession(GetSessionRequest.getDefaultInstance()))
        .isEqualTo(session);
    assertThat(isNeeded()).isFalse();
    assertThat(setUp.newToken()).as("no more links").isEmpty();
    assertThat(setUps).hasValue(1);
  }

  @Test
  void theLinkWorksOnce() {
    String token = setUp.newToken().orElseThrow();
    browser.setUp(token, "Ada", PASSWORD);

    Refusal refusal = Refusal.of(() -> browserAt("192.0.2.2").setUp(token, "Mallory", PASSWORD));

    assertThat(refusal.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(users()).containsExactly("Ada");
  }

  @Test
  void aNewLinkMakesTheOldOneVoid() {
    String old = setUp.newToken().orElseThrow();
    String current = setUp.newToken().orElseThrow();

    assertThat(Refusal.of(() -> browser.setUp(old, "Ada", PASSWORD)).message())
        .startsWith("setup_token: this set-up link is no longer good (expected: the newest one");
    assertThat(browser.setUp(current, "Ada", PASSWORD).getUserName()).isEqualTo("Ada");
  }

  @Test
  void theLinkEndsAfterADay() {
    String token = setUp.newToken().orElseThrow();
    clock.advance(Duration.ofHours(24).plusMillis(1));

    assertThat(Refusal.of(() -> browser.setUp(token, "Ada", PASSWORD)).code())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(isNeeded()).isTrue();
    assertThat(setUps).hasValue(0);
  }

  @Test
  void guessingLinksIsSlowedDown() {
    String token = setUp.newToken().orElseThrow();
    for (int i = 0; i < 10; i++) {
      String guess = "guess-" + i;
      assertThat(Refusal.of(() -> browser.setUp(guess, "Mallory", PASSWORD)).code())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    assertThat(Refusal.of(() -> browser.setUp(token, "Mallory", PASSWORD)).code())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(browserAt("192.0.2.2").setUp(token, "Ada", PASSWORD).getUserName()).isEqualTo("Ada");
  }

  @Test
  void aUserThatIsRefusedDoesNotUseUpTheLink() {
    String token = setUp.newToken().orElseThrow();
    for (int i = 0; i < 20; i++) {
      assertThat(Refusal.of(() -> browser.setUp(token, "Ada", "short")).code())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    assertThat(browser.setUp(token, "Ada", PASSWORD).getUserName()).isEqualTo("Ada");
  }

  @Test
  void allThatIsWrongWithTheFirstUserIsToldAtOnceAndTheirPasswordIsNot() {
    String token = setUp.newToken().orElseThrow();

    Refusal refusal = Refusal.of(() -> browser.setUp(token, "   ", "secret7"));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.violations())
        .containsExactly(
            "user_name: \"   \" (expected: 1 to 100 characters)",
            "password: 7 (expected: 8 to 128 characters)");
    assertThat(refusal.toString()).doesNotContain("secret7");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "7, false", "8, true", "128, true", "129, false", "100000, false"})
  void aPasswordHas8To128Characters(int length, boolean good) {
    String token = setUp.newToken().orElseThrow();
    String password = "p".repeat(length);

    if (good) {
      browser.setUp(token, "Ada", password);
      assertThat(browser.signIn("Ada", password).getUserName()).isEqualTo("Ada");
    } else {
      assertThat(Refusal.of(() -> browser.setUp(token, "Ada", password)).violations())
          .containsExactly("password: " + length + " (expected: 8 to 128 characters)");
    }
  }

  @Test
  void fiftyAtOnceMakeOneAdministrator() throws Exception {
    String token = setUp.newToken().orElseThrow();
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Browser each = browserAt("192.0.2." + i);
      String name = "user-" + i;
      tries.add(() -> tryToSetUp(each, token, name));
    }
    int succeeded = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Future<Boolean> one : threads.invokeAll(tries)) {
        succeeded += one.get() ? 1 : 0;
      }
    }

    assertThat(succeeded).isEqualTo(1);
    assertThat(users()).hasSize(1);
    assertThat(setUps).hasValue(1);
  }

  private static boolean tryToSetUp(Browser browser, String token, String name) {
    try {
      return browser.setUp(token, name, PASSWORD).getUserName().equals(name);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          .isIn(Status.Code.FAILED_PRECONDITION, Status.Code.PERMISSION_DENIED);
      return false;
    }
  }

  private List<String> users() {
    return database.read(
        handle -> handle.createQuery("SELECT name FROM users").mapTo(String.class).list());
  }
}
