package dev.foureyes.stores.sqlite;

import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.stores.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the numbers of the results of single series, in one transaction. */
final class SeriesRows implements AutoCloseable {

  private final Connection connection;
  private final List<Integer> slots;
  private final List<String> tables;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /**
   * A reader.
   *
   * @param slots that the rows are to have
   * @param fromMicros begin of the time that any row will be asked of
   * @param toMicros end of that time
   */
  SeriesRows(Connection connection, List<Integer> slots, long fromMicros, long toMicros)
      throws SQLException {
    this.connection = connection;
    this.slots = slots;
    this.tables = Partition.RESULTS.tables(connection, fromMicros, toMicros);
  }

  /** The rows of a series that were due in a range, oldest first. */
  void read(long series, long fromMicros, long toMicros, Consumer<Row> to) throws SQLException {
    if (fromMicros >= toMicros) {
      return;
    }
    String first = Partition.RESULTS.table(fromMicros);
    String last = Partition.RESULTS.table(toMicros - 1);
    for (String table : tables) {
      if (table.compareTo(first) >= 0 && table.compareTo(last) <= 0) {
        PreparedStatement statement = statement(table);
        statement.setLong(1, series);
        statement.setLong(2, fromMicros);
        statement.setLong(3, toMicros);
        read(statement, to);
      }
    }
  }

  private void read(PreparedStatement statement, Consumer<Row> to) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        long[] values = new long[Measure.SLOTS];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < slots.size(); i++) {
          long value = rows.getLong(3 + i);
          if (!rows.wasNull()) {
            values[slots.get(i)] = value;
          }
        }
        to.accept(new Row(rows.getLong(1), faultOf(rows.getInt(2)), values));
      }
    }
  }

  static Fault faultOf(int number) {
    Fault fault = Fault.forNumber(number);
    return fault == null ? Fault.UNRECOGNIZED : fault;
  }

  private PreparedStatement statement(String table) throws SQLException {
    PreparedStatement known = statements.get(table);
    if (known != null) {
      return known;
    }
    String columns = slots.stream().map(slot -> ", m" + slot).collect(Collectors.joining());
    PreparedStatement statement =
        connection.prepareStatement(
            "SELECT due, fault"
                + columns
                + " FROM "
                + table
                + " WHERE series = ? AND due >= ? AND due < ? ORDER BY due");
    statements.put(table, statement);
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
