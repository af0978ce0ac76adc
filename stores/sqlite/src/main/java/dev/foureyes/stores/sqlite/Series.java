package dev.foureyes.stores.sqlite;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The results of one test on one node, by the number that stands for them in rows. */
record Series(long id, String testId, String nodeId, DetailCase kind) {

  /**
   * The series of a test.
   *
   * @param nodeId only of this node; empty for all
   */
  static List<Series> of(Connection connection, Scope scope, String testId, String nodeId)
      throws SQLException {
    String condition = nodeId.isEmpty() ? "test_id = ?" : "test_id = ? AND node_id = ?";
    return query(
        connection, scope, condition, nodeId.isEmpty() ? List.of(testId) : List.of(testId, nodeId));
  }

  /**
   * The series of some tests, by test, then node.
   *
   * @param testIds empty for all of the organisation
   */
  static List<Series> ofTests(Connection connection, Scope scope, Set<String> testIds)
      throws SQLException {
    String condition =
        testIds.isEmpty() ? "true" : "test_id IN (?" + ", ?".repeat(testIds.size() - 1) + ")";
    return query(connection, scope, condition, List.copyOf(testIds));
  }

  private static List<Series> query(
      Connection connection, Scope scope, String condition, List<String> values)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, test_id, node_id, kind FROM series WHERE org = ? AND "
                + condition
                + " ORDER BY test_id, node_id, id")) {
      statement.setString(1, scope.org());
      for (int i = 0; i < values.size(); i++) {
        statement.setString(2 + i, values.get(i));
      }
      List<Series> series = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          series.add(
              new Series(
                  rows.getLong(1), rows.getString(2), rows.getString(3), kind(rows.getInt(4))));
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
