package dev.foureyes.topics;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the partition by as many parts of the key as the catalogue says. For a whole key that is
 * what Kafka and Kafka Streams do themselves, so that records written by either side meet.
 */
public final class KeyPartitioner implements Partitioner {

  /** The partition of a key. */
  public static int partition(Topic<?> topic, EventKey key, int partitions) {
    byte[] bytes = key.prefix(topic.partitionKeyParts()).getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }

  @Override
  public int partition(
      String topicName,
      @Nullable Object key,
      byte @Nullable [] keyBytes,
      @Nullable Object value,
      byte @Nullable [] valueBytes,
      Cluster cluster) {
    if (keyBytes == null) {
      throw new IllegalArgumentException(
          "key of a record for " + topicName + ": none (expected: one, every topic has keys)");
    }
    int partitions = cluster.partitionCountForTopic(topicName);
    return Topics.find(topicName)
        .filter(topic -> !topic.equals(Topics.DEAD_LETTERS))
        .map(topic ->
            partition(
                topic, EventKey.parse(new String(keyBytes, StandardCharsets.UTF_8)), partitions))
        .orElseGet(() -> Utils.toPositive(Utils.murmur2(keyBytes)) % partitions);
  }

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
