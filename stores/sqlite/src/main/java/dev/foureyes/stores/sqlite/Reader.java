package dev.foureyes.stores.sqlite;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListLatestResultsResponse;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.NodeSeries;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import dev.foureyes.proto.results.v1.QueryMatrixRequest;
import dev.foureyes.proto.results.v1.QueryMatrixResponse;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.RankResultsRequest;
import dev.foureyes.proto.results.v1.RankResultsResponse;
import dev.foureyes.proto.results.v1.Resolution;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.ResultCell;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummarizeTestsResponse;
import dev.foureyes.stores.BucketLengths;
import dev.foureyes.stores.BucketSeries;
import dev.foureyes.stores.Ranking;
import dev.foureyes.stores.ResultReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

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
    long from = request.hasFrom() ? Timestamps.toMicros(request.getFrom()) : Partition.MIN_MICROS;
    long to = request.hasTo() ? Timestamps.toMicros(request.getTo()) : Partition.MAX_MICROS + 1;
    long newest = after.isPresent() ? Math.min(to, after.get().due() + 1) : to;
    return connections.read(connection -> {
      List<Series> series = Series.of(connection, scope, request.getTestId(), request.getNodeId());
      DetailDays days = DetailDays.of(connection);
      ListResultsResponse.Builder response = ListResultsResponse.newBuilder();
      Optional<PageToken> last = after;
      for (String table : Partition.RESULTS.tables(connection, from, newest).reversed()) {
        int missing = pageSize + 1 - response.getResultsCount();
        ResultQuery query =
            new ResultQuery(table, days.contains(table), Series.ids(series))
                .dueFrom(from)
                .dueBefore(newest);
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
      DetailDays days = DetailDays.of(connection);
      for (String table : Partition.RESULTS.tables(connection).reversed()) {
        List<StoredResult> found =
            new ResultQuery(table, days.contains(table), Series.ids(series))
                .named(id)
                .newestFirst(connection, 1);
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
      DetailDays days = DetailDays.of(connection);
      String lastNode = "";
      for (Latest latest :
          Latest.ofTest(
              connection, scope, request.getTestId(), request.getPageToken(), pageSize + 1)) {
        if (response.getResultsCount() == pageSize) {
          return response.setNextPageToken(lastNode).build();
        }
        String table = Partition.RESULTS.table(latest.key().due());
        response.addAllResults(
            new ResultQuery(table, days.contains(table), Long.toString(latest.key().series()))
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
      Resolution used = Resolution.RESOLUTION_RESULT;
      for (Series series : byNode.values()) {
        List<Measure> measures = measures(series.kind(), request.getMeasuresList());
        BucketSeries buckets = new BucketSeries(measures, bucketMillis);
        try (SeriesWindows windows =
            new SeriesWindows(
                connection,
                measures.stream().map(Measure::slot).toList(),
                SeriesWindows.finestFor(1_000 * bucketMillis),
                from,
                to)) {
          windows.read(series.id(), buckets::add, buckets::add);
          used = Cells.coarser(used, windows.used());
        }
        var finished = buckets.finish();
        if (!finished.isEmpty()) {
          response.addNodes(
              NodeSeries.newBuilder().setNodeId(series.nodeId()).addAllBuckets(finished));
        }
      }
      return response.setResolution(used).build();
    });
  }

  private List<Measure> measures(DetailCase kind, List<String> names) {
    return catalog.of(kind).stream()
        .filter(measure -> names.isEmpty() || names.contains(measure.name()))
        .toList();
  }

  @Override
  public QueryMatrixResponse matrix(Scope scope, QueryMatrixRequest request) {
    Set<String> tests = Set.copyOf(request.getTestIdsList());
    Set<String> nodes = Set.copyOf(request.getNodeIdsList());
    return connections.read(connection -> {
      Cells cells =
          new Cells(
              connection,
              Timestamps.toMicros(request.getFrom()),
              Timestamps.toMicros(request.getTo()));
      List<ResultCell> found =
          cells.of(scope, tests).stream()
              .filter(cell -> nodes.isEmpty() || nodes.contains(cell.getNodeId()))
              .toList();
      return QueryMatrixResponse.newBuilder()
          .addAllCells(found)
          .setResolution(cells.used())
          .build();
    });
  }

  @Override
  public RankResultsResponse rank(Scope scope, RankResultsRequest request) {
    return connections.read(connection -> {
      Cells cells =
          new Cells(
              connection,
              Timestamps.toMicros(request.getFrom()),
              Timestamps.toMicros(request.getTo()));
      List<ResultCell> all = cells.of(scope, Set.of());
      return RankResultsResponse.newBuilder()
          .addAllCells(Ranking.worst(all.stream(), request.getBy(), request.getLimit()))
          .setResolution(cells.used())
          .build();
    });
  }

  @Override
  public void export(
      Scope scope, Set<String> testIds, Instant from, Instant before, Predicate<Result> to) {
    long fromMicros = Timestamps.toMicros(Timestamps.fromMillis(from.toEpochMilli()));
    long toMicros = Timestamps.toMicros(Timestamps.fromMillis(before.toEpochMilli()));
    var _ =
        connections.read(connection -> {
          DetailDays days = DetailDays.of(connection);
          List<String> tables = Partition.RESULTS.tables(connection, fromMicros, toMicros);
          for (Series series : Series.ofTests(connection, scope, testIds)) {
            for (String table : tables) {
              boolean more =
                  new ResultQuery(table, days.contains(table), Long.toString(series.id()))
                      .dueFrom(fromMicros)
                      .dueBefore(toMicros)
                      .oldestFirst(connection, stored -> to.test(stored.result()));
              if (!more) {
                return false;
              }
            }
          }
          return true;
        });
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
