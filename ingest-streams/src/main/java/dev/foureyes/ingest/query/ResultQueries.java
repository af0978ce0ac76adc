package dev.foureyes.ingest.query;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.ingest.query.Admission.Size;
import dev.foureyes.ingest.write.StoreWriter;
import dev.foureyes.model.request.ScopeMetadata;
import dev.foureyes.model.request.Violations;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.results.v1.GetResultRequest;
import dev.foureyes.proto.results.v1.GetStoreStatusRequest;
import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListLatestResultsResponse;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.QueryMatrixRequest;
import dev.foureyes.proto.results.v1.QueryMatrixResponse;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.RankBy;
import dev.foureyes.proto.results.v1.RankResultsRequest;
import dev.foureyes.proto.results.v1.RankResultsResponse;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.ResultServiceGrpc;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummarizeTestsResponse;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.StoreException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Queries over the store, for the organisation that the call's metadata names. Checks a request in
 * full before the store sees it.
 *
 * <p>Its server runs it on a few threads of its own: a query holds its thread while SQLite works.
 */
public final class ResultQueries extends ResultServiceGrpc.ResultServiceImplBase {

  private static final int MAX_PAGE = 500;
  private static final int MAX_TESTS = 200;
  private static final int MAX_SUMMARY_BUCKETS = 200;
  private static final int MAX_BUCKETS = 2_000;
  private static final int MIN_BUCKET_MS = 1_000;
  private static final Duration MAX_RANGE = Duration.ofDays(400);
  private static final Duration MAX_RANKED = Duration.ofDays(31);
  private static final int MAX_RANK = 100;
  private static final Duration MAX_WINDOW = Duration.ofDays(7);

  /** A range that the interface does not ask for all the time. */
  private static final Duration LARGE_RANGE = Duration.ofHours(25);

  private static final int AT_A_TIME = 4;
  private static final int LARGE_AT_A_TIME = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Admission admission = new Admission(AT_A_TIME, LARGE_AT_A_TIME, PATIENCE);
  private final ResultStore store;
  private final StoreWriter writer;
  private final InstantSource clock;

  public ResultQueries(ResultStore store, StoreWriter writer, InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void listResults(
      ListResultsRequest request, StreamObserver<ListResultsResponse> observer) {
    answer(
        observer,
        () -> {
          checkPage(new Violations(), request.getPageSize())
              .check(
                  !request.hasFrom()
                      || !request.hasTo()
                      || Timestamps.compare(request.getFrom(), request.getTo()) < 0,
                  "from",
                  Timestamps.toString(request.getFrom()),
                  "earlier than to")
              .throwIfAny();
          ListResultsResponse page = store.reader().list(ScopeMetadata.current(), request);
          return page.toBuilder()
              .clearResults()
              .addAllResults(LeanResults.of(page.getResultsList()))
              .build();
        });
  }

  private static Violations checkPage(Violations violations, int pageSize) {
    return violations.check(
        pageSize >= 0 && pageSize <= MAX_PAGE,
        "page_size",
        Integer.toUnsignedLong(pageSize),
        "0 to " + MAX_PAGE);
  }

  @Override
  public void getResult(GetResultRequest request, StreamObserver<Result> observer) {
    answer(
        observer,
        () ->
            store
                .reader()
                .get(ScopeMetadata.current(), request.getTestId(), request.getResultId())
                .orElseThrow(() ->
                    Status.NOT_FOUND
                        .withDescription(
                            "result_id: \""
                                + request.getResultId()
                                + "\" (expected: a result of this test that is still kept)")
                        .asRuntimeException()));
  }

  @Override
  public void listLatestResults(
      ListLatestResultsRequest request, StreamObserver<ListLatestResultsResponse> observer) {
    answer(
        observer,
        () -> {
          checkPage(new Violations(), request.getPageSize()).throwIfAny();
          ListLatestResultsResponse page = store.reader().latest(ScopeMetadata.current(), request);
          return page.toBuilder()
              .clearResults()
              .addAllResults(LeanResults.of(page.getResultsList()))
              .build();
        });
  }

  @Override
  public void querySeries(
      QuerySeriesRequest request, StreamObserver<QuerySeriesResponse> observer) {
    answer(
        observer,
        sizeOf(request.getFrom(), request.getTo()),
        () -> {
          check(request);
          return store.reader().series(ScopeMetadata.current(), request);
        });
  }

  private static void check(QuerySeriesRequest request) {
    Violations violations = new Violations();
    checkRange(
        violations,
        request.hasFrom(),
        request.getFrom(),
        request.hasTo(),
        request.getTo(),
        MAX_RANGE);
    if (request.hasFrom() && request.hasTo()) {
      long rangeMs = Timestamps.toMillis(request.getTo()) - Timestamps.toMillis(request.getFrom());
      int bucketMs = request.getBucketMs();
      violations.check(
          bucketMs == 0 || (bucketMs >= MIN_BUCKET_MS && rangeMs / bucketMs <= MAX_BUCKETS),
          "bucket_ms",
          Integer.toUnsignedLong(bucketMs),
          "0, or at least " + MIN_BUCKET_MS + " and at most " + MAX_BUCKETS + " buckets");
    }
    for (int i = 0; i < request.getMeasuresCount(); i++) {
      String measure = request.getMeasures(i);
      boolean known =
          !measure.equals(MeasureCatalog.UP) && MeasureCatalog.get().names().contains(measure);
      violations.check(
          known,
          "measures[" + i + "]",
          measure,
          "one of " + String.join(", ", MeasureCatalog.get().names()));
    }
    violations.throwIfAny();
  }

  private static void checkRange(
      Violations violations,
      boolean hasFrom,
      Timestamp from,
      boolean hasTo,
      Timestamp to,
      Duration longest) {
    if (!hasFrom) {
      violations.missing("from", "a time");
    }
    if (!hasTo) {
      violations.missing("to", "a time");
    }
    if (hasFrom && hasTo) {
      long rangeMs = Timestamps.toMillis(to) - Timestamps.toMillis(from);
      violations.check(
          rangeMs > 0 && rangeMs <= longest.toMillis(),
          "to",
          Timestamps.toString(to),
          "later than from, by at most " + longest.toDays() + " days");
    }
  }

  @Override
  public void queryMatrix(
      QueryMatrixRequest request, StreamObserver<QueryMatrixResponse> observer) {
    answer(
        observer,
        Size.LARGE,
        () -> {
          Violations violations = new Violations();
          int tests = request.getTestIdsCount();
          violations.check(
              tests >= 1 && tests <= MAX_TESTS, "test_ids", tests, "1 to " + MAX_TESTS + " tests");
          checkRange(
              violations,
              request.hasFrom(),
              request.getFrom(),
              request.hasTo(),
              request.getTo(),
              MAX_RANGE);
          violations.throwIfAny();
          return store.reader().matrix(ScopeMetadata.current(), request);
        });
  }

  @Override
  public void rankResults(
      RankResultsRequest request, StreamObserver<RankResultsResponse> observer) {
    answer(
        observer,
        Size.LARGE,
        () -> {
          Violations violations = new Violations();
          checkRange(
              violations,
              request.hasFrom(),
              request.getFrom(),
              request.hasTo(),
              request.getTo(),
              MAX_RANKED);
          violations.check(
              request.getBy() != RankBy.UNRECOGNIZED,
              "by",
              request.getByValue(),
              "RANK_BY_AVAILABILITY, RANK_BY_AVG or RANK_BY_P95");
          int limit = request.getLimit();
          violations.check(
              limit >= 0 && limit <= MAX_RANK,
              "limit",
              Integer.toUnsignedLong(limit),
              "0 to " + MAX_RANK);
          violations.throwIfAny();
          return store.reader().rank(ScopeMetadata.current(), request);
        });
  }

  @Override
  public void summarizeTests(
      SummarizeTestsRequest request, StreamObserver<SummarizeTestsResponse> observer) {
    answer(
        observer,
        () -> {
          Violations violations = new Violations();
          int tests = request.getTestIdsCount();
          violations.check(
              tests >= 1 && tests <= MAX_TESTS, "test_ids", tests, "1 to " + MAX_TESTS + " tests");
          int buckets = request.getBuckets();
          violations.check(
              buckets >= 0 && buckets <= MAX_SUMMARY_BUCKETS,
              "buckets",
              Integer.toUnsignedLong(buckets),
              "0 to " + MAX_SUMMARY_BUCKETS);
          int window = request.getWindowMs();
          violations.check(
              window == 0 || (window >= MIN_BUCKET_MS && window <= MAX_WINDOW.toMillis()),
              "window_ms",
              Integer.toUnsignedLong(window),
              "0, or " + MIN_BUCKET_MS + " to " + MAX_WINDOW.toMillis());
          violations.throwIfAny();
          return store.reader().summarize(ScopeMetadata.current(), request, clock.instant());
        });
  }

  @Override
  public void getStoreStatus(
      GetStoreStatusRequest request, StreamObserver<GetStoreStatusResponse> observer) {
    answer(
        observer,
        () -> {
          GetStoreStatusResponse status = store.status();
          return status.toBuilder()
              .setLagRecords(writer.lagRecords())
              .setProblem(status.getProblem().isEmpty() ? writer.problem() : status.getProblem())
              .build();
        });
  }

  private <A> void answer(StreamObserver<A> observer, Supplier<A> query) {
    answer(observer, Size.SMALL, query);
  }

  private <A> void answer(StreamObserver<A> observer, Size size, Supplier<A> query) {
    A answer;
    try {
      answer = UntilCancelled.run(() -> admission.run(size, query));
    } catch (StoreException e) {
      observer.onError(
          status(e.kind()).withDescription(e.getMessage()).withCause(e).asRuntimeException());
      return;
    } catch (IllegalArgumentException e) {
      observer.onError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
      return;
    } catch (RuntimeException e) {
      observer.onError(e);
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static Status status(StoreException.Kind kind) {
    return switch (kind) {
      case CANCELLED -> Status.CANCELLED;
      case UNSUPPORTED -> Status.UNIMPLEMENTED;
      default -> kind.isRetriable() ? Status.UNAVAILABLE : Status.INTERNAL;
    };
  }

  private static Size sizeOf(Timestamp from, Timestamp to) {
    long rangeMs = Timestamps.toMillis(to) - Timestamps.toMillis(from);
    return rangeMs > LARGE_RANGE.toMillis() ? Size.LARGE : Size.SMALL;
  }
}
