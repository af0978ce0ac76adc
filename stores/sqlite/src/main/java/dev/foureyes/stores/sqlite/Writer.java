package dev.foureyes.stores.sqlite;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.Layer;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes batches, each in one transaction: rows, the newest of each series, and the places in the
 * log. A row that is there already (its key holds the result's name) is left as it is.
 */
final class Writer implements AutoCloseable {

  /** The columns of the measures. */
  static final String SLOTS =
      IntStream.range(0, Measure.SLOTS)
          .mapToObj(slot -> "m" + slot)
          .collect(Collectors.joining(", "));

  private static final int FIRST_SLOT = 9;
  private static final int NO_DETAIL = 0;
  private static final int HOURS_AT_ONCE = 1_000;

  /** The statements of one day. */
  private static final class Day implements AutoCloseable {
    final PreparedStatement row;

    /** Empty when the details of the day were dropped: those that come late are not kept. */
    final Optional<PreparedStatement> detail;

    long nextDetail;

    Day(PreparedStatement row, Optional<PreparedStatement> detail, long nextDetail) {
      this.row = row;
      this.detail = detail;
      this.nextDetail = nextDetail;
    }

    @Override
    public void close() throws SQLException {
      row.close();
      if (detail.isPresent()) {
        detail.get().close();
      }
    }
  }

  private final Connection connection;
  private final ShortIds ids;
  private final MeasureCatalog catalog = MeasureCatalog.get();
  private final RollUps rollUps;
  private final Map<String, Day> days = new HashMap<>();
  private final PreparedStatement upsertLatest;
  private final PreparedStatement movePlace;
  private final PreparedStatement addPlace;
  private final PreparedStatement count;

  Writer(Connection connection) throws SQLException {
    this.connection = connection;
    ids = new ShortIds(connection);
    rollUps = new RollUps(connection);
    upsertLatest =
        connection.prepareStatement(
            """
            INSERT INTO latest (series, due, incarnation, seq, fault, headline) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (series) DO UPDATE SET due = excluded.due, incarnation = excluded.incarnation, seq = excluded.seq,
              fault = excluded.fault, headline = excluded.headline
            WHERE excluded.due >= due
            """);
    movePlace =
        connection.prepareStatement(
            "UPDATE place SET next = ? WHERE log = ? AND part = ? AND next = ?");
    addPlace =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO place (log, part, next) VALUES (?, ?, 0)");
    count = connection.prepareStatement("UPDATE stored SET total = total + ?");
  }

  int write(WriteBatch batch) {
    return inTransaction(
        "write",
        () -> {
          for (var advance : batch.advances().entrySet()) {
            move(batch.logId(), advance.getKey(), advance.getValue());
          }
          int added = 0;
          for (Result result : batch.results()) {
            added += insert(result);
          }
          count.setInt(1, added);
          count.executeUpdate();
          return added;
        });
  }

  int rollUp(Instant closedBefore, int atMost) {
    long micros = Math.multiplyExact(closedBefore.getEpochSecond(), 1_000_000L);
    return inTransaction("roll up", () -> rollUps.rollUp(micros, atMost));
  }

  private interface Work {
    int run() throws SQLException;
  }

  private int inTransaction(String doing, Work work) {
    try {
      execute("BEGIN IMMEDIATE");
      int done = work.run();
      execute("COMMIT");
      return done;
    } catch (SQLException e) {
      StoreException failure = Errors.translate(doing, e);
      undo(failure);
      throw failure;
    } catch (RuntimeException e) {
      undo(e);
      throw e;
    }
  }

  private void undo(RuntimeException cause) {
    ids.forget();
    try {
      closeDays(); // the transaction may have made their tables
      rollUps.forget();
      execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(
          e); // nothing to roll back when BEGIN itself failed, or SQLite did it already
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void move(String logId, int partition, Advance advance) throws SQLException {
    if (advance.from() == 0) {
      addPlace.setString(1, logId);
      addPlace.setInt(2, partition);
      addPlace.executeUpdate();
    }
    movePlace.setLong(1, advance.to());
    movePlace.setString(2, logId);
    movePlace.setInt(3, partition);
    movePlace.setLong(4, advance.from());
    if (movePlace.executeUpdate() != 1) {
      throw new StoreException(
          StoreException.Kind.FENCED,
          "place of partition "
              + partition
              + ": no longer "
              + advance.from()
              + " (expected: that no other process writes this store)");
    }
  }

  private int insert(Result result) throws SQLException {
    ProbeResult probe = result.getProbe();
    long due = Timestamps.toMicros(probe.getScheduledAt());
    long series = ids.series(result);
    long incarnation = ids.incarnation(result);
    Day day = day(due);
    PreparedStatement insert = day.row;
    insert.setLong(1, series);
    insert.setLong(2, due);
    insert.setLong(3, incarnation);
    insert.setLong(4, result.getSeq());
    insert.setLong(5, Timestamps.toMicros(result.getReceivedAt()));
    insert.setInt(6, probe.getFaultValue());
    insert.setLong(7, ids.context(result));
    insert.setLong(8, day.nextDetail);
    for (int slot = 0; slot < Measure.SLOTS; slot++) {
      insert.setNull(FIRST_SLOT + slot, Types.INTEGER);
    }
    for (Measure measure : catalog.of(probe.getDetailCase())) {
      var value = catalog.value(probe, measure);
      if (value.isPresent()) {
        insert.setLong(FIRST_SLOT + measure.slot(), measure.unit().toStored(value.getAsDouble()));
      }
    }
    int added = insert.executeUpdate();
    if (added == 1) {
      if (day.detail.isPresent()) {
        PreparedStatement detail = day.detail.get();
        detail.setLong(1, day.nextDetail++);
        detail.setBytes(2, probe.toByteArray());
        detail.executeUpdate();
      }
      updateLatest(result, series, due, incarnation);
      rollUps.stale(series, due);
    }
    return added;
  }

  private void updateLatest(Result result, long series, long due, long incarnation)
      throws SQLException {
    upsertLatest.setLong(1, series);
    upsertLatest.setLong(2, due);
    upsertLatest.setLong(3, incarnation);
    upsertLatest.setLong(4, result.getSeq());
    upsertLatest.setInt(5, result.getProbe().getFaultValue());
    upsertLatest.setNull(6, Types.INTEGER);
    ProbeResult probe = result.getProbe();
    var headline = catalog.headline(probe.getDetailCase());
    if (headline.isPresent()) {
      var value = catalog.value(probe, headline.get());
      if (value.isPresent()) {
        upsertLatest.setLong(6, headline.get().unit().toStored(value.getAsDouble()));
      }
    }
    upsertLatest.executeUpdate();
  }

  private Day day(long due) throws SQLException {
    String table = Partition.RESULTS.table(due);
    Day known = days.get(table);
    if (known != null) {
      return known;
    }
    execute(Partition.RESULTS.create(table));
    PreparedStatement row =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO "
                + table
                + " (series, due, incarnation, seq, received, fault, context, detail, "
                + SLOTS
                + ") VALUES (?"
                + ", ?".repeat(7 + Measure.SLOTS)
                + ")");
    Day day =
        due < Cuts.of(connection, Partition.DETAILS)
            ? new Day(row, Optional.empty(), NO_DETAIL)
            : withDetails(row, Partition.detailsOf(table));
    days.put(table, day);
    return day;
  }

  private Day withDetails(PreparedStatement row, String table) throws SQLException {
    execute(Partition.DETAILS.create(table));
    try (Statement statement = connection.createStatement();
        ResultSet last = statement.executeQuery("SELECT ifnull(max(id), 0) FROM " + table)) {
      return new Day(
          row,
          Optional.of(
              connection.prepareStatement("INSERT INTO " + table + " (id, probe) VALUES (?, ?)")),
          last.getLong(1) + 1);
    }
  }

  void dropBefore(Layer layer, Instant cut) {
    if (layer == Layer.RESULTS) {
      rollUpAllBefore(cut);
    }
    var _ =
        inTransaction(
            "drop old " + layer.name().toLowerCase(Locale.ROOT),
            () -> {
              closeDays();
              rollUps.closeInserts();
              int dropped = drop(Partition.of(layer), cut);
              if (layer == Layer.RESULTS) {
                drop(Partition.DETAILS, cut);
                long cutMicros = Partition.RESULTS.startOf(cut);
                rollUps.cut(cutMicros);
                execute("DELETE FROM latest WHERE due < " + cutMicros);
                execute("DELETE FROM stale WHERE start < " + cutMicros);
              }
              return dropped;
            });
  }

  private int drop(Partition partition, Instant cut) throws SQLException {
    var tables = partition.tablesBefore(connection, cut);
    for (String table : tables) {
      execute("DROP TABLE " + table);
    }
    Cuts.set(connection, partition, partition.startOf(cut));
    return tables.size();
  }

  /** What is not rolled up by then never will be. */
  private void rollUpAllBefore(Instant cut) {
    Instant day = Instant.EPOCH.plus(Partition.RESULTS.startOf(cut), ChronoUnit.MICROS);
    while (rollUp(day, HOURS_AT_ONCE) == HOURS_AT_ONCE) {
      // the next ones
    }
  }

  private void closeDays() throws SQLException {
    for (Day day : days.values()) {
      day.close();
    }
    days.clear();
  }

  @Override
  public void close() throws SQLException {
    closeDays();
    rollUps.close();
    upsertLatest.close();
    movePlace.close();
    addPlace.close();
    count.close();
    ids.close();
  }
}
