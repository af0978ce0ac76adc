package dev.foureyes.control.node;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.Connection;
import dev.foureyes.proto.control.v1.NodeStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Status of nodes, as the event log tells it. */
final class NodeStatusRepository {

  /** A status, and the session that it is of. */
  record Stored(String sessionId, NodeStatus status) {
    static final Stored NONE =
        new Stored("", NodeStatus.newBuilder().setConnection(Connection.CONNECTION_NEVER).build());
  }

  private NodeStatusRepository() {}

  static Stored find(Handle handle, Scope scope, String nodeId) {
    Optional<Stored> stored =
        handle
            .createQuery(
                "SELECT session_id, body FROM node_status WHERE org = :org AND node_id = :id")
            .bind("org", scope.org())
            .bind("id", nodeId)
            .map((row, _) -> new Stored(row.getString(1), parse(row.getBytes(2))))
            .findOne();
    return stored.orElse(Stored.NONE);
  }

  /** By node id; nodes that never came are left out. */
  static Map<String, Stored> findAll(Handle handle, Scope scope, List<String> nodeIds) {
    if (nodeIds.isEmpty()) {
      return Map.of();
    }
    return handle
        .createQuery(
            """
            SELECT node_id, session_id, body FROM node_status
            WHERE org = :org AND node_id IN (<ids>)
            """)
        .bind("org", scope.org())
        .bindList("ids", nodeIds)
        .map((row, _) ->
            Map.entry(row.getString(1), new Stored(row.getString(2), parse(row.getBytes(3)))))
        .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static NodeStatus parse(byte[] body) throws SQLException {
    try {
      return NodeStatus.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a node's status cannot be read", e);
    }
  }

  static void put(Handle handle, Scope scope, String nodeId, Stored stored) {
    NodeStatus status = stored.status();
    handle
        .createUpdate(
            """
            INSERT OR REPLACE INTO node_status (org, node_id, session_id, online, last_seen_at, search, body)
            VALUES (:org, :id, :session, :online, :seen, :search, :body)
            """)
        .bind("org", scope.org())
        .bind("id", nodeId)
        .bind("session", stored.sessionId())
        .bind("online", status.getConnection() == Connection.CONNECTION_ONLINE)
        .bind("seen", Timestamps.toMillis(status.getLastSeenAt()))
        .bind(
            "search", (status.getHostname() + "\n" + status.getRemoteIp()).toLowerCase(Locale.ROOT))
        .bind("body", status.toByteArray())
        .execute();
  }

  static void delete(Handle handle, Scope scope, String nodeId) {
    handle
        .createUpdate("DELETE FROM node_status WHERE org = :org AND node_id = :id")
        .bind("org", scope.org())
        .bind("id", nodeId)
        .execute();
  }

  /** How many nodes of the organisation are there. */
  static int countOnline(Handle handle, Scope scope, Instant now) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM node_status s JOIN nodes n ON n.org = s.org AND n.id = s.node_id
            WHERE s.org = :org AND s.online AND s.last_seen_at > :since
            """)
        .bind("org", scope.org())
        .bind("since", now.minus(NodeStatusUpdates.SILENT_AFTER).toEpochMilli())
        .mapTo(Integer.class)
        .one();
  }
}
