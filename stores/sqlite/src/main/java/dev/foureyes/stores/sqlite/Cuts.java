package dev.foureyes.stores.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Up to where each layer was dropped. */
final class Cuts {

  private Cuts() {}

  /** What a layer lacks is from before that; the begin of time when nothing was dropped. */
  static long of(Connection connection, Partition partition) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT before FROM cut WHERE layer = ?")) {
      statement.setString(1, partition.name());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : Partition.MIN_MICROS;
      }
    }
  }

  static void set(Connection connection, Partition partition, long beforeMicros)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            INSERT INTO cut (layer, before) VALUES (?, ?)
            ON CONFLICT (layer) DO UPDATE SET before = max(before, excluded.before)
            """)) {
      statement.setString(1, partition.name());
      statement.setLong(2, beforeMicros);
      statement.executeUpdate();
    }
  }
}
