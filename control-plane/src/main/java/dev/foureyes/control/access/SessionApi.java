package dev.foureyes.control.access;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.access.AccessRepository.User;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.CompleteSetupRequest;
import dev.foureyes.proto.control.v1.CreateSessionRequest;
import dev.foureyes.proto.control.v1.DeleteSessionRequest;
import dev.foureyes.proto.control.v1.DeleteSessionResponse;
import dev.foureyes.proto.control.v1.GetSessionRequest;
import dev.foureyes.proto.control.v1.GetSetupRequest;
import dev.foureyes.proto.control.v1.GetSetupResponse;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.proto.control.v1.Session;
import dev.foureyes.proto.control.v1.SessionServiceGrpc;
import dev.foureyes.rest.transcoder.HttpMetadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Set-up, signing in and signing out. */
public final class SessionApi extends SessionServiceGrpc.SessionServiceImplBase {

  private static final Logger log = LoggerFactory.getLogger(SessionApi.class);
  private static final int MIN_PASSWORD = 8;
  private static final int MAX_PASSWORD = 128;
  private static final int MAX_NAME = 100;

  private final AccessRepository access;
  private final PasswordHasher passwords;
  private final Runnable onSetUp;
  private final SignInThrottle throttle;
  private final InstantSource clock;

  /**
   * An API.
   *
   * @param onSetUp told when there is an administrator
   */
  public SessionApi(
      Database database, PasswordHasher passwords, Runnable onSetUp, InstantSource clock) {
    this.access = new AccessRepository(database);
    this.passwords = passwords;
    this.onSetUp = onSetUp;
    this.throttle = new SignInThrottle(clock);
    this.clock = clock;
  }

  @Override
  public void getSetup(GetSetupRequest request, StreamObserver<GetSetupResponse> observer) {
    Answers.answer(
        observer, () -> GetSetupResponse.newBuilder().setNeeded(!access.hasUsers()).build());
  }

  @Override
  public void completeSetup(CompleteSetupRequest request, StreamObserver<Session> observer) {
    Answers.answer(observer, () -> completeSetup(request));
  }

  private Session completeSetup(CompleteSetupRequest request) {
    String remoteIp = remoteIp();
    if (!throttle.admit(remoteIp)) {
      throw tooMany();
    }
    Optional<Instant> expiresAt = access.findSetup(Ids.hash(request.getSetupToken()));
    if (expiresAt.isEmpty() || expiresAt.get().isBefore(clock.instant())) {
      throw Status.PERMISSION_DENIED
          .withDescription(
              "setup_token: this set-up link is no longer good (expected: the newest one; \"foureyes status\" shows it)")
          .asRuntimeException();
    }
    throttle.succeeded(remoteIp);
    String name = request.getUserName().strip();
    new Violations()
        .check(
            !name.isEmpty() && name.length() <= MAX_NAME,
            "user_name",
            request.getUserName(),
            "1 to " + MAX_NAME + " characters")
        .check(
            isPassword(request.getPassword()),
            "password",
            request.getPassword().length(),
            MIN_PASSWORD + " to " + MAX_PASSWORD + " characters")
        .throwIfAny();
    User user =
        new User(
            Ids.newId(),
            name,
            Role.ROLE_ADMIN,
            new Scope(Scope.DEFAULT_ORG),
            passwords.hash(request.getPassword()));
    if (!access.addFirst(user, clock.instant())) {
      throw Status.FAILED_PRECONDITION
          .withDescription("set-up is over: there is an administrator already")
          .asRuntimeException();
    }
    log.atInfo()
        .addKeyValue("user", name)
        .addKeyValue("remote", remoteIp)
        .log("first administrator created");
    onSetUp.run();
    return open(user);
  }

  private static boolean isPassword(String password) {
    return password.length() >= MIN_PASSWORD && password.length() <= MAX_PASSWORD;
  }

  @Override
  public void createSession(CreateSessionRequest request, StreamObserver<Session> observer) {
    Answers.answer(observer, () -> signIn(request));
  }

  private Session signIn(CreateSessionRequest request) {
    String remoteIp = remoteIp();
    if (!throttle.admit(remoteIp)) {
      throw tooMany();
    }
    Optional<User> user = access.findUser(request.getUserName().strip());
    if (!matches(request.getPassword(), user) || user.isEmpty()) {
      log.atWarn()
          .addKeyValue("user", request.getUserName())
          .addKeyValue("remote", remoteIp)
          .log("sign-in refused");
      throw Status.UNAUTHENTICATED
          .withDescription("user name or password is wrong")
          .asRuntimeException();
    }
    throttle.succeeded(remoteIp);
    log.atInfo()
        .addKeyValue("user", user.get().name())
        .addKeyValue("remote", remoteIp)
        .log("signed in");
    return open(user.get());
  }

  private boolean matches(String password, Optional<User> user) {
    if (password.length() > MAX_PASSWORD) {
      return false;
    }
    if (user.isEmpty()) {
      passwords.matchNobody(password);
      return false;
    }
    return passwords.matches(password, user.get().passwordHash());
  }

  private static StatusRuntimeException tooMany() {
    return Status.RESOURCE_EXHAUSTED
        .withDescription("too many failed tries from your address; try again in five minutes")
        .asRuntimeException();
  }

  private Session open(User user) {
    String token = Ids.newSecret();
    Instant now = clock.instant();
    Instant expiresAt = now.plus(AccessGuard.SESSION_LIFETIME);
    access.addSession(Ids.hash(token), user, now, expiresAt);
    boolean secure = AccessGuard.request(HttpMetadata.SCHEME).map("https"::equals).orElse(false);
    AccessGuard.setCookie(SessionCookie.set(token, AccessGuard.SESSION_LIFETIME, secure));
    return session(user.name(), user.role(), user.scope(), expiresAt);
  }

  private static Session session(String name, Role role, Scope scope, Instant expiresAt) {
    return Session.newBuilder()
        .setUserName(name)
        .setRole(role)
        .setOrg(scope.org())
        .setExpiresAt(Timestamps.fromMillis(expiresAt.toEpochMilli()))
        .build();
  }

  private static String remoteIp() {
    return AccessGuard.request(HttpMetadata.REMOTE_IP).orElse("unknown");
  }

  @Override
  public void getSession(GetSessionRequest request, StreamObserver<Session> observer) {
    Answers.answer(
        observer,
        () -> {
          Caller caller = Caller.current();
          return session(caller.name(), caller.role(), caller.scope(), caller.expiresAt());
        });
  }

  @Override
  public void deleteSession(
      DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Caller.current().sessionHash().ifPresent(access::deleteSession);
          AccessGuard.setCookie(SessionCookie.clear());
          return DeleteSessionResponse.getDefaultInstance();
        });
  }
}
