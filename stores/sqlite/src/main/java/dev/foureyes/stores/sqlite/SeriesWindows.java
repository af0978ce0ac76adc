package dev.foureyes.stores.sqlite;

import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Resolution;
import dev.foureyes.stores.Rollup;
import dev.foureyes.stores.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads the results of single series over a range, from the coarsest that will do: rollups of the
 * hours that lie within the range and have one that is up to date, the results themselves of all
 * others. In one transaction.
 */
final class SeriesWindows implements AutoCloseable {

  private static final long HOUR = RollUps.HOUR_MICROS;

  private final Connection connection;
  private final List<Integer> slots;
  private final Resolution finest;
  private final long from;
  private final long to;
  private final long firstHour;
  private final long hoursEnd;
  private final SeriesRows rows;
  private final PreparedStatement stale;
  private final List<String> hourTables;
  private final List<String> minuteTables;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private Resolution used = Resolution.RESOLUTION_RESULT;

  /**
   * A reader.
   *
   * @param finest how coarse the pieces may be that the range is read in
   */
  SeriesWindows(
      Connection connection, List<Integer> slots, Resolution finest, long fromMicros, long toMicros)
      throws SQLException {
    this.connection = connection;
    this.slots = slots;
    this.finest = finest;
    this.from = fromMicros;
    this.to = toMicros;
    this.firstHour = -Math.floorDiv(-fromMicros, HOUR) * HOUR;
    this.hoursEnd = Math.floorDiv(toMicros, HOUR) * HOUR;
    this.rows = new SeriesRows(connection, slots, fromMicros, toMicros);
    this.stale =
        connection.prepareStatement(
            "SELECT start FROM stale WHERE series = ? AND start >= ? AND start < ?");
    boolean rollups = finest != Resolution.RESOLUTION_RESULT && firstHour < hoursEnd;
    this.hourTables = rollups ? Partition.HOURS.tables(connection, firstHour, hoursEnd) : List.of();
    this.minuteTables =
        rollups && finest == Resolution.RESOLUTION_MINUTE
            ? Partition.MINUTES.tables(connection, firstHour, hoursEnd)
            : List.of();
  }

  /** The pieces that buckets of a length can be made of. */
  static Resolution finestFor(long bucketMicros) {
    if (bucketMicros % HOUR == 0) {
      return Resolution.RESOLUTION_HOUR;
    }
    return bucketMicros % RollUps.MINUTE_MICROS == 0
        ? Resolution.RESOLUTION_MINUTE
        : Resolution.RESOLUTION_RESULT;
  }

  /** The coarsest that was read so far. */
  Resolution used() {
    return used;
  }

  void read(long series, Consumer<Row> single, Consumer<Rollup> rollup) throws SQLException {
    if (hourTables.isEmpty()) {
      rows.read(series, from, to, single);
      return;
    }
    SortedSet<Long> missing = staleHours(series);
    List<Rollup> hours = new ArrayList<>();
    for (String table : hourTables) {
      // For minutes, hours say which of them have minutes; the others are read result by result.
      readHours(table, series, missing, hours);
    }
    if (!hours.isEmpty()) {
      used = Cells.coarser(used, finest);
      if (finest == Resolution.RESOLUTION_HOUR) {
        hours.forEach(rollup);
      } else {
        for (Rollup hour : hours) {
          readMinutes(series, hour.startMicros(), rollup);
        }
      }
    }
    readSingle(series, missing, single);
  }

  private SortedSet<Long> staleHours(long series) throws SQLException {
    stale.setLong(1, series);
    stale.setLong(2, firstHour);
    stale.setLong(3, hoursEnd);
    SortedSet<Long> hours = new TreeSet<>();
    try (ResultSet found = stale.executeQuery()) {
      while (found.next()) {
        hours.add(found.getLong(1));
      }
    }
    return hours;
  }

  private void readHours(String table, long series, SortedSet<Long> missing, List<Rollup> to)
      throws SQLException {
    boolean minutes = finest == Resolution.RESOLUTION_MINUTE;
    PreparedStatement statement = statement(table, minutes ? ", minutes" : sketches());
    statement.setLong(1, series);
    statement.setLong(2, firstHour);
    statement.setLong(3, hoursEnd);
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        long start = found.getLong(1);
        if (missing.contains(start)) {
          continue;
        }
        if (minutes && found.getInt(5) == 0) {
          missing.add(start);
        } else {
          to.add(minutes ? new Rollup(start, 0, 0, 0, List.of()) : rollup(found));
        }
      }
    }
  }

  private void readMinutes(long series, long hour, Consumer<Rollup> to) throws SQLException {
    String table = Partition.MINUTES.table(hour);
    if (!minuteTables.contains(table)) {
      return; // its time is over, and that of the results is as a rule
    }
    PreparedStatement statement = statement(table, sketches());
    statement.setLong(1, series);
    statement.setLong(2, hour);
    statement.setLong(3, hour + HOUR);
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        to.accept(rollup(found));
      }
    }
  }

  /** What rollups do not cover: both ends of the range, and hours without one, joined together. */
  private void readSingle(long series, SortedSet<Long> missing, Consumer<Row> to)
      throws SQLException {
    rows.read(series, from, Math.min(firstHour, this.to), to);
    long start = Long.MIN_VALUE;
    long end = Long.MIN_VALUE;
    for (long hour : missing) {
      if (hour != end) {
        rows.read(series, start, end, to);
        start = hour;
      }
      end = hour + HOUR;
    }
    rows.read(series, start, end, to);
    rows.read(series, Math.max(hoursEnd, firstHour), this.to, to);
  }

  private Rollup rollup(ResultSet found) throws SQLException {
    List<Optional<byte[]>> sketches =
        new ArrayList<>(Collections.nCopies(Measure.SLOTS, Optional.empty()));
    for (int i = 0; i < slots.size(); i++) {
      sketches.set(slots.get(i), Optional.ofNullable(found.getBytes(5 + i)));
    }
    return new Rollup(
        found.getLong(1), found.getInt(2), found.getInt(3), found.getInt(4), sketches);
  }

  private String sketches() {
    return slots.stream().map(slot -> ", m" + slot).collect(Collectors.joining());
  }

  private PreparedStatement statement(String table, String more) throws SQLException {
    PreparedStatement known = statements.get(table);
    if (known != null) {
      return known;
    }
    PreparedStatement statement =
        connection.prepareStatement(
            "SELECT start, count, passed, excluded"
                + more
                + " FROM "
                + table
                + " WHERE series = ? AND start >= ? AND start < ? ORDER BY start");
    statements.put(table, statement);
    return statement;
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    stale.close();
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
