package dev.foureyes.stores.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables beside those of the {@linkplain Partition layers}.
 *
 * <p>Ids of organisations, tests and nodes are replaced by small numbers, which halves the file;
 * measures are whole numbers in slots.
 */
final class Schema {

  private static final int VERSION = 2;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            org TEXT NOT NULL,
            test_id TEXT NOT NULL,
            node_id TEXT NOT NULL,
            kind INTEGER NOT NULL, -- number of the detail's field in ProbeResult
            UNIQUE (org, test_id, node_id, kind))
          """,
          """
          CREATE TABLE incarnation (
            id INTEGER PRIMARY KEY,
            node_id TEXT NOT NULL,
            incarnation BLOB NOT NULL,
            UNIQUE (node_id, incarnation))
          """,
          // Names and labels of a result's node and test as they were: a Result with nothing else
          // set.
          """
          CREATE TABLE context (
            id INTEGER PRIMARY KEY,
            body BLOB NOT NULL UNIQUE)
          """,
          """
          CREATE TABLE latest (
            series INTEGER PRIMARY KEY,
            due INTEGER NOT NULL,
            incarnation INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            fault INTEGER NOT NULL,
            headline INTEGER)
          """,
          """
          CREATE TABLE place (
            log TEXT NOT NULL,
            part INTEGER NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (log, part)) WITHOUT ROWID
          """,
          "CREATE TABLE stored (total INTEGER NOT NULL)",
          "INSERT INTO stored VALUES (0)");

  private static final List<String> SINCE_2 =
      List.of(
          // Hours whose rollup lacks results, or is not made yet.
          """
          CREATE TABLE stale (
            series INTEGER NOT NULL,
            start INTEGER NOT NULL,
            PRIMARY KEY (series, start)) WITHOUT ROWID
          """,
          "CREATE INDEX stale_by_start ON stale (start)",
          // Up to where layers were dropped.
          """
          CREATE TABLE cut (
            layer TEXT PRIMARY KEY,
            before INTEGER NOT NULL) WITHOUT ROWID
          """);

  private Schema() {}

  /**
   * Makes the tables where they are missing, and makes them anew where an earlier version of
   * FourEyes made them.
   *
   * @throws SQLException also when the file is of a later version of FourEyes
   */
  static void ensure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = statement.executeQuery("PRAGMA user_version").getInt(1);
      if (version > VERSION) {
        throw new SQLException(
            "version of the store: "
                + version
                + " (expected: at most "
                + VERSION
                + "; a later FourEyes wrote it)");
      }
      if (version == VERSION) {
        return;
      }
      statement.execute("BEGIN IMMEDIATE");
      try {
        if (version == 0) {
          executeAll(statement, TABLES);
        }
        executeAll(statement, SINCE_2);
        if (version == 1) {
          separateDetails(connection, statement);
        }
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  private static void executeAll(Statement statement, List<String> sqls) throws SQLException {
    for (String sql : sqls) {
      statement.execute(sql);
    }
  }

  /** In version 1 a row ended with its details, and there were no rollups. */
  private static void separateDetails(Connection connection, Statement statement)
      throws SQLException {
    for (String table : Partition.RESULTS.tables(connection)) {
      String details = Partition.detailsOf(table);
      statement.execute("ALTER TABLE " + table + " RENAME TO upgraded");
      statement.execute(Partition.RESULTS.create(table));
      statement.execute(Partition.DETAILS.create(details));
      statement.execute(
          """
          INSERT INTO %s (series, due, incarnation, seq, received, fault, context, detail, %s)
          SELECT series, due, incarnation, seq, received, fault, context,
            row_number() OVER (ORDER BY series, due, incarnation, seq), %s
          FROM upgraded
          """
              .formatted(table, Writer.SLOTS, Writer.SLOTS));
      statement.execute(
          """
          INSERT INTO %s (id, probe)
          SELECT r.detail, u.probe FROM upgraded u JOIN %s r USING (series, due, incarnation, seq)
          """
              .formatted(details, table));
      statement.execute("DROP TABLE upgraded");
      statement.execute(
          """
          INSERT OR IGNORE INTO stale (series, start)
          SELECT DISTINCT series, due - (due %% %d + %d) %% %d FROM %s
          """
              .formatted(RollUps.HOUR_MICROS, RollUps.HOUR_MICROS, RollUps.HOUR_MICROS, table));
    }
  }
}
