package dev.foureyes.stores.sqlite;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListLatestResultsResponse;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.NodeSeries;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummarizeTestsResponse;
import dev.foureyes.stores.BucketLengths;
import dev.foureyes.stores.BucketSeries;
import dev.foureyes.stores.ResultReader;
import dev.foureyes.stores.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The queries. Each sees one state of the file from its first statement to its last. */
final class Reader implements ResultReader {

  private static final int DEFAULT_LIST = 50;
  private static final int DEFAULT_LATEST = 100;

  private final Connections connections;
  private final MeasureCatalog catalog = MeasureCatalog.get();

  Reader(Connections connections) {
    this.connections = connections;
  }

  @Override
  public ListResultsResponse list(Scope scope, ListResultsRequest request) {
    Optional<PageToken> after = PageToken.parse(request.getPageToken());
    int pageSize = request.getPageSize() == 0 ? DEFAULT_LIST : request.getPageSize();
    long from = request.hasFrom() ? Timestamps.toMicros(request.getFrom()) : Schema.MIN_MICROS;
    long to = request.hasTo() ? Timestamps.toMicros(request.getTo()) : Schema.MAX_MICROS + 1;
    long newest = after.isPresent() ? Math.min(to, after.get().due() + 1) : to;
    return connections.read(connection -> {
      List<Series> series = Series.of(connection, scope, request.getTestId(), request.getNodeId());
      ListResultsResponse.Builder response = ListResultsResponse.newBuilder();
      Optional<PageToken> last = after;
      for (String table : Schema.dayTables(connection, from, newest).reversed()) {
        int missing = pageSize + 1 - response.getResultsCount();
        ResultQuery query =
            new ResultQuery(table, Series.ids(series)).dueFrom(from).dueBefore(newest);
        after.ifPresent(query::after);
        if (request.getFailedOnly()) {
          query.failedOnly();
        }
        for (StoredResult stored : query.newestFirst(connection, missing)) {
          if (response.getResultsCount() == pageSize) {
            return response.setNextPageToken(last.orElseThrow().toString()).build();
          }
          response.addResults(stored.result());
          last = Optional.of(stored.key());
        }
      }
      return response.build();
    });
  }

  @Override
  public Optional<Result> get(Scope scope, String testId, String resultId) {
    ResultId id;
    try {
      id = ResultId.parse(resultId);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return connections.read(connection -> {
      List<Series> series = Series.of(connection, scope, testId, id.nodeId());
      for (String table :
          Schema.dayTables(connection, Schema.MIN_MICROS, Schema.MAX_MICROS).reversed()) {
        List<StoredResult> found =
            new ResultQuery(table, Series.ids(series)).named(id).newestFirst(connection, 1);
        if (!found.isEmpty()) {
          return Optional.of(found.getFirst().result());
        }
      }
      return Optional.empty();
    });
  }

  @Override
  public ListLatestResultsResponse latest(Scope scope, ListLatestResultsRequest request) {
    int pageSize = request.getPageSize() == 0 ? DEFAULT_LATEST : request.getPageSize();
    return connections.read(connection -> {
      ListLatestResultsResponse.Builder response = ListLatestResultsResponse.newBuilder();
      String lastNode = "";
      for (Latest latest :
          Latest.ofTest(
              connection, scope, request.getTestId(), request.getPageToken(), pageSize + 1)) {
        if (response.getResultsCount() == pageSize) {
          return response.setNextPageToken(lastNode).build();
        }
        String table = Schema.dayTable(latest.key().due());
        response.addAllResults(
            new ResultQuery(table, Long.toString(latest.key().series()))
                .at(latest.key()).newestFirst(connection, 1).stream()
                    .map(StoredResult::result)
                    .toList());
        lastNode = latest.nodeId();
      }
      return response.build();
    });
  }

  @Override
  public QuerySeriesResponse series(Scope scope, QuerySeriesRequest request) {
    long from = Timestamps.toMicros(request.getFrom());
    long to = Timestamps.toMicros(request.getTo());
    long bucketMillis =
        request.getBucketMs() == 0
            ? BucketLengths.forRange((to - from) / 1_000)
            : request.getBucketMs();
    return connections.read(connection -> {
      QuerySeriesResponse.Builder response =
          QuerySeriesResponse.newBuilder().setBucketMs((int) bucketMillis);
      Map<String, Series> byNode = new TreeMap<>();
      for (Series series : Series.of(connection, scope, request.getTestId(), "")) {
        if (request.getNodeIdsCount() == 0 || request.getNodeIdsList().contains(series.nodeId())) {
          byNode.put(series.nodeId(), series);
        }
      }
      List<String> tables = Schema.dayTables(connection, from, to);
      for (Series series : byNode.values()) {
        BucketSeries buckets =
            new BucketSeries(measures(series.kind(), request.getMeasuresList()), bucketMillis);
        for (String table : tables) {
          addRows(connection, table, series, from, to, buckets);
        }
        var finished = buckets.finish();
        if (!finished.isEmpty()) {
          response.addNodes(
              NodeSeries.newBuilder().setNodeId(series.nodeId()).addAllBuckets(finished));
        }
      }
      return response.build();
    });
  }

  private List<Measure> measures(DetailCase kind, List<String> names) {
    return catalog.of(kind).stream()
        .filter(measure -> names.isEmpty() || names.contains(measure.name()))
        .toList();
  }

  private void addRows(
      Connection connection, String table, Series series, long from, long to, BucketSeries buckets)
      throws SQLException {
    List<Measure> measures = catalog.of(series.kind());
    String columns =
        measures.stream().map(measure -> ", m" + measure.slot()).collect(Collectors.joining());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT due, fault"
                + columns
                + " FROM "
                + table
                + " WHERE series = ? AND due >= ? AND due < ? ORDER BY due")) {
      statement.setLong(1, series.id());
      statement.setLong(2, from);
      statement.setLong(3, to);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long[] values = new long[Measure.SLOTS];
          for (int i = 0; i < measures.size(); i++) {
            long value = rows.getLong(3 + i);
            values[measures.get(i).slot()] = rows.wasNull() ? Row.ABSENT : value;
          }
          buckets.add(new Row(rows.getLong(1), faultOf(rows.getInt(2)), values));
        }
      }
    }
  }

  static Fault faultOf(int number) {
    Fault fault = Fault.forNumber(number);
    return fault == null ? Fault.UNRECOGNIZED : fault;
  }

  @Override
  public SummarizeTestsResponse summarize(Scope scope, SummarizeTestsRequest request, Instant now) {
    SummaryQuery query = SummaryQuery.of(request, now);
    return connections.read(connection -> {
      SummarizeTestsResponse.Builder response = SummarizeTestsResponse.newBuilder();
      for (String testId : request.getTestIdsList()) {
        response.addTests(query.summarize(connection, scope, testId));
      }
      return response.build();
    });
  }
}
