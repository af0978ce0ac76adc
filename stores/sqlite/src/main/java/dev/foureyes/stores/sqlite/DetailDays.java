package dev.foureyes.stores.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** The days whose details are there. */
record DetailDays(Set<String> tables) {

  static DetailDays of(Connection connection) throws SQLException {
    return new DetailDays(Set.copyOf(Partition.DETAILS.tables(connection)));
  }

  boolean contains(String resultTable) {
    return tables.contains(Partition.detailsOf(resultTable));
  }
}
