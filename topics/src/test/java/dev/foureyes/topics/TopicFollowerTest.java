package dev.foureyes.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.broker.BrokerSettings;
import dev.foureyes.broker.EmbeddedBroker;
import dev.foureyes.proto.control.v1.Node;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicFollowerTest {

  @TempDir static Path data;
  private static EmbeddedBroker broker;
  private static EventLog eventLog;

  @BeforeAll
  static void startBroker() throws InterruptedException {
    broker = EmbeddedBroker.start(new BrokerSettings(data, "127.0.0.1", 0));
    eventLog = EventLog.at(broker.bootstrapServers());
    try (Admin admin = eventLog.admin("test")) {
      new TopicProvisioner(admin, new TopicSettings(3, (short) 1)).ensure();
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void readsToTheEndAndThenFollows() throws Exception {
    List<TopicFollower.Entry<Node>> seen = new CopyOnWriteArrayList<>();
    try (Producer<String, byte[]> producer = eventLog.producer("test", Duration.ofSeconds(10))) {
      producer
          .send(Topics.NODES.record(EventKey.of("org", "a"), Node.newBuilder().setId("a").build()))
          .get();
      producer
          .send(
              new ProducerRecord<>(
                  Topics.NODES.name(), "org/broken", "\377".getBytes(StandardCharsets.ISO_8859_1)))
          .get();
      producer
          .send(Topics.NODES.record(EventKey.of("org", "b"), Node.newBuilder().setId("b").build()))
          .get();

      try (var follower = TopicFollower.start(eventLog, "test", Topics.NODES, seen::add)) {
        follower.caughtUp().get(20, TimeUnit.SECONDS);
        assertThat(seen)
            .as("the broken record is left out")
            .extracting(entry -> entry.key().id())
            .containsExactly("a", "b");

        RecordMetadata deleted =
            producer.send(Topics.NODES.record(EventKey.of("org", "a"), null)).get();
        assertThat(
                follower.awaitOffset(deleted.partition(), deleted.offset(), Duration.ofSeconds(20)))
            .isTrue();
        assertThat(seen.getLast().key()).isEqualTo(EventKey.of("org", "a"));
        assertThat(seen.getLast().value()).isEmpty();
      }
    }
  }

  @Test
  void anEmptyTopicIsCaughtUpAtOnce() throws Exception {
    try (var follower = TopicFollower.start(eventLog, "test", Topics.TRUST, entry -> {})) {
      follower.caughtUp().get(20, TimeUnit.SECONDS);
      assertThat(follower.awaitOffset(0, 0, Duration.ofMillis(1)))
          .as("nothing was written")
          .isFalse();
    }
  }

  @Test
  void refusesALogWithOtherPartitions() {
    try (Admin admin = eventLog.admin("test")) {
      TopicProvisioner other = new TopicProvisioner(admin, new TopicSettings(5, (short) 1));

      assertThatThrownBy(other::ensure)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "partitions of topic foureyes.node-batches.v1: 3 (expected: 5; set foureyes.topics.partitions to what the log has)");
    }
  }
}
