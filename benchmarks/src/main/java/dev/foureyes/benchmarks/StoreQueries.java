package dev.foureyes.benchmarks;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.e2e.Arguments;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.QueryMatrixRequest;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.RankResultsRequest;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.stores.ResultReader;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The benchmark behind {@code benchmarks/queries.sh}. */
public final class StoreQueries {

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);
  private static final int PAGE = 200;
  private static final int WARM_RUNS = 40;
  private static final int HOURS_AT_ONCE = 1_000;
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
  private static final double MILLION = 1e6;

  private final Path file;
  private final Instant end;
  private final int tests;

  private StoreQueries(Path file, Instant end, int tests) {
    this.file = file;
    this.end = end;
    this.tests = tests;
  }

  private interface Query {
    void over(ResultReader reader);
  }

  /** {@code --directory DIR [--rows N] [--tests N]}. */
  public static void main(String[] words) throws IOException {
    Arguments arguments = Arguments.of(words, Set.of("directory", "rows", "tests"));
    Path file = Path.of(arguments.required("directory")).resolve("results.db");
    int tests = arguments.number("tests", 5_000);
    Instant end = Instant.parse("2026-11-01T00:00:00Z");
    StoreQueries queries = new StoreQueries(file, end, tests);
    queries.fill(new StoredHistory(end, arguments.longNumber("rows", 10_000_000), tests));
    queries.measureAll();
  }

  private void fill(StoredHistory history) throws IOException {
    long start = System.nanoTime();
    long[] rollUpNanos = {0};
    long[] rows = {0};
    try (ResultStore store = SqliteResultStore.open(file)) {
      Instant[] rolledUpTo = {Instant.MIN};
      history.each(minute -> {
        for (int i = 0; i < minute.size(); i += HOURS_AT_ONCE) {
          List<Result> batch = minute.subList(i, Math.min(minute.size(), i + HOURS_AT_ONCE));
          rows[0] += store.write(new WriteBatch("benchmark", batch, Map.of()));
        }
        Instant due = Instant.ofEpochMilli(Timestamps.toMillis(dueOf(minute.getFirst())));
        Instant hour = due.truncatedTo(ChronoUnit.HOURS);
        if (hour.isAfter(rolledUpTo[0])) {
          rolledUpTo[0] = hour;
          rollUpNanos[0] += rollUp(store, hour);
        }
      });
      rollUpNanos[0] += rollUp(store, end);
      long all = System.nanoTime() - start;
      System.out.printf(
          Locale.ROOT,
          "filled     rows=%d rows_per_s=%.0f rollup_share_of_time=%.3f bytes_per_row=%.0f%n",
          rows[0],
          rows[0] * 1e9 / all,
          (double) rollUpNanos[0] / all,
          (double) Files.size(file) / rows[0]);
    }
  }

  private static Timestamp dueOf(Result result) {
    return result.getProbe().getScheduledAt();
  }

  private static long rollUp(ResultStore store, Instant closedBefore) {
    long start = System.nanoTime();
    while (store.rollUp(closedBefore, HOURS_AT_ONCE) == HOURS_AT_ONCE) {
      // the next ones
    }
    return System.nanoTime() - start;
  }

  private void measureAll() throws IOException {
    measure("list_page_200_tests", this::listPage);
    measure("list_all_tests", this::listAll);
    measure("chart_24h", reader -> chart(reader, Duration.ofHours(24), 600_000));
    measure("chart_30d", reader -> chart(reader, Duration.ofDays(30), 6 * 3_600_000));
    measure("mesh_100_nodes", StoreQueries::mesh);
    measure("matrix_200_tests_24h", this::matrix);
    measure("ranking_24h", this::ranking);
  }

  private void measure(String name, Query query) throws IOException {
    boolean dropped = dropCaches();
    double cold;
    List<Double> warm = new ArrayList<>();
    try (ResultStore store = SqliteResultStore.open(file)) {
      cold = millis(store.reader(), query);
      for (int i = 0; i < WARM_RUNS / 4; i++) {
        var _ = millis(store.reader(), query);
      }
      for (int i = 0; i < WARM_RUNS; i++) {
        warm.add(millis(store.reader(), query));
      }
    }
    Percentiles percentiles = new Percentiles(warm);
    System.out.printf(
        Locale.ROOT,
        "%-22s warm_p50_ms=%.1f warm_p95_ms=%.1f cold_ms=%.1f%s%n",
        name,
        percentiles.at(0.5),
        percentiles.at(0.95),
        cold,
        dropped ? "" : " (the system's cache could not be dropped)");
  }

  private static double millis(ResultReader reader, Query query) {
    long start = System.nanoTime();
    query.over(reader);
    return (System.nanoTime() - start) / MILLION;
  }

  private static boolean dropCaches() throws IOException {
    if (!Files.isWritable(DROP_CACHES)) {
      return false;
    }
    Files.writeString(DROP_CACHES, "3");
    return true;
  }

  private static Timestamp at(Instant time) {
    return Timestamps.fromMillis(time.toEpochMilli());
  }

  private List<String> testIds(int from, int to) {
    return IntStream.range(from, Math.min(to, tests)).mapToObj(StoredHistory::testId).toList();
  }

  private void listPage(ResultReader reader) {
    summarize(reader, testIds(0, PAGE));
  }

  private void listAll(ResultReader reader) {
    for (int from = 0; from < tests; from += PAGE) {
      summarize(reader, testIds(from, from + PAGE));
    }
  }

  private void summarize(ResultReader reader, List<String> testIds) {
    require(
        reader
            .summarize(
                SCOPE, SummarizeTestsRequest.newBuilder().addAllTestIds(testIds).build(), end)
            .getTests(0)
            .getNodes(),
        1);
  }

  private void chart(ResultReader reader, Duration range, int bucketMs) {
    var response =
        reader.series(
            SCOPE,
            QuerySeriesRequest.newBuilder()
                .setTestId(StoredHistory.CHARTED)
                .addMeasures("total_ms")
                .setFrom(at(end.minus(range)))
                .setTo(at(end))
                .setBucketMs(bucketMs)
                .build());
    require(response.getNodesCount(), StoredHistory.CHARTED_NODES);
  }

  private static void mesh(ResultReader reader) {
    var response =
        reader.latest(
            SCOPE,
            ListLatestResultsRequest.newBuilder()
                .setTestId(StoredHistory.MESH)
                .setPageSize(StoredHistory.MESH_NODES)
                .build());
    require(response.getResultsCount(), StoredHistory.MESH_NODES);
  }

  private void matrix(ResultReader reader) {
    var response =
        reader.matrix(
            SCOPE,
            QueryMatrixRequest.newBuilder()
                .addAllTestIds(testIds(0, PAGE))
                .setFrom(at(end.minus(Duration.ofHours(24))))
                .setTo(at(end))
                .build());
    require(response.getCellsCount(), Math.min(PAGE, tests));
  }

  private void ranking(ResultReader reader) {
    var response =
        reader.rank(
            SCOPE,
            RankResultsRequest.newBuilder()
                .setFrom(at(end.minus(Duration.ofHours(24))))
                .setTo(at(end))
                .setLimit(10)
                .build());
    require(response.getCellsCount(), 10);
  }

  private static void require(int actual, int expected) {
    if (actual != expected) {
      throw new IllegalStateException(actual + " in an answer (expected: " + expected + ")");
    }
  }
}
