package dev.foureyes.stores.sqlite;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads whole results from one day's table. */
final class ResultQuery {

  private static final String SELECT =
      """
      SELECT r.due, r.series, r.incarnation, r.seq, r.received, r.probe, s.org, s.node_id, i.incarnation, c.body
      FROM %s r
        JOIN series s ON s.id = r.series
        JOIN incarnation i ON i.id = r.incarnation
        JOIN context c ON c.id = r.context
      WHERE r.series IN (%s)
      """;

  private final StringBuilder sql;
  private final List<Object> parameters = new ArrayList<>();

  ResultQuery(String table, String seriesIds) {
    sql = new StringBuilder(SELECT.formatted(table, seriesIds));
  }

  private ResultQuery and(String condition, Object... values) {
    sql.append(" AND ").append(condition);
    parameters.addAll(List.of(values));
    return this;
  }

  ResultQuery dueFrom(long micros) {
    return and("r.due >= ?", micros);
  }

  ResultQuery dueBefore(long micros) {
    return and("r.due < ?", micros);
  }

  ResultQuery after(PageToken token) {
    return and(
        "(r.due, r.series, r.incarnation, r.seq) < (?, ?, ?, ?)",
        token.due(),
        token.series(),
        token.incarnation(),
        token.seq());
  }

  ResultQuery at(PageToken key) {
    return and(
        "r.due = ? AND r.incarnation = ? AND r.seq = ?", key.due(), key.incarnation(), key.seq());
  }

  ResultQuery named(ResultId id) {
    return and("r.seq = ? AND i.incarnation = ?", id.seq(), id.incarnation().toByteArray());
  }

  ResultQuery failedOnly() {
    return and("r.fault <> ?", Fault.FAULT_OK_VALUE);
  }

  List<StoredResult> newestFirst(Connection connection, int limit) throws SQLException {
    sql.append(" ORDER BY r.due DESC, r.series DESC, r.incarnation DESC, r.seq DESC LIMIT ")
        .append(limit);
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      List<StoredResult> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(read(rows));
        }
      }
      return found;
    }
  }

  private static StoredResult read(ResultSet rows) throws SQLException {
    PageToken key =
        new PageToken(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
    String nodeId = rows.getString(8);
    ByteString incarnation = ByteString.copyFrom(rows.getBytes(9));
    try {
      Result result =
          Result.parseFrom(rows.getBytes(10)).toBuilder()
              .setId(new ResultId(nodeId, incarnation, key.seq()).toString())
              .setOrg(rows.getString(7))
              .setNodeId(nodeId)
              .setIncarnation(incarnation)
              .setSeq(key.seq())
              .setReceivedAt(Timestamps.fromMicros(rows.getLong(5)))
              .setProbe(ProbeResult.parseFrom(rows.getBytes(6)))
              .build();
      return new StoredResult(key, result);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a stored result cannot be read: " + key, e);
    }
  }
}
