package dev.foureyes.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.QueryMatrixRequest;
import dev.foureyes.proto.results.v1.RankBy;
import dev.foureyes.proto.results.v1.RankResultsRequest;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.ResultCell;
import dev.foureyes.stores.Capability;
import dev.foureyes.stores.StoreException;
import dev.foureyes.testing.ResultFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pairs of test and node: as a matrix, the worst of them, and all they have for export. */
abstract class CellContract {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plus(Duration.ofHours(6));
  private static final int ALL = 1_000;

  private final ResultFixture a1 = ResultFixture.of("test-a", "node-1");
  private final ResultFixture a2 = ResultFixture.of("test-a", "node-2");
  private final ResultFixture b1 = ResultFixture.of("test-b", "node-1");

  abstract StoreUnderTest store();

  private static Timestamp at(Instant time) {
    return Timestamps.fromMillis(time.toEpochMilli());
  }

  private List<ResultCell> matrix(QueryMatrixRequest.Builder request) {
    return store()
        .reader()
        .matrix(
            StoreUnderTest.SCOPE,
            request.setFrom(at(NOON)).setTo(at(NOON.plus(Duration.ofHours(2)))).build())
        .getCellsList();
  }

  private List<String> ranked(RankBy by, int limit) {
    return store()
        .reader()
        .rank(
            StoreUnderTest.SCOPE,
            RankResultsRequest.newBuilder()
                .setFrom(at(NOON))
                .setTo(at(NOON.plus(Duration.ofHours(2))))
                .setBy(by)
                .setLimit(limit)
                .build())
        .getCellsList()
        .stream()
        .map(cell -> cell.getTestId() + "/" + cell.getNodeId())
        .toList();
  }

  private void rollUp() {
    if (store().get().capabilities().contains(Capability.ROLLUPS)) {
      assertThat(store().get().rollUp(LATER, ALL)).isPositive();
    }
  }

  private void writeSome() {
    for (int i = 0; i < 60; i++) {
      store()
          .write(
              a1.passed(i, 10),
              i % 2 == 0 ? a2.passed(i, 20 + i) : a2.failed(i),
              i == 59 ? b1.failed(i, Fault.FAULT_NODE_LOCAL) : b1.passed(i, i == 58 ? 500 : 30));
    }
    store().write(a1.in("other").failed(0));
  }

  @Test
  void aMatrixHasACellForEachPairWithResults() {
    writeSome();

    QueryMatrixRequest.Builder both =
        QueryMatrixRequest.newBuilder().addTestIds("test-b").addTestIds("test-a").addTestIds("no");
    List<ResultCell> before = matrix(both);
    rollUp();

    for (List<ResultCell> cells : List.of(before, matrix(both))) {
      assertThat(cells)
          .extracting(ResultCell::getTestId, ResultCell::getNodeId, ResultCell::getCount)
          .containsExactly(
              tuple("test-a", "node-1", 60),
              tuple("test-a", "node-2", 60),
              tuple("test-b", "node-1", 59));
      assertThat(cells.get(1).getPassed()).isEqualTo(30);
      assertThat(cells.get(2).getExcluded()).isEqualTo(1);
      assertThat(cells.getFirst().getHeadlineMeasure()).isEqualTo("total_ms");
      assertThat(cells.getFirst().getHeadline().getAvg()).isEqualTo(10);
    }
    assertThat(matrix(both.clone().addNodeIds("node-2"))).hasSize(1);
  }

  @Test
  void theWorstComeFirst() {
    writeSome();
    List<String> byAvailability = ranked(RankBy.RANK_BY_UNSPECIFIED, 0);
    List<String> byAvg = ranked(RankBy.RANK_BY_AVG, 0);
    List<String> byP95 = ranked(RankBy.RANK_BY_P95, 2);

    assertThat(byAvailability).containsExactly("test-a/node-2", "test-a/node-1", "test-b/node-1");
    assertThat(byAvg).containsExactly("test-a/node-2", "test-b/node-1", "test-a/node-1");
    assertThat(byP95).containsExactly("test-a/node-2", "test-b/node-1");
    rollUp();
    assertThat(ranked(RankBy.RANK_BY_AVAILABILITY, 0)).isEqualTo(byAvailability);
    assertThat(ranked(RankBy.RANK_BY_AVG, 0)).isEqualTo(byAvg);
    assertThat(ranked(RankBy.RANK_BY_P95, 2)).isEqualTo(byP95);
  }

  @Test
  void nothingIsRankedWithoutResults() {
    assertThat(ranked(RankBy.RANK_BY_AVAILABILITY, 5)).isEmpty();
  }

  @Test
  void anExportHasEveryResultOfTheRangeOnce() {
    writeSome();
    List<Result> taken = new ArrayList<>();

    store()
        .reader()
        .export(
            StoreUnderTest.SCOPE,
            Set.of("test-a"),
            NOON.plus(Duration.ofMinutes(10)),
            NOON.plus(Duration.ofMinutes(20)),
            taken::add);

    assertThat(taken).hasSize(20);
    assertThat(taken.getFirst()).isEqualTo(a1.passed(10, 10));
    assertThat(taken.getLast()).isEqualTo(a2.failed(19));
  }

  @Test
  void anExportEndsWhenItsTakerHasEnough() {
    writeSome();
    List<Result> taken = new ArrayList<>();

    store()
        .reader()
        .export(
            StoreUnderTest.SCOPE,
            Set.of(),
            NOON,
            LATER,
            result -> {
              taken.add(result);
              return taken.size() < 7;
            });

    assertThat(taken).hasSize(7);
  }

  @Test
  void anotherOrganisationIsNotExported() {
    writeSome();
    List<Result> taken = new ArrayList<>();

    store().reader().export(new Scope("other"), Set.of(), NOON, LATER, taken::add);

    assertThat(taken).extracting(Result::getOrg).containsExactly("other");
  }

  @Test
  void aSoundStoreHasNothingToReport() {
    writeSome();

    assertThat(store().get().check()).isEmpty();
  }

  @Test
  void aQueryEndsWhenNobodyWaitsForItsAnswer() {
    for (int i = 0; i < 20; i++) {
      ResultFixture node = ResultFixture.of("test-a", "node-" + i);
      store()
          .write(IntStream.range(0, 200).mapToObj(n -> node.passed(n, 10)).toArray(Result[]::new));
    }
    List<Result> taken = new ArrayList<>();

    assertThatThrownBy(() ->
            store()
                .reader()
                .export(
                    StoreUnderTest.SCOPE,
                    Set.of(),
                    NOON,
                    LATER,
                    result -> {
                      taken.add(result);
                      Thread.currentThread().interrupt();
                      return true;
                    }))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CANCELLED));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(taken).hasSizeLessThan(2_000);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ranked(RankBy.RANK_BY_AVG, 1))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CANCELLED));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ranked(RankBy.RANK_BY_AVG, 1)).as("the store goes on").hasSize(1);
  }
}
