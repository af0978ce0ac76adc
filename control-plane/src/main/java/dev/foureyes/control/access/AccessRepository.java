package dev.foureyes.control.access;

import dev.foureyes.control.database.Database;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Users and sessions. Its methods take no scope: they are what scopes are made from, and used by
 * the guard and by signing in only.
 */
final class AccessRepository {

  record User(String id, String name, Role role, Scope scope, String passwordHash) {}

  record StoredSession(User user, Instant lastUsedAt, Instant expiresAt) {}

  private final Database database;

  AccessRepository(Database database) {
    this.database = database;
  }

  boolean hasUsers() {
    return database.read(AccessRepository::hasUsers);
  }

  private static boolean hasUsers(Handle handle) {
    return handle.createQuery("SELECT EXISTS (SELECT 1 FROM users)").mapTo(Boolean.class).one();
  }

  /** Replaces the token of the set-up link. */
  void putSetup(String tokenHash, Instant expiresAt) {
    database.write(handle ->
        handle
            .createUpdate(
                "INSERT OR REPLACE INTO setup (only, token_hash, expires_at) VALUES (1, :hash, :expires)")
            .bind("hash", tokenHash)
            .bind("expires", expiresAt.toEpochMilli())
            .execute());
  }

  /** When the set-up link with this token ends; empty when there is none. */
  Optional<Instant> findSetup(String tokenHash) {
    return database.read(handle ->
        handle
            .createQuery("SELECT expires_at FROM setup WHERE token_hash = :hash")
            .bind("hash", tokenHash)
            .map((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
            .findOne());
  }

  /** Adds the first user and ends set-up; false when somebody was quicker. */
  boolean addFirst(User user, Instant now) {
    return database.write(handle -> {
      if (hasUsers(handle)) {
        return false;
      }
      handle
          .createUpdate(
              "INSERT INTO users (id, org, name, role, password_hash, created_at) VALUES (:id, :org, :name, :role, :hash, :now)")
          .bind("id", user.id())
          .bind("org", user.scope().org())
          .bind("name", user.name())
          .bind("role", user.role().getNumber())
          .bind("hash", user.passwordHash())
          .bind("now", now.toEpochMilli())
          .execute();
      handle.execute("DELETE FROM setup");
      return true;
    });
  }

  Optional<User> findUser(String name) {
    return database.read(handle ->
        handle
            .createQuery("SELECT id, name, role, org, password_hash FROM users WHERE name = :name")
            .bind("name", name)
            .map((row, _) ->
                user(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getString(4),
                    row.getString(5)))
            .findOne());
  }

  private static User user(String id, String name, int role, String org, String passwordHash) {
    Role known = Role.forNumber(role);
    return new User(
        id, name, known == null ? Role.ROLE_UNSPECIFIED : known, new Scope(org), passwordHash);
  }

  void addSession(String tokenHash, User user, Instant now, Instant expiresAt) {
    database.write(handle -> {
      handle
          .createUpdate("DELETE FROM sessions WHERE expires_at < :now")
          .bind("now", now.toEpochMilli())
          .execute();
      return handle
          .createUpdate(
              "INSERT INTO sessions (token_hash, user_id, created_at, last_used_at, expires_at) VALUES (:hash, :user, :now, :now, :expires)")
          .bind("hash", tokenHash)
          .bind("user", user.id())
          .bind("now", now.toEpochMilli())
          .bind("expires", expiresAt.toEpochMilli())
          .execute();
    });
  }

  Optional<StoredSession> findSession(String tokenHash) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT u.id, u.name, u.role, u.org, u.password_hash, s.last_used_at, s.expires_at
                FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = :hash
                """)
            .bind("hash", tokenHash)
            .map((row, _) ->
                new StoredSession(
                    user(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5)),
                    Instant.ofEpochMilli(row.getLong(6)),
                    Instant.ofEpochMilli(row.getLong(7))))
            .findOne());
  }

  /** Notes that a session was used, unless that was noted a short while ago. */
  void touchSession(String tokenHash, StoredSession session, Instant now, Duration grain) {
    if (Duration.between(session.lastUsedAt(), now).compareTo(grain) > 0) {
      database.write(handle ->
          handle
              .createUpdate("UPDATE sessions SET last_used_at = :now WHERE token_hash = :hash")
              .bind("now", now.toEpochMilli())
              .bind("hash", tokenHash)
              .execute());
    }
  }

  void deleteSession(String tokenHash) {
    database.write(handle ->
        handle
            .createUpdate("DELETE FROM sessions WHERE token_hash = :hash")
            .bind("hash", tokenHash)
            .execute());
  }
}
