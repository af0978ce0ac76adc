package dev.foureyes.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.DatabaseFiles;
import dev.foureyes.control.Refusal;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.DeleteSessionRequest;
import dev.foureyes.proto.control.v1.GetSessionRequest;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.Session;
import dev.foureyes.proto.control.v1.SessionServiceGrpc;
import dev.foureyes.testing.MutableTime;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing in and out. */
class SessionApiTest {

  private static final String PASSWORD = "correct horse";
  private static final String WRONG = "battery staple";

  @TempDir Path directory;
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private final AtomicInteger compared = new AtomicInteger();
  private Runnable comparing = () -> {};
  private Database database;
  private GuardedApi api;
  private Browser browser;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    PasswordHasher passwords = new PasswordHasher(password -> "hash of " + password, this::matches);
    api = new GuardedApi(database, clock, new SessionApi(database, passwords, () -> {}, clock));
    browserAt("192.0.2.200")
        .setUp(new SetUp(database, clock).newToken().orElseThrow(), "Ada", PASSWORD);
    browser = browserAt("192.0.2.1");
  }

  private boolean matches(String password, String hash) {
    compared.incrementAndGet();
    comparing.run();
    return hash.equals("hash of " + password);
  }

  @AfterEach
  void stop() {
    api.close();
    database.close();
  }

  private Browser browserAt(String address) {
    return new Browser(api.asNobody(), address, "http");
  }

  private static Session whoIs(Browser browser) {
    return browser.sessions().getSession(GetSessionRequest.getDefaultInstance());
  }

  private static void signOut(Browser browser) {
    var _ = browser.sessions().deleteSession(DeleteSessionRequest.getDefaultInstance());
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"Ada", "ada", "ADA", " Ada "})
  void theRightPasswordOpensASession(String name) {
    Session session = browser.signIn(name, PASSWORD);

    assertThat(session.getUserName()).as("as it was given at set-up").isEqualTo("Ada");
    assertThat(session.getRole()).isEqualTo(Role.ROLE_ADMIN);
    assertThat(session.getExpiresAt().getSeconds())
        .isEqualTo(clock.instant().plus(Duration.ofDays(7)).getEpochSecond());
    assertThat(whoIs(browser)).isEqualTo(session);
  }

  @Test
  void aWrongPasswordAndAnUnknownNameAreRefusedAlikeAndAfterTheSameWork() {
    Refusal wrong = Refusal.of(() -> browser.signIn("Ada", WRONG));
    assertThat(compared).hasValue(1);

    Refusal unknown = Refusal.of(() -> browser.signIn("Eve", WRONG));
    assertThat(compared).hasValue(2);

    assertThat(unknown).isEqualTo(wrong);
    assertThat(wrong.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(wrong.message()).isEqualTo("user name or password is wrong");
    assertThat(browser.setCookie()).isEmpty();
  }

  @Test
  void thePasswordThatIsComparedWithForUnknownNamesIsNobodys() {
    assertThat(Refusal.of(() -> browser.signIn("Eve", "nobody has this password")).code())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aPasswordThatNobodyCanHaveCostsNoWork() {
    assertThat(Refusal.of(() -> browser.signIn("Ada", "p".repeat(129))).code())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(compared).hasValue(0);
  }

  @Test
  void tenFailuresCloseTheDoorToTheirAddressForFiveMinutes() {
    for (int i = 0; i < 10; i++) {
      assertThat(Refusal.of(() -> browser.signIn("Ada", WRONG)).code())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    Refusal refusal = Refusal.of(() -> browser.signIn("Ada", PASSWORD));
    assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.message())
        .isEqualTo("too many failed tries from your address; try again in five minutes");
    assertThat(browserAt("192.0.2.2").signIn("Ada", PASSWORD).getUserName())
        .as("others can")
        .isEqualTo("Ada");

    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(Refusal.of(() -> browser.signIn("Ada", PASSWORD)).code())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    clock.advance(Duration.ofMillis(1));
    assertThat(browser.signIn("Ada", PASSWORD).getUserName()).isEqualTo("Ada");
  }

  @Test
  void whatIsRefusedAtTheDoorDoesNotKeepItClosed() {
    for (int i = 0; i < 30; i++) {
      Refusal.of(() -> browser.signIn("Ada", WRONG));
      clock.advance(Duration.ofSeconds(10));
    }
    clock.advance(Duration.ofMinutes(2));

    assertThat(browser.signIn("Ada", PASSWORD).getUserName()).isEqualTo("Ada");
  }

  @Test
  void successesDoNotCount() {
    for (int i = 0; i < 30; i++) {
      browser.signIn("Ada", PASSWORD);
    }
    assertThat(whoIs(browser).getUserName()).isEqualTo("Ada");
  }

  /** All arrive before the first password is compared, which takes long. */
  @Test
  void aHundredGuessesAtOnceAreNoMoreThanTen() throws Exception {
    CountDownLatch refused = new CountDownLatch(90);
    comparing = () -> awaitQuietly(refused);
    List<Callable<Status.Code>> guesses =
        Collections.nCopies(100, () -> outcome(browserAt("192.0.2.9"), refused));
    int guessed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
      for (Future<Status.Code> guess : threads.invokeAll(guesses)) {
        guessed += guess.get() == Status.Code.UNAUTHENTICATED ? 1 : 0;
      }
    }

    assertThat(guessed).isEqualTo(10);
    assertThat(compared).hasValue(10);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      var _ = latch.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Status.Code outcome(Browser browser, CountDownLatch refused) {
    try {
      browser.signIn("Ada", WRONG);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        refused.countDown();
      }
      return e.getStatus().getCode();
    }
  }

  @Test
  void scriptsAndOtherSitesCannotUseTheCookie() {
    browser.signIn("Ada", PASSWORD);

    assertThat(browser.setCookie())
        .matches(
            "foureyes_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800");
  }

  @Test
  void theCookieTravelsByHttpsOnlyWhereItWasSetByHttps() {
    Browser secure = new Browser(api.asNobody(), "192.0.2.1", "https");
    secure.signIn("Ada", PASSWORD);

    assertThat(secure.setCookie()).endsWith("; Secure");
  }

  @Test
  void eachSignInHasASessionOfItsOwn() {
    browser.signIn("Ada", PASSWORD);
    String first = browser.token();
    browser.signIn("Ada", PASSWORD);

    assertThat(browser.token()).isNotEqualTo(first);
  }

  @Test
  void signingOutEndsTheSessionAndTheCookie() {
    browser.signIn("Ada", PASSWORD);
    Browser thief = browser.another();
    Browser elsewhere = browserAt("192.0.2.3");
    elsewhere.signIn("Ada", PASSWORD);

    signOut(browser);

    assertThat(browser.setCookie())
        .isEqualTo("foureyes_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    assertThat(Refusal.of(() -> whoIs(thief)).code())
        .as("with a copy of the cookie")
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(whoIs(elsewhere).getUserName()).as("another session of theirs").isEqualTo("Ada");
  }

  @Test
  void anApiTokenIsNotEndedBySigningOut() {
    Channel program = api.as(Role.ROLE_VIEWER, new Scope("acme"));
    var sessions = SessionServiceGrpc.newBlockingStub(program);

    var _ = sessions.deleteSession(DeleteSessionRequest.getDefaultInstance());

    assertThat(sessions.getSession(GetSessionRequest.getDefaultInstance()).getOrg())
        .isEqualTo("acme");
  }

  @Test
  void aSessionEndsWithItsUser() {
    browser.signIn("Ada", PASSWORD);

    database.write(handle -> handle.execute("DELETE FROM users"));

    assertThat(Refusal.of(() -> whoIs(browser)).code()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void theDatabaseHoldsNoSecretOfASession() {
    browser.signIn("Ada", PASSWORD);

    assertThat(DatabaseFiles.in(directory).contain(browser.token())).isFalse();
    assertThat(DatabaseFiles.in(directory).contain("hash of " + PASSWORD))
        .as("the scan finds what is there")
        .isTrue();
  }
}
