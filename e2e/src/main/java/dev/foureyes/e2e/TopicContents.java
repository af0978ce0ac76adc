package dev.foureyes.e2e;

import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What a topic holds now. */
public final class TopicContents {

  private static final Duration POLL = Duration.ofSeconds(1);

  private TopicContents() {}

  /** Takes what it is given until it wants no more. */
  public interface Taker<V> {
    /** Whether it wants more after this one. */
    boolean take(V value);
  }

  /** Reads the committed records of a topic from its beginning to where it ends now. */
  public static <V> void read(String bootstrapServers, Topic<V> topic, Taker<V> taker) {
    try (Consumer<String, byte[]> consumer =
        EventLog.at(bootstrapServers).consumer("topic-contents")) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(POLL)) {
          if (!taker.take(topic.value().decode(record.value()))) {
            return;
          }
        }
      }
    }
  }
}
