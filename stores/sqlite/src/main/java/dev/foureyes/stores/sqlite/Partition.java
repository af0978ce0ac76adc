package dev.foureyes.stores.sqlite;

import dev.foureyes.model.result.Measure;
import dev.foureyes.stores.Layer;
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
 * A layer's tables, one for each day or month (UTC) of due times, so that what is old goes by
 * dropping a table. All times are microseconds since 1970.
 */
enum Partition {
  DETAILS(
      "detail_",
      "uuuuMMdd",
      """
      id INTEGER PRIMARY KEY,
      probe BLOB NOT NULL) -- a ProbeResult
      """),
  RESULTS(
      "result_",
      "uuuuMMdd",
      """
      series INTEGER NOT NULL,
      due INTEGER NOT NULL,
      incarnation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      received INTEGER NOT NULL,
      fault INTEGER NOT NULL,
      context INTEGER NOT NULL,
      detail INTEGER NOT NULL, -- id in the day's details
      %s,
      PRIMARY KEY (series, due, incarnation, seq)) WITHOUT ROWID
      """
          .formatted(slots("INTEGER"))),
  MINUTES("minute_", "uuuuMMdd", rollup("")),
  HOURS("hour_", "uuuuMM", rollup("minutes INTEGER NOT NULL, -- 1 when its minutes are there too"));

  /**
   * Bounds that every due time lies between: the years 1 and 9999, which protobuf's timestamps end
   * at.
   */
  static final long MIN_MICROS = -62_135_596_800_000_000L;

  static final long MAX_MICROS = 253_402_300_799_999_999L;

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final String prefix;
  private final DateTimeFormatter format;
  private final String columns;

  Partition(String prefix, String pattern, String columns) {
    this.prefix = prefix;
    this.format = DateTimeFormatter.ofPattern(pattern);
    this.columns = columns;
  }

  private static String rollup(String more) {
    return """
    series INTEGER NOT NULL,
    start INTEGER NOT NULL,
    count INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    %s
    %s, -- sketches
    PRIMARY KEY (series, start)) WITHOUT ROWID
    """
        .formatted(more, slots("BLOB"));
  }

  private static String slots(String type) {
    return IntStream.range(0, Measure.SLOTS)
        .mapToObj(slot -> "m" + slot + " " + type)
        .collect(Collectors.joining(", "));
  }

  static Partition of(Layer layer) {
    return switch (layer) {
      case DETAILS -> DETAILS;
      case RESULTS -> RESULTS;
      case MINUTES -> MINUTES;
      case HOURS -> HOURS;
    };
  }

  /** The table with the details of a table of results. */
  static String detailsOf(String resultTable) {
    return DETAILS.prefix + resultTable.substring(RESULTS.prefix.length());
  }

  /** The table that a time falls into. */
  String table(long micros) {
    return prefix + format.format(LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY)));
  }

  String create(String table) {
    return "CREATE TABLE IF NOT EXISTS " + table + " (" + columns;
  }

  /** The tables that there are and that can hold something of a range, oldest first. */
  List<String> tables(Connection connection, long fromMicros, long toMicros) throws SQLException {
    String first = table(fromMicros);
    String last = table(Math.max(fromMicros, toMicros - 1));
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '"
                    + prefix
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

  List<String> tables(Connection connection) throws SQLException {
    return tables(connection, MIN_MICROS, MAX_MICROS + 1);
  }

  /** The begin of the table's time that the given time falls into. */
  long startOf(Instant time) {
    LocalDate day = time.atOffset(ZoneOffset.UTC).toLocalDate();
    LocalDate start = this == HOURS ? day.withDayOfMonth(1) : day;
    return Math.multiplyExact(start.toEpochDay(), MICROS_PER_DAY);
  }

  /** All tables that hold only what is from before the given time. */
  List<String> tablesBefore(Connection connection, Instant cut) throws SQLException {
    return tables(connection, MIN_MICROS, startOf(cut));
  }
}
