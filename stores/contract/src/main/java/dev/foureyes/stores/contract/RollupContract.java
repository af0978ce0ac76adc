package dev.foureyes.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.results.v1.Bucket;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.MeasureSummary;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.Resolution;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.Capability;
import dev.foureyes.stores.Layer;
import dev.foureyes.stores.Sketch;
import dev.foureyes.stores.StoreException;
import dev.foureyes.testing.ResultFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Charts from rollups say what charts from results say. */
abstract class RollupContract {

  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-03-05T00:00:00Z");
  private static final int HOUR_MS = 3_600_000;
  private static final int ALL = 1_000_000;

  /** A result a minute, and one every ten seconds. */
  private final ResultFixture slow =
      new ResultFixture("default", "test-1", "slow", DAY, Duration.ofMinutes(1));

  private final ResultFixture fast =
      new ResultFixture("default", "test-1", "fast", DAY, Duration.ofSeconds(10));

  private final Random random = new Random(4);

  abstract StoreUnderTest store();

  private boolean lacksRollups() {
    return !store().get().capabilities().contains(Capability.ROLLUPS);
  }

  private static Timestamp at(Instant time) {
    return Timestamps.fromMillis(time.toEpochMilli());
  }

  private QuerySeriesResponse query(Instant from, Instant to, int bucketMs) {
    return store()
        .reader()
        .series(
            StoreUnderTest.SCOPE,
            QuerySeriesRequest.newBuilder()
                .setTestId("test-1")
                .setFrom(at(from))
                .setTo(at(to))
                .setBucketMs(bucketMs)
                .build());
  }

  private void writeHours(ResultFixture fixture, int hours) {
    List<Result> results = new ArrayList<>();
    long count = Duration.ofHours(hours).dividedBy(fixture.interval());
    for (int i = 0; i < count; i++) {
      results.add(
          switch (random.nextInt(20)) {
            case 0 -> fixture.failed(i);
            case 1 -> fixture.failed(i, Fault.FAULT_NODE_LOCAL);
            default -> fixture.passed(i, 5 + Math.exp(random.nextGaussian()) * 20);
          });
    }
    store().write(results.toArray(new Result[0]));
  }

  /** Equal but for percentiles, which may be off by what sketches are. */
  private static void assertSame(QuerySeriesResponse rolled, QuerySeriesResponse raw) {
    assertThat(rolled.getNodesCount()).isEqualTo(raw.getNodesCount());
    for (int node = 0; node < raw.getNodesCount(); node++) {
      assertThat(rolled.getNodes(node).getNodeId()).isEqualTo(raw.getNodes(node).getNodeId());
      List<Bucket> expected = raw.getNodes(node).getBucketsList();
      List<Bucket> actual = rolled.getNodes(node).getBucketsList();
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertSame(actual.get(i), expected.get(i));
      }
    }
  }

  private static void assertSame(Bucket rolled, Bucket raw) {
    assertThat(rolled.toBuilder().clearMeasures().build())
        .isEqualTo(raw.toBuilder().clearMeasures().build());
    assertThat(rolled.getMeasuresMap()).containsOnlyKeys(raw.getMeasuresMap().keySet());
    raw.getMeasuresMap()
        .forEach((name, expected) -> {
          MeasureSummary actual = rolled.getMeasuresOrThrow(name);
          assertThat(actual.getCount()).isEqualTo(expected.getCount());
          assertThat(actual.getMin()).isEqualTo(expected.getMin());
          assertThat(actual.getMax()).isEqualTo(expected.getMax());
          assertThat(actual.getAvg()).isCloseTo(expected.getAvg(), within(1e-6));
          assertThat(actual.getP95())
              .as(name)
              .isCloseTo(expected.getP95(), Percentage.withPercentage(101 * Sketch.RELATIVE_ERROR));
        });
  }

  @Test
  void withoutRollupsTheStoreSaysSo() {
    if (!lacksRollups()) {
      assertThat(store().get().rollUp(LATER, ALL)).isZero();
      return;
    }
    assertThatThrownBy(() -> store().get().rollUp(LATER, ALL))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNSUPPORTED));
  }

  @Test
  void hoursSayWhatTheirResultsSay() {
    writeHours(slow, 7);
    writeHours(fast, 7);
    Instant to = DAY.plus(Duration.ofHours(7));
    QuerySeriesResponse raw = query(DAY, to, 2 * HOUR_MS);
    assertThat(raw.getResolution()).isEqualTo(Resolution.RESOLUTION_RESULT);
    if (lacksRollups()) {
      return;
    }

    assertThat(store().get().rollUp(LATER, ALL)).as("7 hours of 2 nodes").isEqualTo(14);

    QuerySeriesResponse rolled = query(DAY, to, 2 * HOUR_MS);
    assertThat(rolled.getResolution()).isEqualTo(Resolution.RESOLUTION_HOUR);
    assertSame(rolled, raw);
  }

  @Test
  void minutesAreKeptWhereTheyAreSmallerThanResults() {
    writeHours(slow, 2);
    writeHours(fast, 2);
    Instant to = DAY.plus(Duration.ofHours(2));
    QuerySeriesResponse raw = query(DAY, to, 300_000);
    if (lacksRollups()) {
      return;
    }

    store().get().rollUp(LATER, ALL);

    QuerySeriesResponse rolled = query(DAY, to, 300_000);
    assertThat(rolled.getResolution()).isEqualTo(Resolution.RESOLUTION_MINUTE);
    assertSame(rolled, raw);
  }

  @Test
  void bothEndsOfTheRangeAreExact() {
    writeHours(slow, 6);
    Instant from = DAY.plus(Duration.ofMinutes(37));
    Instant to = DAY.plus(Duration.ofMinutes(5 * 60 + 11));
    QuerySeriesResponse raw = query(from, to, HOUR_MS);
    if (lacksRollups()) {
      return;
    }

    store().get().rollUp(LATER, ALL);

    assertSame(query(from, to, HOUR_MS), raw);
    Instant within = DAY.plus(Duration.ofMinutes(50));
    assertThat(query(from, within, HOUR_MS).getResolution())
        .as("no whole hour in it")
        .isEqualTo(Resolution.RESOLUTION_RESULT);
  }

  @Test
  void aLateResultAmendsItsHour() {
    writeHours(slow, 3);
    Instant to = DAY.plus(Duration.ofHours(3));
    if (lacksRollups()) {
      return;
    }
    store().get().rollUp(LATER, ALL);

    Result late = fast.passed(400, 99);
    store().write(late, late);

    assertThat(countOf(query(DAY, to, HOUR_MS), "fast")).as("before it is rolled up").isEqualTo(1);
    assertThat(store().get().rollUp(LATER, ALL)).isEqualTo(1);
    assertThat(countOf(query(DAY, to, HOUR_MS), "fast")).isEqualTo(1);
    store().write(slow.from(DAY.plusMillis(1)).in("default").passed(5_000, 1));
    store().write(late);
    assertThat(countOf(query(DAY, to, HOUR_MS), "fast")).as("written again").isEqualTo(1);
  }

  private static int countOf(QuerySeriesResponse response, String nodeId) {
    return response.getNodesList().stream()
        .filter(node -> node.getNodeId().equals(nodeId))
        .flatMap(node -> node.getBucketsList().stream())
        .mapToInt(Bucket::getCount)
        .sum();
  }

  @Test
  void onlyHoursThatAreOverAndAFewAtATime() {
    writeHours(slow, 5);
    if (lacksRollups()) {
      return;
    }

    Instant inTheFourth = DAY.plus(Duration.ofMinutes(200));
    assertThat(store().get().rollUp(inTheFourth, 2)).isEqualTo(2);
    assertThat(store().get().rollUp(inTheFourth, 2)).isEqualTo(1);
    assertThat(store().get().rollUp(inTheFourth, 2)).isZero();

    QuerySeriesResponse mixed = query(DAY, DAY.plus(Duration.ofHours(5)), 5 * HOUR_MS);
    store().get().rollUp(LATER, ALL);
    assertSame(query(DAY, DAY.plus(Duration.ofHours(5)), 5 * HOUR_MS), mixed);
  }

  @Test
  void rollupsOutliveTheirResultsAndTheProcess() {
    writeHours(slow, 24);
    Instant to = DAY.plus(Duration.ofDays(1));
    QuerySeriesResponse raw = query(DAY, to, 4 * HOUR_MS);
    if (lacksRollups()) {
      return;
    }

    store().get().dropBefore(Layer.RESULTS, LATER);
    store().reopen();

    QuerySeriesResponse rolled = query(DAY, to, 4 * HOUR_MS);
    assertSame(rolled, raw);
    store().write(slow.passed(3, 1));
    store().get().rollUp(LATER, ALL);
    assertSame(query(DAY, to, 4 * HOUR_MS), raw);
    store().get().dropBefore(Layer.HOURS, Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(countOf(query(DAY, to, 4 * HOUR_MS), "slow")).isLessThanOrEqualTo(1);
  }

  @Test
  void detailsGoBeforeTheirResults() {
    Result passed = slow.passed(0, 42);
    Result failed = slow.failed(1);
    store().write(passed, failed);
    if (!store().get().capabilities().contains(Capability.DETAILS_APART)) {
      assertThatThrownBy(() -> store().get().dropBefore(Layer.DETAILS, LATER))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNSUPPORTED));
      return;
    }

    store().get().dropBefore(Layer.DETAILS, LATER);

    assertLean(passed, store().reader().get(StoreUnderTest.SCOPE, "test-1", passed.getId()));
    assertLean(failed, store().reader().get(StoreUnderTest.SCOPE, "test-1", failed.getId()));
    Result late = slow.passed(2, 43);
    store().write(late);
    store().reopen();
    assertLean(late, store().reader().get(StoreUnderTest.SCOPE, "test-1", late.getId()));
    assertLean(passed, store().reader().get(StoreUnderTest.SCOPE, "test-1", passed.getId()));
  }

  private static void assertLean(Result whole, Optional<Result> kept) {
    Result lean = kept.orElseThrow();
    assertThat(lean.getDetailsDropped()).isTrue();
    assertThat(lean.getProbe().getFault()).isEqualTo(whole.getProbe().getFault());
    assertThat(lean.getProbe().getScheduledAt()).isEqualTo(whole.getProbe().getScheduledAt());
    assertThat(lean.getProbe().getHttp().getTotalMs())
        .isEqualTo(whole.getProbe().getHttp().getTotalMs());
    assertThat(lean.getProbe().getHttp().hasTotalMs())
        .isEqualTo(whole.getProbe().getHttp().hasTotalMs());
    assertThat(lean.getProbe().getHttp().getFinalUrl()).isEmpty();
    assertThat(lean.getNodeName()).isEqualTo(whole.getNodeName());
  }
}
