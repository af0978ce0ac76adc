package dev.foureyes.stores;

import dev.foureyes.proto.results.v1.RankBy;
import dev.foureyes.proto.results.v1.ResultCell;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which pairs of test and node do worst. */
public final class Ranking {

  private static final int DEFAULT_LIMIT = 10;

  private Ranking() {}

  /**
   * The worst, worst first.
   *
   * @param limit 0 for 10
   */
  public static List<ResultCell> worst(Stream<ResultCell> cells, RankBy by, int limit) {
    boolean byHeadline = by == RankBy.RANK_BY_AVG || by == RankBy.RANK_BY_P95;
    return cells
        .filter(cell -> byHeadline ? cell.hasHeadline() : cell.getCount() > 0)
        .sorted(
            Comparator.comparingDouble((ResultCell cell) -> goodness(cell, by))
                .thenComparing(ResultCell::getTestId)
                .thenComparing(ResultCell::getNodeId))
        .limit(limit == 0 ? DEFAULT_LIMIT : limit)
        .toList();
  }

  /** More is better. */
  private static double goodness(ResultCell cell, RankBy by) {
    return switch (by) {
      case RANK_BY_AVG -> -cell.getHeadline().getAvg();
      case RANK_BY_P95 -> -cell.getHeadline().getP95();
      default -> (double) cell.getPassed() / cell.getCount();
    };
  }
}
