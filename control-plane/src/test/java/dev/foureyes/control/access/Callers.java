package dev.foureyes.control.access;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.ApiToken;
import dev.foureyes.proto.control.v1.Role;
import dev.foureyes.rest.transcoder.HttpMetadata;
import io.grpc.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes people and programs that may call the API, or once might. What they send is the metadata of
 * their calls.
 */
public final class Callers {

  private final Database database;
  private final InstantSource clock;

  public Callers(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** A program with an API token that is good for a day. */
  public Metadata token(Role role, Scope scope) {
    return token(role, scope, Duration.ofDays(1));
  }

  /** A program with an API token that ends in the given time from now, which may be past. */
  public Metadata token(Role role, Scope scope, Duration endsIn) {
    String secret = Ids.newSecret();
    addToken(role, scope, endsIn, secret);
    return bearer(secret);
  }

  /** A program whose API token was taken back. */
  public Metadata revokedToken(Role role, Scope scope) {
    String secret = Ids.newSecret();
    ApiToken token = addToken(role, scope, Duration.ofDays(1), secret);
    new ApiTokenRepository(database).delete(scope, token.getId());
    return bearer(secret);
  }

  private ApiToken addToken(Role role, Scope scope, Duration endsIn, String secret) {
    Instant now = clock.instant();
    ApiToken token =
        ApiToken.newBuilder()
            .setId(Ids.newId())
            .setName("a program")
            .setRole(role)
            .setCreatedAt(Timestamps.fromMillis(now.toEpochMilli()))
            .setExpiresAt(Timestamps.fromMillis(now.plus(endsIn).toEpochMilli()))
            .build();
    new ApiTokenRepository(database).add(scope, token, Ids.hash(secret));
    return token;
  }

  private static Metadata bearer(String secret) {
    return header(HttpMetadata.AUTHORIZATION, "Bearer " + secret);
  }

  /** Somebody who has just used their session. */
  public Metadata session(Role role, Scope scope) {
    return session(role, scope, Duration.ZERO, Duration.ofDays(1));
  }

  /**
   * Somebody with a session.
   *
   * @param unusedFor since its last use
   * @param endsIn from now; may be past
   */
  public Metadata session(Role role, Scope scope, Duration unusedFor, Duration endsIn) {
    String token = Ids.newSecret();
    String user = Ids.newId();
    Instant now = clock.instant();
    database.write(handle -> {
      handle.execute(
          "INSERT INTO users (id, org, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, '', 0)",
          user,
          scope.org(),
          user,
          role.getNumber());
      return handle.execute(
          "INSERT INTO sessions (token_hash, user_id, created_at, last_used_at, expires_at) VALUES (?, ?, 0, ?, ?)",
          Ids.hash(token),
          user,
          now.minus(unusedFor).toEpochMilli(),
          now.plus(endsIn).toEpochMilli());
    });
    return cookie("theme=dark; " + SessionCookie.NAME + "=" + token);
  }

  /** Somebody with a cookie that nobody gave them. */
  public static Metadata garbageCookie() {
    return cookie(SessionCookie.NAME + "=' OR 1=1 --; " + SessionCookie.NAME + "=x");
  }

  /** Somebody who sends nothing. */
  public static Metadata nobody() {
    return new Metadata();
  }

  private static Metadata cookie(String value) {
    return header(HttpMetadata.COOKIE, value);
  }

  static Metadata header(Metadata.Key<String> key, String value) {
    Metadata metadata = new Metadata();
    metadata.put(key, value);
    return metadata;
  }
}
