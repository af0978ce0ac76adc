package dev.foureyes.control.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.testing.TestBroker;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.KeyPartitioner;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Between a real database and a real log; against a log that answers as told where it has to fail.
 */
class OutboxRelayTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static TestBroker broker;
  private static Producer<String, byte[]> producer;

  @TempDir Path directory;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private String org;
  private Database database;
  private TopicFollower<dev.foureyes.proto.control.v1.Test> follower;

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
    org = "org-" + Integer.toUnsignedString(test.getDisplayName().hashCode());
    database = TestDatabase.in(directory);
    follower = TopicFollower.start(broker.eventLog(), "test", Topics.TESTS, this::accept);
  }

  private void accept(TopicFollower.Entry<dev.foureyes.proto.control.v1.Test> entry) {
    if (entry.key().org().equals(org)) {
      log.add(
          entry.key().id() + entry.value().map(test -> "=" + test.getName()).orElse(" deleted"));
    }
  }

  @AfterEach
  void stop() {
    follower.close();
    database.close();
  }

  private OutboxRelay relayTo(Producer<String, byte[]> to) {
    OutboxRelay relay = new OutboxRelay(database, to);
    relay.start();
    return relay;
  }

  private void note(Handle handle, String id, @Nullable String name) {
    var test =
        dev.foureyes.proto.control.v1.Test.newBuilder().setId(id).setName(String.valueOf(name));
    Outbox.add(handle, Topics.TESTS, EventKey.of(org, id), name == null ? null : test.build());
  }

  private void commit(String id, @Nullable String name) {
    database.write(handle -> {
      note(handle, id, name);
      return id;
    });
  }

  private long pending() {
    return database.<Long>read(
        handle -> handle.createQuery("SELECT count(*) FROM outbox").mapTo(Long.class).one());
  }

  private void awaitSent() {
    await().atMost(SOON).until(() -> pending() == 0);
  }

  @Test
  void whatWasCommittedIsSentInItsOrder() {
    database.write(handle -> {
      for (int i = 0; i < 1_234; i++) { // several batches
        note(handle, "t", "v" + i);
      }
      return true;
    });
    try (OutboxRelay relay = relayTo(producer)) {
      commit("t", "last");
      relay.wake();
      await().atMost(SOON).until(() -> log.contains("t=last"));
      awaitSent();
    }

    List<String> inOrder = IntStream.range(0, 1_234).mapToObj(i -> "t=v" + i).toList();
    assertThat(log).hasSize(1_235).startsWith(inOrder.toArray(String[]::new)).endsWith("t=last");
  }

  @Test
  void aDeletedEntityIsATombstone() {
    commit("t", "there");
    commit("t", null);
    try (OutboxRelay relay = relayTo(producer)) {
      relay.wake();
      await().atMost(SOON).until(() -> log.size() == 2);
    }
    assertThat(log).containsExactly("t=there", "t deleted");
  }

  @Test
  void nothingIsSentBeforeItsCommitAndNothingOfARollback() {
    try (OutboxRelay relay = relayTo(producer)) {
      assertThatThrownBy(() ->
              database.write(handle -> {
                note(handle, "undone", "x");
                relay.wake();
                throw new IllegalStateException("told to fail");
              }))
          .hasMessage("told to fail");
      database.write(handle -> {
        note(handle, "first", "x");
        relay.wake();
        await().during(Duration.ofMillis(200)).atMost(SOON).until(log::isEmpty);
        return true;
      });
      commit("second", "x");
      relay.wake();
      await().atMost(SOON).until(() -> log.contains("second=x"));
    }
    assertThat(log).doesNotContain("undone=x").contains("first=x");
  }

  @Test
  void aChangeThatNobodyCalledForIsSentToo() {
    try (OutboxRelay _ = relayTo(producer)) {
      awaitSent();
      commit("t", "unannounced");
      await().atMost(SOON).until(() -> log.contains("t=unannounced"));
    }
  }

  @Test
  void whatWasOnItsWayWhenTheProcessDiedIsSentAtTheNextStart() {
    commit("t", "before");
    relayTo(producer).close();
    commit("t", "while away");

    try (OutboxRelay _ = relayTo(producer)) {
      await().atMost(SOON).until(() -> log.contains("t=while away"));
    }
    assertThat(log).endsWith("t=before", "t=while away");
  }

  /**
   * The second of three is refused: then all are sent again, so that the newest of each key is the
   * last.
   */
  @Test
  void whatTheLogRefusedIsSentAgainFromThereAndForgottenOnlyThen() {
    MockProducer<String, byte[]> told =
        new MockProducer<>(
            Cluster.empty(),
            false,
            new KeyPartitioner(),
            new StringSerializer(),
            new ByteArraySerializer());
    commit("a", "1");
    commit("b", "1");
    commit("a", "2");
    try (OutboxRelay _ = relayTo(told)) {
      await().atMost(SOON).until(() -> told.history().size() == 3);
      told.completeNext();
      told.errorNext(new TimeoutException("told to fail"));
      told.completeNext();

      await().atMost(SOON).until(() -> told.history().size() == 6);
      assertThat(pending()).as("nothing is forgotten before the log has it").isEqualTo(3);
      told.completeNext();
      told.completeNext();
      told.completeNext();
      awaitSent();
    }
    assertThat(told.history())
        .extracting(ProducerRecord::key)
        .endsWith(org + "/a", org + "/b", org + "/a");
  }
}
