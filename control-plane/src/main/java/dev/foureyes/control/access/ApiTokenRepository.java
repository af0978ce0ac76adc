package dev.foureyes.control.access;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.PageTokens.Place;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.ApiToken;
import dev.foureyes.proto.control.v1.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** API tokens. Their secrets are not kept, only their hashes. */
final class ApiTokenRepository {

  /** A token as the guard finds it by its secret. */
  record Found(Scope scope, ApiToken token) {}

  private static final String COLUMNS = "id, name, role, created_at, expires_at, last_used_at";

  private final Database database;

  ApiTokenRepository(Database database) {
    this.database = database;
  }

  void add(Scope scope, ApiToken token, String tokenHash) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                INSERT INTO api_tokens (id, org, name, role, token_hash, created_at, expires_at)
                VALUES (:id, :org, :name, :role, :hash, :created, :expires)
                """)
            .bind("id", token.getId())
            .bind("org", scope.org())
            .bind("name", token.getName())
            .bind("role", token.getRoleValue())
            .bind("hash", tokenHash)
            .bind("created", Timestamps.toMillis(token.getCreatedAt()))
            .bind("expires", Timestamps.toMillis(token.getExpiresAt()))
            .execute());
  }

  /** Newest first, from behind a place. */
  List<ApiToken> list(Scope scope, Place before, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT "
                    + COLUMNS
                    + """
                     FROM api_tokens WHERE org = :org AND (created_at, id) < (:millis, :id)
                    ORDER BY created_at DESC, id DESC LIMIT :limit
                    """)
            .bind("org", scope.org())
            .bind("millis", before.millis())
            .bind("id", before.id())
            .bind("limit", limit)
            .map((row, _) -> token(row))
            .list());
  }

  /** False when there is no such token. */
  boolean delete(Scope scope, String id) {
    return database.write(handle ->
        handle
            .createUpdate("DELETE FROM api_tokens WHERE org = :org AND id = :id")
            .bind("org", scope.org())
            .bind("id", id)
            .execute())
        == 1;
  }

  /** For the guard: the token of a secret, whose organisation becomes the caller's scope. */
  Optional<Found> findByHash(String tokenHash) {
    return database.read(handle ->
        handle
            .createQuery("SELECT " + COLUMNS + ", org FROM api_tokens WHERE token_hash = :hash")
            .bind("hash", tokenHash)
            .map((row, _) -> new Found(new Scope(row.getString(7)), token(row)))
            .findOne());
  }

  /** Notes that a token was used, unless that was noted a short while ago. */
  void touch(Scope scope, ApiToken token, Instant now, Duration grain) {
    Instant noted = Instant.ofEpochMilli(Timestamps.toMillis(token.getLastUsedAt()));
    if (Duration.between(noted, now).compareTo(grain) > 0) {
      database.write(handle ->
          handle
              .createUpdate(
                  "UPDATE api_tokens SET last_used_at = :now WHERE org = :org AND id = :id")
              .bind("now", now.toEpochMilli())
              .bind("org", scope.org())
              .bind("id", token.getId())
              .execute());
    }
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    Role role = Role.forNumber(row.getInt(3));
    ApiToken.Builder token =
        ApiToken.newBuilder()
            .setId(row.getString(1))
            .setName(row.getString(2))
            .setRole(role == null ? Role.ROLE_UNSPECIFIED : role)
            .setCreatedAt(Timestamps.fromMillis(row.getLong(4)))
            .setExpiresAt(Timestamps.fromMillis(row.getLong(5)));
    long lastUsed = row.getLong(6);
    if (!row.wasNull()) {
      token.setLastUsedAt(Timestamps.fromMillis(lastUsed));
    }
    return token.build();
  }
}
