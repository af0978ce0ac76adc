package dev.foureyes.stores.sqlite;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import dev.foureyes.stores.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest result of a test on a node.
 *
 * @param headline as stored; {@link Row#ABSENT} where there is none
 */
record Latest(PageToken key, String nodeId, DetailCase kind, Fault fault, long headline) {

  /** By node id, from behind the given one. */
  static List<Latest> ofTest(
      Connection connection, Scope scope, String testId, String afterNodeId, int limit)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT l.due, l.series, l.incarnation, l.seq, s.node_id, s.kind, l.fault, l.headline
            FROM series s JOIN latest l ON l.series = s.id
            WHERE s.org = ? AND s.test_id = ? AND s.node_id > ?
            ORDER BY s.node_id LIMIT ?
            """)) {
      statement.setString(1, scope.org());
      statement.setString(2, testId);
      statement.setString(3, afterNodeId);
      statement.setInt(4, limit);
      List<Latest> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          PageToken key =
              new PageToken(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
          long headline = rows.getLong(8);
          found.add(
              new Latest(
                  key,
                  rows.getString(5),
                  Series.kind(rows.getInt(6)),
                  SeriesRows.faultOf(rows.getInt(7)),
                  rows.wasNull() ? Row.ABSENT : headline));
        }
      }
      return found;
    }
  }
}
