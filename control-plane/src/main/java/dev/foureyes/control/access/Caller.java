package dev.foureyes.control.access;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Role;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who is signed in. Made by the guard only; it is where scopes come from.
 *
 * @param name of the user or the API token
 * @param sessionHash of the session's token, for callers with a cookie
 */
public record Caller(
    String name, Role role, Scope scope, Instant expiresAt, Optional<String> sessionHash) {

  private static final Context.Key<Caller> CURRENT = Context.key("caller");

  /**
   * The caller of the call that is being handled.
   *
   * @throws io.grpc.StatusRuntimeException when nobody is signed in
   */
  public static Caller current() {
    Caller caller = CURRENT.get();
    if (caller == null) {
      throw Status.UNAUTHENTICATED.withDescription("sign in first").asRuntimeException();
    }
    return caller;
  }

  static Context in(Context context, Caller caller) {
    return context.withValue(CURRENT, caller);
  }
}
