package dev.foureyes.ingest.write;

import dev.foureyes.stores.Places;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic of results, read from where a store is. All partitions, by one reader: the process that
 * owns the store.
 */
final class ResultFeed implements AutoCloseable {

  private final Consumer<String, byte[]> consumer;
  private final String logId;

  private ResultFeed(Consumer<String, byte[]> consumer, String logId) {
    this.consumer = consumer;
    this.logId = logId;
  }

  /**
   * Opens the feed at a store's places; a partition that it has none of is read from its beginning.
   */
  static ResultFeed open(EventLog eventLog, Function<String, Places> placesOfLog)
      throws InterruptedException {
    String logId = logId(eventLog);
    Places places = placesOfLog.apply(logId);
    Consumer<String, byte[]> consumer = eventLog.consumer("foureyes-store-writer");
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : consumer.partitionsFor(Topics.RESULTS.name())) {
        partitions.add(new TopicPartition(Topics.RESULTS.name(), info.partition()));
      }
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        places
            .next(partition.partition())
            .ifPresentOrElse(
                next -> consumer.seek(partition, next),
                () -> consumer.seekToBeginning(List.of(partition)));
      }
      return new ResultFeed(consumer, logId);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** A topic that was deleted and made again has another id, and its offsets mean other records. */
  private static String logId(EventLog eventLog) throws InterruptedException {
    try (Admin admin = eventLog.admin("foureyes-store-writer-admin")) {
      return admin
          .describeTopics(List.of(Topics.RESULTS.name()))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .topicId()
          .toString();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "event log: " + Topics.RESULTS + " cannot be read: " + e.getMessage(), e);
    }
  }

  String logId() {
    return logId;
  }

  /** The next records, or none when there were none within the time. */
  Iterable<ConsumerRecord<String, byte[]>> poll(Duration atMost) {
    return consumer.poll(atMost);
  }

  /** Records that are in the log and were not polled yet; 0 where that is not known. */
  long lag() {
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
