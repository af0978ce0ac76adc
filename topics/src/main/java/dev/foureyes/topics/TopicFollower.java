package dev.foureyes.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its beginning to its end, says so, and goes on with every new record.
 *
 * <p>This is how a process gets its view of a compacted topic: it must not serve from the view
 * before {@link #caughtUp()}. It always starts at the beginning, so that it cannot miss a deletion
 * however long it was away.
 *
 * <p>A record that cannot be read is logged and left out. The follower outlives trouble with the
 * log: it goes on when that is over.
 */
public final class TopicFollower<V> implements AutoCloseable {

  /** One record; no value means that the key was deleted. */
  public record Entry<V>(EventKey key, Optional<V> value, int partition, long offset) {}

  /** Gets every record in the order of its partition, on the follower's thread. */
  @FunctionalInterface
  public interface Listener<V> {
    void accept(Entry<V> entry);
  }

  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);

  private final Topic<V> topic;
  private final Consumer<String, byte[]> consumer;
  private final Listener<V> listener;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private final Map<Integer, Long> nextOffsets = new HashMap<>();
  private volatile boolean stopping;

  private TopicFollower(Topic<V> topic, Consumer<String, byte[]> consumer, Listener<V> listener) {
    this.topic = topic;
    this.consumer = consumer;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("follow-" + topic.name()).daemon().unstarted(this::run);
  }

  /** Starts to read at once. */
  public static <V> TopicFollower<V> start(
      EventLog eventLog, String clientId, Topic<V> topic, Listener<V> listener) {
    TopicFollower<V> follower = new TopicFollower<>(topic, eventLog.consumer(clientId), listener);
    follower.thread.start();
    return follower;
  }

  /** Done when all records that were in the topic at the start have been handed to the listener. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp;
  }

  /**
   * Waits until the listener has seen the record at this offset, to read one's own writes.
   *
   * @return false when the time ran out
   */
  public boolean awaitOffset(int partition, long offset, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (nextOffsets) {
      while (nextOffsets.getOrDefault(partition, 0L) <= offset) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        nextOffsets.wait(Math.max(1, left / 1_000_000));
      }
      return true;
    }
  }

  private void run() {
    try {
      while (!stopping) {
        try {
          follow();
        } catch (WakeupException | InterruptException e) {
          // close() ends the loop
        } catch (RuntimeException e) {
          log.atWarn()
              .addKeyValue("topic", topic)
              .setCause(e)
              .log("cannot follow the topic, trying again");
          closed.await(PAUSE_AFTER_TROUBLE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      consumer.close();
    }
  }

  private void follow() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(topic.name())) {
      partitions.add(new TopicPartition(topic.name(), info.partition()));
    }
    if (partitions.isEmpty()) {
      throw new IllegalStateException("topic: " + topic + " (expected: to exist)");
    }
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      Long next = nextOffset(partition.partition());
      if (next == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, next);
      }
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!stopping) {
      if (!caughtUp.isDone()
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        caughtUp.complete(null);
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        deliver(record);
      }
    }
  }

  private @Nullable Long nextOffset(int partition) {
    synchronized (nextOffsets) {
      return nextOffsets.get(partition);
    }
  }

  private void deliver(ConsumerRecord<String, byte[]> record) {
    try {
      Optional<V> value = Optional.ofNullable(record.value()).map(topic.value()::decode);
      listener.accept(
          new Entry<>(EventKey.parse(record.key()), value, record.partition(), record.offset()));
    } catch (SerializationException | IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("record left out, it cannot be read");
    }
    synchronized (nextOffsets) {
      nextOffsets.put(record.partition(), record.offset() + 1);
      nextOffsets.notifyAll();
    }
  }

  @Override
  public void close() {
    stopping = true;
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
