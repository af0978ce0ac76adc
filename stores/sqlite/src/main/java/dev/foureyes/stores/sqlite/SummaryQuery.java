package dev.foureyes.stores.sqlite;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.model.result.Faults;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.model.result.MeasureUnit;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummaryPoint;
import dev.foureyes.proto.results.v1.TestState;
import dev.foureyes.proto.results.v1.TestSummary;
import dev.foureyes.stores.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** State and recent history of a test. All times in microseconds since 1970. */
record SummaryQuery(long start, long bucket, int buckets, long now) {

  private static final int DEFAULT_WINDOW_MS = 3_600_000;
  private static final int DEFAULT_BUCKETS = 30;

  /** More nodes than that are not looked at for a state in a list. */
  private static final int MAX_NODES = 10_000;

  private static final String COUNTS =
      Arrays.stream(Fault.values())
          .filter(fault -> fault != Fault.UNRECOGNIZED && Faults.counts(fault))
          .map(fault -> Integer.toString(fault.getNumber()))
          .collect(Collectors.joining(", ", "fault IN (", ")"));

  static SummaryQuery of(SummarizeTestsRequest request, Instant now) {
    long window = 1_000L * (request.getWindowMs() == 0 ? DEFAULT_WINDOW_MS : request.getWindowMs());
    int buckets = request.getBuckets() == 0 ? DEFAULT_BUCKETS : request.getBuckets();
    long bucket = Math.max(1, window / buckets);
    long nowMicros = now.toEpochMilli() * 1_000;
    long end = (Math.floorDiv(nowMicros, bucket) + 1) * bucket;
    return new SummaryQuery(end - bucket * buckets, bucket, buckets, nowMicros);
  }

  TestSummary summarize(Connection connection, Scope scope, String testId) throws SQLException {
    TestSummary.Builder summary =
        TestSummary.newBuilder().setTestId(testId).setState(TestState.TEST_STATE_NO_DATA);
    List<Latest> latest = Latest.ofTest(connection, scope, testId, "", MAX_NODES);
    if (!latest.isEmpty()) {
      addState(summary, latest);
    }
    addPoints(summary, connection, latest);
    return summary.build();
  }

  private void addState(TestSummary.Builder summary, List<Latest> latest) {
    long newest = latest.stream().mapToLong(one -> one.key().due()).max().orElseThrow();
    summary.setNewest(Timestamps.fromMicros(newest));
    long window = bucket * buckets;
    double headlineSum = 0;
    int headlines = 0;
    for (Latest one : latest) {
      if (!Faults.counts(one.fault())
          || one.key().due() <= newest - window
          || one.key().due() <= now - window) {
        continue;
      }
      summary.setNodes(summary.getNodes() + 1);
      if (one.fault() == Fault.FAULT_OK) {
        summary.setNodesPassed(summary.getNodesPassed() + 1);
      }
      if (one.headline() != Row.ABSENT) {
        headlineSum += unit(one).fromStored(one.headline());
        headlines++;
      }
    }
    MeasureCatalog.get()
        .headline(latest.getFirst().kind())
        .ifPresent(measure -> summary.setHeadlineMeasure(measure.name()));
    if (headlines > 0) {
      summary.setHeadline(headlineSum / headlines);
    }
    summary.setState(state(summary.getNodes(), summary.getNodesPassed()));
  }

  private static TestState state(int nodes, int passed) {
    if (nodes == 0) {
      return TestState.TEST_STATE_NO_DATA;
    }
    if (passed == nodes) {
      return TestState.TEST_STATE_PASSING;
    }
    return passed == 0 ? TestState.TEST_STATE_FAILING : TestState.TEST_STATE_DEGRADED;
  }

  private static MeasureUnit unit(Latest latest) {
    return MeasureCatalog.get()
        .headline(latest.kind())
        .map(measure -> measure.unit())
        .orElse(MeasureUnit.COUNT);
  }

  private void addPoints(TestSummary.Builder summary, Connection connection, List<Latest> latest)
      throws SQLException {
    SummaryPoint.Builder[] points = new SummaryPoint.Builder[buckets];
    Arrays.setAll(points, _ -> SummaryPoint.newBuilder());
    if (!latest.isEmpty()) {
      String ids =
          latest.stream()
              .map(one -> Long.toString(one.key().series()))
              .collect(Collectors.joining(", "));
      double scale = unit(latest.getFirst()).fromStored(1);
      for (String table : Partition.RESULTS.tables(connection, start, start + bucket * buckets)) {
        fill(points, connection, table, ids, scale);
      }
    }
    for (SummaryPoint.Builder point : points) {
      summary.addPoints(point);
    }
  }

  /**
   * A bucket lies within one day as long as its length divides a day, so that no bucket is met
   * twice; others keep the later part.
   */
  private void fill(
      SummaryPoint.Builder[] points,
      Connection connection,
      String table,
      String seriesIds,
      double scale)
      throws SQLException {
    String headline = "m" + MeasureCatalog.HEADLINE_SLOT;
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT (due - ?1) / ?2, count(*), sum(fault = %d), avg(%s), count(%s)
            FROM %s
            WHERE series IN (%s) AND due >= ?1 AND due < ?3 AND %s
            GROUP BY 1
            """
                .formatted(Fault.FAULT_OK_VALUE, headline, headline, table, seriesIds, COUNTS))) {
      statement.setLong(1, start);
      statement.setLong(2, bucket);
      statement.setLong(3, start + bucket * buckets);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          SummaryPoint.Builder point = points[rows.getInt(1)];
          point
              .setCount(point.getCount() + rows.getInt(2))
              .setPassed(point.getPassed() + rows.getInt(3));
          if (rows.getInt(5) > 0) {
            point.setValue(rows.getDouble(4) * scale);
          }
        }
      }
    }
  }
}
