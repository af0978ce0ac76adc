package dev.foureyes.stores.sqlite;

import dev.foureyes.model.Scope;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.results.v1.Resolution;
import dev.foureyes.proto.results.v1.ResultCell;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.Tally;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sums up a range for each pair of test and node. */
final class Cells {

  private final Connection connection;
  private final long from;
  private final long to;
  private Resolution used = Resolution.RESOLUTION_RESULT;

  Cells(Connection connection, long fromMicros, long toMicros) {
    this.connection = connection;
    this.from = fromMicros;
    this.to = toMicros;
  }

  /**
   * The cells that have results, ordered by test, then node. A test that was changed to another
   * kind has the cell of the kind that it has now.
   *
   * @param testIds empty for all of the organisation
   */
  List<ResultCell> of(Scope scope, Set<String> testIds) throws SQLException {
    List<ResultCell> cells = new ArrayList<>();
    try (SeriesWindows windows =
        new SeriesWindows(
            connection,
            List.of(MeasureCatalog.HEADLINE_SLOT),
            Resolution.RESOLUTION_HOUR,
            from,
            to)) {
      for (Series series : Series.ofTests(connection, scope, testIds)) {
        StoreException.throwIfInterrupted();
        List<Measure> headline = MeasureCatalog.get().headline(series.kind()).stream().toList();
        Tally tally = new Tally(headline);
        windows.read(series.id(), tally::add, tally::add);
        if (tally.isEmpty()) {
          continue;
        }
        ResultCell cell = tally.cell(series.testId(), series.nodeId());
        if (!cells.isEmpty() && isSame(cells.getLast(), cell)) {
          cells.removeLast();
        }
        cells.add(cell);
      }
      used = coarser(used, windows.used());
    }
    return cells;
  }

  private static boolean isSame(ResultCell one, ResultCell other) {
    return one.getTestId().equals(other.getTestId()) && one.getNodeId().equals(other.getNodeId());
  }

  /** The coarsest that was read so far. */
  Resolution used() {
    return used;
  }

  static Resolution coarser(Resolution one, Resolution other) {
    return one.getNumber() >= other.getNumber() ? one : other;
  }
}
