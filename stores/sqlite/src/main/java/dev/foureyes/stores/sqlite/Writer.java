package dev.foureyes.stores.sqlite;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes batches, each in one transaction: rows, the newest of each series, and the places in the
 * log. A row that is there already (its key holds the result's name) is left as it is.
 */
final class Writer implements AutoCloseable {

  private static final String INSERT_COLUMNS =
      "series, due, incarnation, seq, received, fault, context, "
          + IntStream.range(0, Measure.SLOTS)
              .mapToObj(slot -> "m" + slot)
              .collect(Collectors.joining(", "))
          + ", probe";
  private static final int FIRST_SLOT = 8;
  private static final int PROBE = FIRST_SLOT + Measure.SLOTS;

  private final Connection connection;
  private final ShortIds ids;
  private final MeasureCatalog catalog = MeasureCatalog.get();
  private final Map<String, PreparedStatement> inserts = new HashMap<>();
  private final PreparedStatement upsertLatest;
  private final PreparedStatement movePlace;
  private final PreparedStatement addPlace;
  private final PreparedStatement count;

  Writer(Connection connection) throws SQLException {
    this.connection = connection;
    ids = new ShortIds(connection);
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
    try {
      begin();
      for (var advance : batch.advances().entrySet()) {
        move(batch.logId(), advance.getKey(), advance.getValue());
      }
      int added = 0;
      for (Result result : batch.results()) {
        added += insert(result);
      }
      count.setInt(1, added);
      count.executeUpdate();
      execute("COMMIT");
      return added;
    } catch (SQLException e) {
      StoreException failure = Errors.translate("write", e);
      undo(failure);
      throw failure;
    } catch (RuntimeException e) {
      undo(e);
      throw e;
    }
  }

  private void begin() throws SQLException {
    execute("BEGIN IMMEDIATE");
  }

  private void undo(RuntimeException cause) {
    ids.forget();
    try {
      closeInserts(); // the transaction may have made their tables
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
    PreparedStatement insert = insertInto(Schema.dayTable(due));
    insert.setLong(1, series);
    insert.setLong(2, due);
    insert.setLong(3, incarnation);
    insert.setLong(4, result.getSeq());
    insert.setLong(5, Timestamps.toMicros(result.getReceivedAt()));
    insert.setInt(6, probe.getFaultValue());
    insert.setLong(7, ids.context(result));
    for (int slot = 0; slot < Measure.SLOTS; slot++) {
      insert.setNull(FIRST_SLOT + slot, Types.INTEGER);
    }
    for (Measure measure : catalog.of(probe.getDetailCase())) {
      var value = catalog.value(probe, measure);
      if (value.isPresent()) {
        insert.setLong(FIRST_SLOT + measure.slot(), measure.unit().toStored(value.getAsDouble()));
      }
    }
    insert.setBytes(PROBE, probe.toByteArray());
    int added = insert.executeUpdate();
    if (added == 1) {
      updateLatest(result, series, due, incarnation);
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

  private PreparedStatement insertInto(String table) throws SQLException {
    PreparedStatement known = inserts.get(table);
    if (known != null) {
      return known;
    }
    execute(Schema.createDayTable(table));
    PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO "
                + table
                + " ("
                + INSERT_COLUMNS
                + ") VALUES (?"
                + ", ?".repeat(PROBE - 1)
                + ")");
    inserts.put(table, insert);
    return insert;
  }

  void dropBefore(Instant cut) {
    try {
      var tables = Schema.dayTablesBefore(connection, cut);
      if (tables.isEmpty()) {
        return;
      }
      for (String table : tables) {
        PreparedStatement insert = inserts.remove(table);
        if (insert != null) {
          insert.close();
        }
        execute("DROP TABLE IF EXISTS " + table);
      }
      long cutMicros = Schema.startOfDay(cut);
      execute("DELETE FROM latest WHERE due < " + cutMicros);
    } catch (SQLException e) {
      throw Errors.translate("drop old results", e);
    }
  }

  private void closeInserts() throws SQLException {
    for (PreparedStatement insert : inserts.values()) {
      insert.close();
    }
    inserts.clear();
  }

  @Override
  public void close() throws SQLException {
    closeInserts();
    upsertLatest.close();
    movePlace.close();
    addPlace.close();
    count.close();
    ids.close();
  }
}
