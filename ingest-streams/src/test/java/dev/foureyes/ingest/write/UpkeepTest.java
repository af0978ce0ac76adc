package dev.foureyes.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.QuerySeriesRequest;
import dev.foureyes.proto.results.v1.QuerySeriesResponse;
import dev.foureyes.proto.results.v1.Resolution;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.testing.ResultFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a real store, in time of its own. */
class UpkeepTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);

  @TempDir Path directory;
  private final ResultFixture fixture = ResultFixture.of("test-1", "node-1");
  private final MutableTime clock = new MutableTime(NOON);
  private ResultStore store;
  private Upkeep upkeep;

  @BeforeEach
  void open() {
    store = SqliteResultStore.open(directory.resolve("results.db"));
    upkeep =
        new Upkeep(
            store,
            new Retention(
                Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(3), Duration.ofDays(90)),
            clock);
    for (int i = 0; i < 60; i++) {
      write(fixture.passed(i, 10));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void write(Result result) {
    store.write(new WriteBatch("log", List.of(result), Map.of()));
  }

  private void advance(Duration time) {
    clock.advance(time);
    upkeep.some();
  }

  private QuerySeriesResponse hour() {
    return store
        .reader()
        .series(
            SCOPE,
            QuerySeriesRequest.newBuilder()
                .setTestId("test-1")
                .setFrom(Timestamps.fromMillis(NOON.toEpochMilli()))
                .setTo(Timestamps.fromMillis(NOON.plus(Duration.ofHours(1)).toEpochMilli()))
                .setBucketMs(3_600_000)
                .build());
  }

  private Optional<Result> first() {
    return store.reader().get(SCOPE, "test-1", fixture.passed(0, 10).getId());
  }

  @Test
  void anHourIsRolledUpWhenItIsOver() {
    upkeep.some();
    advance(Duration.ofMinutes(64));
    assertThat(hour().getResolution()).isEqualTo(Resolution.RESOLUTION_RESULT);

    advance(Duration.ofMinutes(1));

    assertThat(hour().getResolution()).isEqualTo(Resolution.RESOLUTION_HOUR);
    assertThat(hour().getNodes(0).getBuckets(0).getCount()).isEqualTo(60);
  }

  @Test
  void aLateResultIsInTheRollupAMinuteLater() {
    advance(Duration.ofHours(2));

    write(fixture.passed(30, 99).toBuilder().setSeq(1_000).setId("late").build());
    advance(Duration.ofMinutes(1));

    assertThat(hour().getNodes(0).getBuckets(0).getCount()).isEqualTo(61);
    assertThat(hour().getResolution()).isEqualTo(Resolution.RESOLUTION_HOUR);
  }

  @Test
  void firstDetailsGoThenResultsThenRollups() {
    advance(Duration.ofDays(1));
    assertThat(first().orElseThrow().getDetailsDropped()).isFalse();

    advance(Duration.ofDays(1));
    assertThat(first().orElseThrow().getDetailsDropped()).isTrue();

    advance(Duration.ofDays(2));
    assertThat(first()).isEmpty();
    assertThat(hour().getNodes(0).getBuckets(0).getCount()).isEqualTo(60);

    advance(Duration.ofDays(120));
    assertThat(hour().getNodesList()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackDoesNotStopIt() {
    advance(Duration.ofDays(1));
    clock.advance(Duration.ofHours(-22));
    upkeep.some();

    assertThat(hour().getResolution()).isEqualTo(Resolution.RESOLUTION_HOUR);
  }
}
