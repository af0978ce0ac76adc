package dev.foureyes.stores.sqlite;

import dev.foureyes.model.result.Measure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tables. Results lie in one table for each day of their due times (UTC), so that old ones go
 * by dropping a table.
 *
 * <p>Ids of organisations, tests and nodes are replaced by small numbers, which halves the file;
 * measures are whole numbers in slots.
 */
final class Schema {

  /**
   * Bounds that every due time lies between: the years 1 and 9999, which protobuf's timestamps end
   * at.
   */
  static final long MIN_MICROS = -62_135_596_800_000_000L;

  static final long MAX_MICROS = 253_402_300_799_999_999L;

  private static final String DAY_PREFIX = "result_";
  private static final int VERSION = 1;
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

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

  private Schema() {}

  /**
   * Makes the tables where they are missing.
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
      if (version == 0) {
        statement.execute("BEGIN IMMEDIATE");
        for (String table : TABLES) {
          statement.execute(table);
        }
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
      }
    }
  }

  /** The table of the day that a time falls on. */
  static String dayTable(long micros) {
    return DAY_PREFIX + DAY.format(LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY)));
  }

  static String createDayTable(String table) {
    String slots =
        IntStream.range(0, Measure.SLOTS)
            .mapToObj(slot -> "m" + slot + " INTEGER")
            .collect(Collectors.joining(", "));
    return """
    CREATE TABLE IF NOT EXISTS %s (
      series INTEGER NOT NULL,
      due INTEGER NOT NULL, -- microseconds since 1970, as all times here
      incarnation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      received INTEGER NOT NULL,
      fault INTEGER NOT NULL,
      context INTEGER NOT NULL,
      %s,
      probe BLOB NOT NULL, -- a ProbeResult
      PRIMARY KEY (series, due, incarnation, seq)) WITHOUT ROWID
    """
        .formatted(table, slots);
  }

  /** The day tables that there are and that can hold results of a range, oldest first. */
  static List<String> dayTables(Connection connection, long fromMicros, long toMicros)
      throws SQLException {
    String first = dayTable(fromMicros);
    String last = dayTable(Math.max(fromMicros, toMicros - 1));
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '"
                    + DAY_PREFIX
                    + "[0-9]*' ORDER BY name")) {
      while (rows.next()) {
        String name = rows.getString(1);
        if (name.compareTo(first) >= 0 && name.compareTo(last) <= 0) {
          tables.add(name);
        }
      }
    }
    return tables;
  }

  /** All day tables whose results were all due before the given time. */
  static List<String> dayTablesBefore(Connection connection, Instant cut) throws SQLException {
    return dayTables(connection, MIN_MICROS, startOfDay(cut));
  }

  /** The first microsecond of the day (UTC) that a time falls on. */
  static long startOfDay(Instant time) {
    return Math.multiplyExact(
        time.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay(), MICROS_PER_DAY);
  }
}
