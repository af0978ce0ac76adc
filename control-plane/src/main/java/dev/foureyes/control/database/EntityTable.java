package dev.foureyes.control.database;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.foureyes.model.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A table of declared entities: {@code org, id, name, body}, the body being the contract's message.
 * Every statement is bound to the organisation of a scope.
 *
 * @param table its name
 * @param parser of the body
 */
public record EntityTable<M extends Message>(String table, Parser<M> parser) {

  public Optional<M> find(Handle handle, Scope scope, String id) {
    return handle
        .createQuery("SELECT body FROM " + table + " WHERE org = :org AND id = :id")
        .bind("org", scope.org())
        .bind("id", id)
        .map((row, _) -> parse(row))
        .findOne();
  }

  public List<M> all(Handle handle, Scope scope) {
    return handle
        .createQuery("SELECT body FROM " + table + " WHERE org = :org ORDER BY name")
        .bind("org", scope.org())
        .map((row, _) -> parse(row))
        .list();
  }

  /**
   * A page, by name.
   *
   * @param afterName last name of the page before; empty for the first
   * @param condition further SQL condition over the table {@code e}, with its parameters in {@code
   *     bindings}; empty for none
   */
  public List<M> page(
      Handle handle,
      Scope scope,
      String afterName,
      int limit,
      String condition,
      Map<String, Object> bindings) {
    return handle
        .createQuery(
            "SELECT e.body FROM "
                + table
                + " e WHERE e.org = :org AND e.name > :after"
                + and(condition)
                + " ORDER BY e.name LIMIT :limit")
        .bind("org", scope.org())
        .bind("after", afterName)
        .bind("limit", limit)
        .bindMap(bindings)
        .map((row, _) -> parse(row))
        .list();
  }

  /** How many there are that meet a condition as of {@link #page}. */
  public int count(Handle handle, Scope scope, String condition, Map<String, Object> bindings) {
    return handle
        .createQuery("SELECT count(*) FROM " + table + " e WHERE e.org = :org" + and(condition))
        .bind("org", scope.org())
        .bindMap(bindings)
        .mapTo(Integer.class)
        .one();
  }

  private static String and(String condition) {
    return condition.isEmpty() ? "" : " AND " + condition;
  }

  /** Whether another entity than the given one has the name. */
  public boolean isNameTaken(Handle handle, Scope scope, String name, String byOtherThan) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM "
                + table
                + " WHERE org = :org AND name = :name AND id <> :id)")
        .bind("org", scope.org())
        .bind("name", name)
        .bind("id", byOtherThan)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Adds an entity, or replaces it; {@code columns} are those that the table has beyond the four.
   */
  public void put(
      Handle handle, Scope scope, String id, String name, M entity, Map<String, Object> columns) {
    StringBuilder names = new StringBuilder("org, id, name, body");
    StringBuilder values = new StringBuilder(":org, :id, :name, :body");
    StringBuilder updates = new StringBuilder("name = excluded.name, body = excluded.body");
    for (String column : columns.keySet()) {
      names.append(", ").append(column);
      values.append(", :").append(column);
      updates.append(", ").append(column).append(" = excluded.").append(column);
    }
    handle
        .createUpdate(
            "INSERT INTO "
                + table
                + " ("
                + names
                + ") VALUES ("
                + values
                + ") ON CONFLICT (org, id) DO UPDATE SET "
                + updates)
        .bind("org", scope.org())
        .bind("id", id)
        .bind("name", name)
        .bind("body", entity.toByteArray())
        .bindMap(columns)
        .execute();
  }

  /** False when there was none. */
  public boolean delete(Handle handle, Scope scope, String id) {
    return handle
            .createUpdate("DELETE FROM " + table + " WHERE org = :org AND id = :id")
            .bind("org", scope.org())
            .bind("id", id)
            .execute()
        == 1;
  }

  private M parse(ResultSet row) throws SQLException {
    try {
      return parser.parseFrom(row.getBytes(1));
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("an entity of " + table + " cannot be read", e);
    }
  }
}
