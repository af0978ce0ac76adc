package dev.foureyes.stores.sqlite;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.DroppedDetails;
import dev.foureyes.stores.Row;
import dev.foureyes.stores.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads whole results from one day's table. */
final class ResultQuery {

  private static final int FIRST_SLOT = 14;

  private final StringBuilder sql;
  private final List<Object> parameters = new ArrayList<>();

  /**
   * A query.
   *
   * @param table of results
   * @param withDetails whether there are details of that day
   */
  ResultQuery(String table, boolean withDetails, String seriesIds) {
    sql =
        new StringBuilder(
            """
            SELECT r.due, r.series, r.incarnation, r.seq, r.received, r.fault, s.org, s.test_id, s.node_id, s.kind,
              i.incarnation, c.body, %s, %s
            FROM %s r
              JOIN series s ON s.id = r.series
              JOIN incarnation i ON i.id = r.incarnation
              JOIN context c ON c.id = r.context
              %s
            WHERE r.series IN (%s)
            """
                .formatted(
                    withDetails ? "d.probe" : "NULL",
                    Writer.SLOTS,
                    table,
                    withDetails
                        ? "LEFT JOIN " + Partition.detailsOf(table) + " d ON d.id = r.detail"
                        : "",
                    seriesIds));
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
    List<StoredResult> found = new ArrayList<>();
    read(
        connection,
        stored -> {
          found.add(stored);
          return true;
        });
    return found;
  }

  /**
   * Reads one result after the other.
   *
   * @param to says whether it wants more
   * @return whether it did to the end
   */
  boolean oldestFirst(Connection connection, Predicate<StoredResult> to) throws SQLException {
    sql.append(" ORDER BY r.due, r.incarnation, r.seq");
    return read(connection, to);
  }

  private boolean read(Connection connection, Predicate<StoredResult> to) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          StoreException.throwIfInterrupted();
          if (!to.test(read(rows))) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private static StoredResult read(ResultSet rows) throws SQLException {
    PageToken key =
        new PageToken(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
    String nodeId = rows.getString(9);
    ByteString incarnation = ByteString.copyFrom(rows.getBytes(11));
    byte @Nullable [] details = rows.getBytes(13);
    try {
      Result.Builder result =
          Result.parseFrom(rows.getBytes(12)).toBuilder()
              .setId(new ResultId(nodeId, incarnation, key.seq()).toString())
              .setOrg(rows.getString(7))
              .setNodeId(nodeId)
              .setIncarnation(incarnation)
              .setSeq(key.seq())
              .setReceivedAt(Timestamps.fromMicros(rows.getLong(5)));
      if (details == null) {
        result.setDetailsDropped(true).setProbe(restore(rows));
      } else {
        result.setProbe(ProbeResult.parseFrom(details));
      }
      return new StoredResult(key, result.build());
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a stored result cannot be read: " + key, e);
    }
  }

  private static ProbeResult restore(ResultSet rows) throws SQLException {
    long[] values = new long[Measure.SLOTS];
    for (int slot = 0; slot < Measure.SLOTS; slot++) {
      long value = rows.getLong(FIRST_SLOT + slot);
      values[slot] = rows.wasNull() ? Row.ABSENT : value;
    }
    return DroppedDetails.restore(
        rows.getString(8),
        Series.kind(rows.getInt(10)),
        new Row(rows.getLong(1), SeriesRows.faultOf(rows.getInt(6)), values));
  }
}
