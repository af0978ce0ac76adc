package dev.foureyes.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Where the event log is, and clients of it with the product's settings.
 *
 * @param bootstrapServers {@code host:port}, several with commas
 * @param clientSettings further settings of every client, for example for TLS; they win over ours
 */
public record EventLog(String bootstrapServers, Map<String, String> clientSettings) {

  /**
   * How long a record may wait for its acknowledgement before its writer is told that it failed.
   */
  public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(20);

  public EventLog {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "event log: \"\" (expected: host:port of at least one broker)");
    }
    clientSettings = Map.copyOf(clientSettings);
  }

  public static EventLog at(String bootstrapServers) {
    return new EventLog(bootstrapServers, Map.of());
  }

  /** Settings that every client shares, Kafka Streams included. */
  public Map<String, Object> common(String clientId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("client.id", clientId);
    // A broker that comes back should be found within a second.
    settings.put("reconnect.backoff.ms", "50");
    settings.put("reconnect.backoff.max.ms", "1000");
    settings.put("retry.backoff.ms", "50");
    settings.put("metadata.max.age.ms", "60000");
    settings.putAll(clientSettings);
    return settings;
  }

  public Admin admin(String clientId) {
    Map<String, Object> settings = common(clientId);
    settings.put("default.api.timeout.ms", "15000");
    settings.put("request.timeout.ms", "5000");
    return Admin.create(settings);
  }

  /**
   * A producer that writes each record once and in order, and acknowledges it when all in-sync
   * replicas have it.
   *
   * @param maxBlock how long {@code send} may wait for room or for the topic's metadata; zero never
   *     waits, and fails instead
   */
  public Producer<String, byte[]> producer(String clientId, Duration maxBlock) {
    Map<String, Object> settings = common(clientId);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10));
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "8000");
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(DELIVERY_TIMEOUT.toMillis()));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(maxBlock.toMillis()));
    // A producer that never waits must not forget a topic that was quiet for a while.
    settings.put(
        ProducerConfig.METADATA_MAX_IDLE_CONFIG, Long.toString(Duration.ofDays(365).toMillis()));
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(2 << 20));
    settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, KeyPartitioner.class.getName());
    settings.putAll(clientSettings);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Waits until a producer that never waits knows the given topics.
   *
   * @throws IllegalStateException when the log does not answer in time
   */
  public static void awaitMetadata(
      Producer<?, ?> producer, List<Topic<?>> topics, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Topic<?> topic : topics) {
      while (!knows(producer, topic)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "event log: no answer within " + timeout.toSeconds() + " s");
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private static boolean knows(Producer<?, ?> producer, Topic<?> topic) {
    try {
      return !producer.partitionsFor(topic.name()).isEmpty();
    } catch (TimeoutException e) {
      return false; // it has been asked for
    }
  }

  /**
   * A consumer without a group: its reader keeps its own place in the log, or starts from the
   * beginning.
   */
  public Consumer<String, byte[]> consumer(String clientId) {
    return new KafkaConsumer<>(
        consumerSettings(clientId), new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Settings of consumers: committed records only, no offsets kept by the broker. */
  public Map<String, Object> consumerSettings(String clientId) {
    Map<String, Object> settings = common(clientId);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "250");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
    settings.putAll(clientSettings);
    return settings;
  }
}
