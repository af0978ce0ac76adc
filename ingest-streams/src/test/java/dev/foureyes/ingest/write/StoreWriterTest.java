package dev.foureyes.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import dev.foureyes.testing.MutableTime;
import dev.foureyes.testing.ResultFixture;
import dev.foureyes.testing.TestBroker;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The writer between a real broker and a real store. */
class StoreWriterTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static TestBroker broker;
  private static Producer<String, byte[]> producer;
  private static long sentBefore;

  @TempDir Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MutableTime clock = new MutableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private FlakyStore store;
  private StoreWriter writer;
  private ResultFixture fixture = ResultFixture.of("unset", "unset");
  private int written;

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    producer = broker.eventLog().producer("test", Duration.ofSeconds(10));
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    broker.close();
  }

  @BeforeEach
  void start(TestInfo test) {
    fixture = ResultFixture.of(test.getTestMethod().orElseThrow().getName(), "node-1");
    store = new FlakyStore(SqliteResultStore.open(directory.resolve("results.db")));
    writer =
        new StoreWriter(
            broker.eventLog(),
            store,
            new WriterMetrics(meters),
            clock,
            Retention.ofAll(Duration.ofDays(30)));
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
    sentBefore += written;
  }

  private void send(Result result) throws Exception {
    producer
        .send(
            Topics.RESULTS.record(
                EventKey.of(result.getOrg(), result.getProbe().getTestId()), result))
        .get();
    written++;
  }

  /** Every test reads the topic from its beginning, so what earlier tests sent is there too. */
  private void awaitRows(long own) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(store.status().getRows()).isEqualTo(sentBefore + own));
  }

  @Test
  void storesWhatIsInTheLogAndWhatComes() throws Exception {
    send(fixture.passed(0, 10));
    writer.start();
    awaitRows(1);
    send(fixture.failed(1));
    awaitRows(2);

    assertThat(meters.counter("foureyes.results.stored").count()).isEqualTo(sentBefore + 2.0);
    assertThat(writer.problem()).isEmpty();
    await().atMost(SOON).until(() -> writer.lagRecords() == 0);
  }

  @Test
  void goesOnWhereTheStoreIs() throws Exception {
    send(fixture.passed(0, 10));
    writer.start();
    awaitRows(1);
    writer.close();
    send(fixture.passed(1, 10));

    writer =
        new StoreWriter(
            broker.eventLog(),
            store,
            new WriterMetrics(new SimpleMeterRegistry()),
            clock,
            Retention.ofAll(Duration.ofDays(30)));
    writer.start();
    awaitRows(2);
  }

  @Test
  void aBusyStoreIsTriedAgainAndNothingIsLost() throws Exception {
    send(fixture.passed(0, 10));
    store.failNextWrite(StoreException.Kind.OVERLOADED);
    store.failNextWrite(StoreException.Kind.DISK_FULL);
    writer.start();

    awaitRows(1);
    await().atMost(SOON).until(() -> writer.problem().isEmpty());
  }

  @Test
  void aDamagedStoreStopsTheWriterAndSaysSo() throws Exception {
    send(fixture.passed(0, 10));
    store.failNextWrite(StoreException.Kind.CORRUPT);
    writer.start();

    await().atMost(SOON).until(() -> writer.problem().equals("store: told to fail"));
    assertThat(store.status().getRows()).isZero();
  }

  @Test
  void aRecordThatIsNoResultIsCountedAndLeftOut() throws Exception {
    byte[] junk = "\377junk".getBytes(StandardCharsets.ISO_8859_1);
    producer.send(new ProducerRecord<>(Topics.RESULTS.name(), "default/x", junk)).get();
    send(fixture.passed(0, 10));
    writer.start();

    awaitRows(1);
    assertThat(meters.counter("foureyes.results.unreadable").count()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void oldResultsGo() throws Exception {
    send(fixture.passed(0, 10));
    writer.start();
    awaitRows(1);
    writer.close();
    clock.advance(Duration.ofDays(60));
    writer =
        new StoreWriter(
            broker.eventLog(),
            store,
            new WriterMetrics(new SimpleMeterRegistry()),
            clock,
            Retention.ofAll(Duration.ofDays(30)));
    writer.start();

    await()
        .atMost(SOON)
        .until(() ->
            store
                .reader()
                .get(new Scope(Scope.DEFAULT_ORG), fixture.testId(), fixture.passed(0, 10).getId())
                .isEmpty());
  }
}
