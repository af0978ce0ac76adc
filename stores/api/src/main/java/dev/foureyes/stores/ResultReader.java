package dev.foureyes.stores;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListLatestResultsResponse;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.QueryMatrixRequest;
import dev.foureyes.proto.results.v1.QueryMatrixResponse;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.RankResultsRequest;
import dev.foureyes.proto.results.v1.RankResultsResponse;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummarizeTestsResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What can be asked of a store. Requests and answers are those of the contract; their comments say
 * what each means.
 *
 * <p>Requests were validated before: sizes are within bounds and 0 still stands for the default.
 *
 * <p>A query whose thread is interrupted ends soon, with a {@link StoreException} of the kind
 * {@link StoreException.Kind#CANCELLED}.
 */
public interface ResultReader {

  /**
   * Results of one test, newest first.
   *
   * @throws IllegalArgumentException when the page token is not one of this store's
   */
  ListResultsResponse list(Scope scope, ListResultsRequest request);

  /** One result by its name; empty when it is not there or no longer there. */
  Optional<Result> get(Scope scope, String testId, String resultId);

  /**
   * The newest result of each node that ran a test.
   *
   * @throws IllegalArgumentException when the page token is not one of this store's
   */
  ListLatestResultsResponse latest(Scope scope, ListLatestResultsRequest request);

  QuerySeriesResponse series(Scope scope, QuerySeriesRequest request);

  /** How some tests do on each of their nodes. */
  QueryMatrixResponse matrix(Scope scope, QueryMatrixRequest request);

  /** The pairs of test and node that do worst. */
  RankResultsResponse rank(Scope scope, RankResultsRequest request);

  /**
   * All results of some tests that were due in a range, for whoever wants to have them elsewhere:
   * test by test, node by node, oldest first. They are read while they are taken, so that a slow
   * taker costs no memory.
   *
   * @param testIds empty for all of the organisation
   * @param to takes one result after the other, and says whether it wants more
   */
  void export(Scope scope, Set<String> testIds, Instant from, Instant before, Predicate<Result> to);

  /** State and recent history of many tests; {@code now} is the end of the window. */
  SummarizeTestsResponse summarize(Scope scope, SummarizeTestsRequest request, Instant now);
}
