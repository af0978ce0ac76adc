package dev.foureyes.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.Bucket;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.MeasureSummary;
import dev.foureyes.proto.results.v1.NodeSeries;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.testing.ResultFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Measures over time. */
abstract class ChartingContract {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final ResultFixture node1 = ResultFixture.of("test-1", "node-1");
  private final ResultFixture node2 = ResultFixture.of("test-1", "node-2");

  abstract StoreUnderTest store();

  private static Timestamp at(Instant time) {
    return Timestamps.fromMillis(time.toEpochMilli());
  }

  private QuerySeriesResponse query(QuerySeriesRequest.Builder request) {
    if (!request.hasFrom()) {
      request.setFrom(at(NOON)).setTo(at(NOON.plus(Duration.ofHours(1))));
    }
    return store().reader().series(StoreUnderTest.SCOPE, request.setTestId("test-1").build());
  }

  @Test
  void bucketsSummariseWhatEachNodeMeasured() {
    for (int i = 0; i < 20; i++) {
      store().write(node1.passed(i, i + 1)); // 1 to 20 ms
    }
    store().write(node2.passed(0, 100));

    QuerySeriesResponse response =
        query(QuerySeriesRequest.newBuilder().setBucketMs(1_200_000).addMeasures("total_ms"));

    assertThat(response.getBucketMs()).isEqualTo(1_200_000);
    assertThat(response.getNodesList())
        .extracting(NodeSeries::getNodeId)
        .containsExactly("node-1", "node-2");
    Bucket bucket = response.getNodes(0).getBuckets(0);
    assertThat(bucket.getStart()).isEqualTo(at(NOON));
    assertThat(bucket.getCount()).isEqualTo(20);
    assertThat(bucket.getMeasuresMap()).containsOnlyKeys("total_ms");
    assertThat(bucket.getMeasuresOrThrow("total_ms"))
        .isEqualTo(
            MeasureSummary.newBuilder()
                .setCount(20)
                .setMin(1)
                .setAvg(10.5)
                .setP95(19)
                .setMax(20)
                .build());
  }

  @Test
  void failuresLowerAvailabilityAndHaveNoTimes() {
    store()
        .write(
            node1.passed(0, 10),
            node1.failed(1),
            node1.failed(2, Fault.FAULT_NODE_LOCAL),
            node1.failed(3, Fault.FAULT_PATH));

    Bucket bucket =
        query(QuerySeriesRequest.newBuilder().setBucketMs(600_000)).getNodes(0).getBuckets(0);

    assertThat(bucket.getCount()).as("the node's own trouble does not count").isEqualTo(3);
    assertThat(bucket.getPassed()).isEqualTo(1);
    assertThat(bucket.getExcluded()).isEqualTo(1);
    assertThat(bucket.getMeasuresOrThrow("total_ms").getCount()).isEqualTo(1);
    assertThat(bucket.getMeasuresOrThrow("dns_ms").getCount())
        .as("failed results got that far")
        .isEqualTo(3);
    assertThat(bucket.getMeasuresMap()).doesNotContainKey("tls_ms");
  }

  @Test
  void emptyBucketsAreLeftOutAndTheRangeIsHalfOpen() {
    store().write(node1.passed(0, 1), node1.passed(30, 2), node1.passed(60, 3));

    QuerySeriesResponse response = query(QuerySeriesRequest.newBuilder().setBucketMs(60_000));

    assertThat(response.getNodes(0).getBucketsList())
        .extracting(Bucket::getStart)
        .containsExactly(at(NOON), at(NOON.plus(Duration.ofMinutes(30))));
  }

  @Test
  void bucketsRunAcrossMidnight() {
    ResultFixture late = node1.from(Instant.parse("2026-03-01T23:59:00Z"));
    store().write(late.passed(0, 1), late.passed(1, 3));

    QuerySeriesResponse response =
        query(
            QuerySeriesRequest.newBuilder()
                .setFrom(at(Instant.parse("2026-03-01T23:00:00Z")))
                .setTo(at(Instant.parse("2026-03-02T01:00:00Z")))
                .setBucketMs(60_000));

    assertThat(response.getNodes(0).getBucketsList()).hasSize(2);
  }

  @Test
  void theStoreChoosesABucketThatReadsWell() {
    store().write(node1.passed(0, 1));

    assertThat(query(QuerySeriesRequest.newBuilder()).getBucketMs())
        .as("one hour")
        .isEqualTo(30_000);
    assertThat(
            query(
                    QuerySeriesRequest.newBuilder()
                        .setFrom(at(NOON))
                        .setTo(at(NOON.plus(Duration.ofDays(7)))))
                .getBucketMs())
        .as("one week")
        .isEqualTo(3_600_000);
  }

  @Test
  void onlyTheNodesAskedForAndOnlyTheOwnOrganisation() {
    store().write(node1.passed(0, 1), node2.passed(0, 2), node1.in("other").passed(1, 3));

    assertThat(query(QuerySeriesRequest.newBuilder().addNodeIds("node-2")).getNodesList())
        .extracting(NodeSeries::getNodeId)
        .containsExactly("node-2");
    QuerySeriesRequest request =
        QuerySeriesRequest.newBuilder()
            .setTestId("test-1")
            .setFrom(at(NOON))
            .setTo(at(NOON.plus(Duration.ofHours(1))))
            .build();
    assertThat(
            store()
                .reader()
                .series(new Scope("other"), request)
                .getNodes(0)
                .getBuckets(0)
                .getMeasuresOrThrow("total_ms")
                .getMax())
        .isEqualTo(3);
  }

  @Test
  void aTestWithoutResultsHasNoNodes() {
    assertThat(query(QuerySeriesRequest.newBuilder()).getNodesList()).isEmpty();
  }
}
