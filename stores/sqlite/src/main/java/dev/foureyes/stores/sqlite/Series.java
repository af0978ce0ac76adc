package dev.foureyes.stores.sqlite;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The results of one test on one node, by the number that stands for them in rows. */
record Series(long id, String nodeId, DetailCase kind) {

  /**
   * The series of a test.
   *
   * @param nodeId only of this node; empty for all
   */
  static List<Series> of(Connection connection, Scope scope, String testId, String nodeId)
      throws SQLException {
    String sql =
        "SELECT id, node_id, kind FROM series WHERE org = ? AND test_id = ?"
            + (nodeId.isEmpty() ? "" : " AND node_id = ?");
    try (PreparedStatement statement = connection.prepareStatement(sql + " ORDER BY node_id, id")) {
      statement.setString(1, scope.org());
      statement.setString(2, testId);
      if (!nodeId.isEmpty()) {
        statement.setString(3, nodeId);
      }
      List<Series> series = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          series.add(new Series(rows.getLong(1), rows.getString(2), kind(rows.getInt(3))));
        }
      }
      return series;
    }
  }

  /** As a list for SQL's IN. */
  static String ids(List<Series> series) {
    return series.stream().map(one -> Long.toString(one.id())).collect(Collectors.joining(", "));
  }

  static DetailCase kind(int number) {
    DetailCase kind = DetailCase.forNumber(number);
    return kind == null ? DetailCase.DETAIL_NOT_SET : kind; // of a later version
  }
}
