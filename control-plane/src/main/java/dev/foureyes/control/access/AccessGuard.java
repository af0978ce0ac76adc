package dev.foureyes.control.access;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.proto.common.v1.Permission;
import dev.foureyes.rest.transcoder.HttpMetadata;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What every call of the API passes: finds out who calls, by session cookie or API token, and
 * whether the contract lets them call this method. Nothing is allowed that is not allowed
 * expressly.
 */
public final class AccessGuard implements ServerInterceptor {

  /** How long a session lasts at most, and unused. */
  static final Duration SESSION_LIFETIME = Duration.ofDays(7);

  static final Duration SESSION_IDLE = Duration.ofHours(24);

  private static final Duration TOUCH_GRAIN = Duration.ofMinutes(1);
  private static final String BEARER = "Bearer ";
  private static final Context.Key<Metadata> REQUEST = Context.key("request-metadata");
  private static final Context.Key<AtomicReference<@Nullable String>> COOKIE_TO_SET =
      Context.key("cookie-to-set");

  private final AccessRepository access;
  private final ApiTokenRepository apiTokens;
  private final InstantSource clock;

  public AccessGuard(Database database, InstantSource clock) {
    this.access = new AccessRepository(database);
    this.apiTokens = new ApiTokenRepository(database);
    this.clock = clock;
  }

  /**
   * Makes sure that the contract says of every method of the API who may call it.
   *
   * @throws IllegalStateException for one of which it does not
   */
  public static void checkComplete(List<ServerServiceDefinition> services) {
    for (ServerServiceDefinition service : services) {
      service
          .getMethods()
          .forEach(method -> {
            if (Permissions.of(method.getMethodDescriptor()) == Permission.PERMISSION_UNSPECIFIED) {
              throw new IllegalStateException(
                  "permission of "
                      + method.getMethodDescriptor().getFullMethodName()
                      + ": none (expected: one in the contract)");
            }
          });
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Permission needed = Permissions.of(call.getMethodDescriptor());
    Optional<Caller> caller =
        needed == Permission.PERMISSION_PUBLIC ? Optional.empty() : identify(headers);
    if (needed != Permission.PERMISSION_PUBLIC) {
      if (caller.isEmpty()) {
        return refuse(
            call,
            Status.UNAUTHENTICATED.withDescription(
                "sign in, or send an API token that is still good"));
      }
      if (!Permissions.allows(caller.get().role(), needed)) {
        return refuse(
            call,
            Status.PERMISSION_DENIED.withDescription(
                "role: " + caller.get().role() + " (expected: one with " + needed + ")"));
      }
    }
    AtomicReference<@Nullable String> cookie = new AtomicReference<>();
    Context context =
        Context.current().withValue(REQUEST, headers).withValue(COOKIE_TO_SET, cookie);
    if (caller.isPresent()) {
      context = Caller.in(context, caller.get());
    }
    return Contexts.interceptCall(context, new CookieSetter<>(call, cookie), headers, next);
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Optional<Caller> identify(Metadata headers) {
    String authorization = headers.get(HttpMetadata.AUTHORIZATION);
    if (authorization != null) {
      boolean bearer =
          authorization.regionMatches(true, 0, BEARER, 0, BEARER.length()); // RFC 9110, 11.1
      return bearer
          ? byApiToken(authorization.substring(BEARER.length()).strip())
          : Optional.empty();
    }
    String cookies = headers.get(HttpMetadata.COOKIE);
    return cookies == null
        ? Optional.empty()
        : SessionCookie.read(cookies).flatMap(this::bySession);
  }

  private Optional<Caller> byApiToken(String secret) {
    Instant now = clock.instant();
    return apiTokens
        .findByHash(Ids.hash(secret))
        .filter(found -> Timestamps.toMillis(found.token().getExpiresAt()) > now.toEpochMilli())
        .map(found -> {
          apiTokens.touch(found.scope(), found.token(), now, TOUCH_GRAIN);
          return new Caller(
              found.token().getName(),
              found.token().getRole(),
              found.scope(),
              Instant.ofEpochMilli(Timestamps.toMillis(found.token().getExpiresAt())),
              Optional.empty());
        });
  }

  private Optional<Caller> bySession(String token) {
    Instant now = clock.instant();
    String hash = Ids.hash(token);
    return access
        .findSession(hash)
        .filter(session ->
            session.expiresAt().isAfter(now)
                && session.lastUsedAt().plus(SESSION_IDLE).isAfter(now))
        .map(session -> {
          access.touchSession(hash, session, now, TOUCH_GRAIN);
          return new Caller(
              session.user().name(),
              session.user().role(),
              session.user().scope(),
              session.expiresAt(),
              Optional.of(hash));
        });
  }

  /** A value of the request's metadata, in a handler. */
  public static Optional<String> request(Metadata.Key<String> key) {
    Metadata headers = REQUEST.get();
    return headers == null ? Optional.empty() : Optional.ofNullable(headers.get(key));
  }

  /** Sets a cookie with the answer, in a handler that has not answered yet. */
  static void setCookie(String cookie) {
    COOKIE_TO_SET.get().set(cookie);
  }

  /** Puts the cookie that a handler wants to set into the answer's headers. */
  private static final class CookieSetter<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final AtomicReference<@Nullable String> cookie;

    CookieSetter(ServerCall<Q, A> call, AtomicReference<@Nullable String> cookie) {
      super(call);
      this.cookie = cookie;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      String set = cookie.get();
      if (set != null) {
        headers.put(HttpMetadata.SET_COOKIE, set);
      }
      super.sendHeaders(headers);
    }
  }
}
