package dev.foureyes.ingest.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.ingest.write.Retention;
import dev.foureyes.ingest.write.StoreWriter;
import dev.foureyes.ingest.write.WriterMetrics;
import dev.foureyes.model.request.ScopeMetadata;
import dev.foureyes.proto.results.v1.GetResultRequest;
import dev.foureyes.proto.results.v1.GetStoreStatusRequest;
import dev.foureyes.proto.results.v1.ListResultsRequest;
import dev.foureyes.proto.results.v1.QueryMatrixRequest;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.RankResultsRequest;
import dev.foureyes.proto.results.v1.Resolution;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.ResultCell;
import dev.foureyes.proto.results.v1.ResultServiceGrpc;
import dev.foureyes.proto.results.v1.ResultServiceGrpc.ResultServiceBlockingStub;
import dev.foureyes.proto.results.v1.SummarizeTestsRequest;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import dev.foureyes.testing.ResultFixture;
import dev.foureyes.topics.EventLog;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultQueriesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;
  private SqliteResultStore store;
  private Server server;
  private ManagedChannel channel;
  private final ResultFixture fixture = ResultFixture.of("test-1", "node-1");

  @BeforeEach
  void start() throws Exception {
    store = SqliteResultStore.open(directory.resolve("results.db"));
    InstantSource clock = InstantSource.fixed(NOON);
    StoreWriter writer = // not started
        new StoreWriter(
            EventLog.at("unused:1"),
            store,
            new WriterMetrics(new SimpleMeterRegistry()),
            clock,
            Retention.ofAll(Duration.ofDays(1)));
    server =
        InProcessServerBuilder.forName("queries")
            .intercept(new ScopeMetadata())
            .addService(new ResultQueries(store, writer, clock))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("queries").build();
    store.write(
        new WriteBatch("log", List.of(fixture.passed(0, 10)), Map.of(0, new Advance(0, 1))));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    store.close();
  }

  private ResultServiceBlockingStub as(String org) {
    Metadata metadata = new Metadata();
    metadata.put(ScopeMetadata.ORG, org);
    return ResultServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static StatusRuntimeException refusal(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @Test
  void theScopeComesFromTheMetadata() {
    ListResultsRequest request = ListResultsRequest.newBuilder().setTestId("test-1").build();

    assertThat(as("default").listResults(request).getResultsList())
        .extracting(Result::getId)
        .containsExactly(fixture.passed(0, 10).getId());
    assertThat(as("other").listResults(request).getResultsList()).isEmpty();
    assertThat(
            refusal(() -> ResultServiceGrpc.newBlockingStub(channel).listResults(request))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aResultThatIsNotThereIsNotFound() {
    var request = GetResultRequest.newBuilder().setTestId("test-1").setResultId("nope").build();

    StatusRuntimeException refusal = refusal(() -> as("default").getResult(request));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.getStatus().getDescription())
        .isEqualTo("result_id: \"nope\" (expected: a result of this test that is still kept)");
  }

  @Test
  void theStatusTellsWhatTheWriterIsAt() {
    assertThat(
            as("default").getStoreStatus(GetStoreStatusRequest.getDefaultInstance()).getProblem())
        .isEqualTo("starting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page_size | 501 (expected: 0 to 500)",
        "page_token | page_token: \"x\" (expected: the next_page_token of the page before)",
        "from | \"2026-03-01T12:00:00Z\" (expected: earlier than to)",
      })
  void badListsAreRefused(String field, String message) {
    Map<String, Consumer<ListResultsRequest.Builder>> bad =
        Map.of(
            "page_size", request -> request.setPageSize(501),
            "page_token", request -> request.setPageToken("x"),
            "from", request -> request.setFrom(at(NOON)).setTo(at(NOON)));
    ListResultsRequest.Builder request = ListResultsRequest.newBuilder().setTestId("test-1");
    bad.getOrDefault(field, _ -> {}).accept(request);

    assertInvalid(refusal(() -> as("default").listResults(request.build())), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to | to: missing (expected: a time)",
        "range | to: \"2027-04-09T12:00:00Z\" (expected: later than from, by at most 400 days)",
        "backwards | to: \"2026-02-28T12:00:00Z\" (expected: later than from, by at most 400 days)",
        "bucket | bucket_ms: 1 (expected: 0, or at least 1000 and at most 2000 buckets)",
        "measure | measures[0]: \"speed\" (expected: one of additional_count, announcements, answer_count,",
      })
  void badChartsAreRefused(String what, String message) {
    Map<String, Consumer<QuerySeriesRequest.Builder>> bad =
        Map.of(
            "to", request -> request.clearTo(),
            "range", request -> request.setTo(at(NOON.plus(Duration.ofDays(404)))),
            "backwards", request -> request.setTo(at(NOON.minus(Duration.ofDays(1)))),
            "bucket", request -> request.setBucketMs(1),
            "measure", request -> request.addMeasures("speed"));
    QuerySeriesRequest.Builder request =
        QuerySeriesRequest.newBuilder()
            .setTestId("test-1")
            .setFrom(at(NOON))
            .setTo(at(NOON.plusSeconds(3600)));
    bad.getOrDefault(what, _ -> {}).accept(request);

    assertInvalid(refusal(() -> as("default").querySeries(request.build())), message);
  }

  @Test
  void badSummariesAreRefusedWithAllThatIsWrong() {
    StatusRuntimeException refusal =
        refusal(() ->
            as("default")
                .summarizeTests(
                    SummarizeTestsRequest.newBuilder().setBuckets(999).setWindowMs(5).build()));

    assertInvalid(refusal, "test_ids: 0 (expected: 1 to 200 tests) (and 2 more)");
  }

  private static void assertInvalid(StatusRuntimeException refusal, String message) {
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).contains(message);
  }

  private static Timestamp at(Instant time) {
    return Timestamps.fromMillis(time.toEpochMilli());
  }

  @Test
  void aMatrixAndARankingOverTheApi() {
    var matrix =
        as("default")
            .queryMatrix(
                QueryMatrixRequest.newBuilder()
                    .addTestIds("test-1")
                    .setFrom(at(NOON))
                    .setTo(at(NOON.plus(Duration.ofHours(1))))
                    .build());
    var ranking =
        as("default")
            .rankResults(
                RankResultsRequest.newBuilder()
                    .setFrom(at(NOON))
                    .setTo(at(NOON.plus(Duration.ofHours(1))))
                    .build());

    assertThat(matrix.getCellsList()).extracting(ResultCell::getNodeId).containsExactly("node-1");
    assertThat(matrix.getResolution()).isEqualTo(Resolution.RESOLUTION_RESULT);
    assertThat(ranking.getCellsList()).isEqualTo(matrix.getCellsList());
  }

  @Test
  void badMatricesAndRankingsAreRefused() {
    assertThat(
            refusal(() -> as("default").queryMatrix(QueryMatrixRequest.getDefaultInstance()))
                .getStatus()
                .getDescription())
        .isEqualTo("test_ids: 0 (expected: 1 to 200 tests) (and 2 more)");
    RankResultsRequest tooLong =
        RankResultsRequest.newBuilder()
            .setFrom(at(NOON))
            .setTo(at(NOON.plus(Duration.ofDays(32))))
            .build();
    assertThat(refusal(() -> as("default").rankResults(tooLong)).getStatus().getDescription())
        .endsWith("(expected: later than from, by at most 31 days)");
    RankResultsRequest ofTooMany =
        tooLong.toBuilder().setTo(at(NOON.plus(Duration.ofDays(1)))).setLimit(101).build();
    assertThat(refusal(() -> as("default").rankResults(ofTooMany)).getStatus().getDescription())
        .isEqualTo("limit: 101 (expected: 0 to 100)");
  }
}
