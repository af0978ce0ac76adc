package dev.foureyes.stores;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.ListLatestResultsRequest;
import dev.foureyes.proto.results.v1.ListLatestResultsResponse;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.ListResultsResponse;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.proto.results.v1.SummarizeTestsResponse;
import java.time.Instant;
import java.util.Optional;

/**
 * What can be asked of a store. Requests and answers are those of the contract; their comments say
 * what each means.
 *
 * <p>Requests were validated before: sizes are within bounds and 0 still stands for the default.
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

  /** State and recent history of many tests; {@code now} is the end of the window. */
  SummarizeTestsResponse summarize(Scope scope, SummarizeTestsRequest request, Instant now);
}
