package dev.foureyes.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummaryPoint;
import dev.foureyes.proto.results.v1.TestState;
import dev.foureyes.proto.results.v1.TestSummary;
import dev.foureyes.testing.ResultFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** State and sparkline of many tests. */
abstract class SummaryContract {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final ResultFixture node1 = ResultFixture.of("test-1", "node-1");
  private final ResultFixture node2 = ResultFixture.of("test-1", "node-2");

  abstract StoreUnderTest store();

  private TestSummary summarize(Instant now) {
    SummarizeTestsRequest request =
        SummarizeTestsRequest.newBuilder()
            .addTestIds("test-1")
            .setWindowMs(600_000)
            .setBuckets(10)
            .build();
    return store().reader().summarize(StoreUnderTest.SCOPE, request, now).getTests(0);
  }

  @Test
  void passingWhenTheNewestOfAllNodesPassed() {
    store().write(node1.failed(0), node1.passed(1, 10), node2.passed(1, 30));

    TestSummary summary = summarize(NOON.plus(Duration.ofMinutes(2)));

    assertThat(summary.getState()).isEqualTo(TestState.TEST_STATE_PASSING);
    assertThat(summary.getNodes()).isEqualTo(2);
    assertThat(summary.getHeadlineMeasure()).isEqualTo("total_ms");
    assertThat(summary.getHeadline()).isEqualTo(20);
    assertThat(summary.getNewest()).isEqualTo(node1.passed(1, 10).getProbe().getScheduledAt());
  }

  @Test
  void degradedWhenSomeFailedAndFailingWhenAllDid() {
    store().write(node1.passed(0, 10), node2.failed(0));
    assertThat(summarize(NOON).getState()).isEqualTo(TestState.TEST_STATE_DEGRADED);
    assertThat(summarize(NOON).getNodesPassed()).isEqualTo(1);

    store().write(node1.failed(1), node2.failed(1));
    assertThat(summarize(NOON.plus(Duration.ofMinutes(1))).getState())
        .isEqualTo(TestState.TEST_STATE_FAILING);
  }

  @Test
  void aNodesOwnTroubleSaysNothingOfTheTest() {
    store().write(node1.passed(0, 10), node2.failed(0, Fault.FAULT_NODE_LOCAL));

    TestSummary summary = summarize(NOON);

    assertThat(summary.getState()).isEqualTo(TestState.TEST_STATE_PASSING);
    assertThat(summary.getNodes()).isEqualTo(1);
  }

  @Test
  void aNodeThatFellSilentNoLongerSpeaksForTheTest() {
    store().write(node1.failed(0), node2.passed(15, 10));

    TestSummary summary = summarize(NOON.plus(Duration.ofMinutes(15)));

    assertThat(summary.getNodes()).isEqualTo(1);
    assertThat(summary.getState()).isEqualTo(TestState.TEST_STATE_PASSING);
    assertThat(summarize(NOON.plus(Duration.ofHours(5))).getState())
        .as("all fell silent")
        .isEqualTo(TestState.TEST_STATE_NO_DATA);
  }

  @Test
  void pointsAreFixedInNumberAndOldestFirst() {
    store()
        .write(
            node1.passed(0, 10),
            node1.failed(1),
            node1.failed(2, Fault.FAULT_INTERNAL),
            node1.passed(3, 20),
            node2.passed(3, 40));

    TestSummary summary = summarize(NOON.plus(Duration.ofMinutes(3)).plusSeconds(30));

    assertThat(summary.getPointsCount()).isEqualTo(10);
    assertThat(summary.getPointsList().subList(0, 6))
        .allMatch(point -> point.getCount() == 0 && !point.hasValue());
    assertThat(summary.getPoints(6))
        .isEqualTo(SummaryPoint.newBuilder().setCount(1).setPassed(1).setValue(10).build());
    assertThat(summary.getPoints(7)).isEqualTo(SummaryPoint.newBuilder().setCount(1).build());
    assertThat(summary.getPoints(8).getCount()).as("not the target's fault").isZero();
    assertThat(summary.getPoints(9))
        .isEqualTo(SummaryPoint.newBuilder().setCount(2).setPassed(2).setValue(30).build());
  }

  @Test
  void testsComeInTheOrderAskedForAndUnknownOnesHaveNoData() {
    store().write(node1.passed(0, 10));
    SummarizeTestsRequest request =
        SummarizeTestsRequest.newBuilder().addTestIds("unknown").addTestIds("test-1").build();

    var response = store().reader().summarize(StoreUnderTest.SCOPE, request, NOON);

    assertThat(response.getTestsList())
        .extracting(TestSummary::getTestId)
        .containsExactly("unknown", "test-1");
    assertThat(response.getTests(0).getState()).isEqualTo(TestState.TEST_STATE_NO_DATA);
    assertThat(response.getTests(0).getPointsCount()).isEqualTo(30);
  }
}
