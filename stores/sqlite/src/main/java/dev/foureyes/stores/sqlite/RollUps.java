package dev.foureyes.stores.sqlite;

import dev.foureyes.model.result.Measure;
import dev.foureyes.stores.Rollup;
import dev.foureyes.stores.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes rollups out of the results of an hour, always of all of them: made twice they are the same,
 * and a late result needs nothing but to have its hour made again. Used by the writing thread only;
 * transactions are the caller's.
 */
final class RollUps implements AutoCloseable {

  static final long MINUTE_MICROS = 60_000_000L;
  static final long HOUR_MICROS = 60 * MINUTE_MICROS;

  /** With fewer results than that a rollup of each minute is larger than the results. */
  private static final int WORTH_MINUTES = 121;

  private static final int REMEMBERED = 200_000;
  private static final List<Integer> ALL_SLOTS = IntStream.range(0, Measure.SLOTS).boxed().toList();

  private record SeriesHour(long series, long start) {}

  private final Connection connection;
  private final PreparedStatement mark;
  private final PreparedStatement unmark;
  private final Map<String, PreparedStatement> inserts = new HashMap<>();

  /** By series, the hour that was marked last: nearly every result falls into that one. */
  private final Map<Long, Long> marked = new HashMap<>();

  /** Results from before were dropped: what comes late must not replace rollups of all of them. */
  private long cutMicros;

  RollUps(Connection connection) throws SQLException {
    this.connection = connection;
    cutMicros = Cuts.of(connection, Partition.RESULTS);
    mark = connection.prepareStatement("INSERT OR IGNORE INTO stale (series, start) VALUES (?, ?)");
    unmark = connection.prepareStatement("DELETE FROM stale WHERE series = ? AND start = ?");
  }

  /** Says that an hour has a result that its rollup does not know. */
  void stale(long series, long dueMicros) throws SQLException {
    long start = Math.floorDiv(dueMicros, HOUR_MICROS) * HOUR_MICROS;
    Long last = marked.get(series);
    if (start < cutMicros || (last != null && last == start)) {
      return;
    }
    mark.setLong(1, series);
    mark.setLong(2, start);
    mark.executeUpdate();
    if (marked.size() >= REMEMBERED) {
      marked.clear();
    }
    marked.put(series, start);
  }

  /** To be called when a transaction was rolled back. */
  void forget() throws SQLException {
    marked.clear();
    closeInserts(); // the transaction may have made their tables
  }

  /**
   * Rolls up some hours.
   *
   * @return how many
   */
  int rollUp(long closedBeforeMicros, int atMost) throws SQLException {
    List<SeriesHour> hours = stale(closedBeforeMicros, atMost);
    if (hours.isEmpty()) {
      return 0;
    }
    long first = hours.stream().mapToLong(SeriesHour::start).min().orElseThrow();
    long last = hours.stream().mapToLong(SeriesHour::start).max().orElseThrow();
    try (SeriesRows rows = new SeriesRows(connection, ALL_SLOTS, first, last + HOUR_MICROS)) {
      for (SeriesHour hour : hours) {
        rollUp(hour, rows);
      }
    }
    return hours.size();
  }

  private List<SeriesHour> stale(long closedBeforeMicros, int atMost) throws SQLException {
    List<SeriesHour> hours = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT series, start FROM stale WHERE start <= ? ORDER BY start LIMIT ?")) {
      statement.setLong(1, closedBeforeMicros - HOUR_MICROS);
      statement.setInt(2, atMost);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          hours.add(new SeriesHour(found.getLong(1), found.getLong(2)));
        }
      }
    }
    return hours;
  }

  private void rollUp(SeriesHour hour, SeriesRows reader) throws SQLException {
    List<Row> rows = new ArrayList<>();
    reader.read(hour.series(), hour.start(), hour.start() + HOUR_MICROS, rows::add);
    if (!rows.isEmpty()) {
      boolean minutes = rows.size() >= WORTH_MINUTES;
      if (minutes) {
        Map<Long, List<Row>> byMinute =
            rows.stream()
                .collect(
                    Collectors.groupingBy(
                        row -> Math.floorDiv(row.dueMicros(), MINUTE_MICROS) * MINUTE_MICROS,
                        TreeMap::new,
                        Collectors.toList()));
        for (var minute : byMinute.entrySet()) {
          insert(Partition.MINUTES, hour.series(), Rollup.of(minute.getKey(), minute.getValue()))
              .executeUpdate();
        }
      }
      PreparedStatement insert =
          insert(Partition.HOURS, hour.series(), Rollup.of(hour.start(), rows));
      insert.setInt(6 + Measure.SLOTS, minutes ? 1 : 0);
      insert.executeUpdate();
    }
    unmark.setLong(1, hour.series());
    unmark.setLong(2, hour.start());
    unmark.executeUpdate();
    marked.remove(hour.series(), hour.start());
  }

  private PreparedStatement insert(Partition partition, long series, Rollup rollup)
      throws SQLException {
    PreparedStatement insert = insertInto(partition, partition.table(rollup.startMicros()));
    insert.setLong(1, series);
    insert.setLong(2, rollup.startMicros());
    insert.setInt(3, rollup.count());
    insert.setInt(4, rollup.passed());
    insert.setInt(5, rollup.excluded());
    for (int slot = 0; slot < Measure.SLOTS; slot++) {
      insert.setBytes(6 + slot, rollup.sketch(slot).orElse(null));
    }
    return insert;
  }

  private PreparedStatement insertInto(Partition partition, String table) throws SQLException {
    PreparedStatement known = inserts.get(table);
    if (known != null) {
      return known;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(partition.create(table));
    }
    boolean hours = partition == Partition.HOURS;
    PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO %s (series, start, count, passed, excluded, %s%s) VALUES (?%s)"
                .formatted(
                    table,
                    Writer.SLOTS,
                    hours ? ", minutes" : "",
                    ", ?".repeat(4 + Measure.SLOTS + (hours ? 1 : 0))));
    inserts.put(table, insert);
    return insert;
  }

  /** Results from before the given time are gone. */
  void cut(long micros) {
    cutMicros = Math.max(cutMicros, micros);
  }

  /** To be called before a table is dropped. */
  void closeInserts() throws SQLException {
    for (PreparedStatement insert : inserts.values()) {
      insert.close();
    }
    inserts.clear();
  }

  @Override
  public void close() throws SQLException {
    closeInserts();
    mark.close();
    unmark.close();
  }
}
