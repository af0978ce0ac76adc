package dev.foureyes.benchmarks;

import dev.foureyes.e2e.TopicContents;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What one part alone does on this machine, with the records that the whole system has made. */
final class RawLimits {

  private static final int PARTITIONS = 4; // as the topics of results have by default
  private static final int RECORDS = 50_000;
  private static final int ROWS_AT_ONCE = 2_000;
  private static final int MAX_IN_FLIGHT = 2_000;

  private RawLimits() {}

  /** The oldest records of a topic, at most 50,000. */
  static <V> List<V> records(String bootstrapServers, Topic<V> topic) {
    List<V> records = new ArrayList<>();
    TopicContents.read(
        bootstrapServers,
        topic,
        record -> {
          records.add(record);
          return records.size() < RECORDS;
        });
    return records;
  }

  /** Results per second that one producer appends as batches, with the gateway's settings. */
  static double producer(String bootstrapServers, List<NodeBatch> batches, Duration time)
      throws InterruptedException, ExecutionException {
    EventLog log = EventLog.at(bootstrapServers);
    String topic = "benchmark.raw";
    try (Admin admin = log.admin("benchmark")) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
    List<byte[]> values = batches.stream().map(Topics.NODE_BATCHES.value()::encode).toList();
    AtomicLong acknowledged = new AtomicLong();
    AtomicReference<Exception> failed = new AtomicReference<>();
    Semaphore room = new Semaphore(MAX_IN_FLIGHT);
    long start = System.nanoTime();
    try (Producer<String, byte[]> producer = log.producer("benchmark", Duration.ofSeconds(20))) {
      for (int i = 0; System.nanoTime() - start < time.toNanos(); i++) {
        int at = i % values.size();
        room.acquire();
        var _ =
            producer.send(
                new ProducerRecord<>(topic, i % PARTITIONS, null, values.get(at)),
                (_, failure) -> {
                  room.release();
                  if (failure == null) {
                    acknowledged.addAndGet(batches.get(at).getBatch().getCount());
                  } else {
                    failed.set(failure);
                  }
                });
      }
    }
    if (failed.get() != null) {
      throw new IllegalStateException("the broker did not take all", failed.get());
    }
    return acknowledged.get() * 1e9 / (System.nanoTime() - start);
  }

  /** Rows per second that a store in this process takes, with places and durability as always. */
  static double storeWriter(Path file, List<Result> results, Duration time) {
    long rows = 0;
    long start = System.nanoTime();
    try (SqliteResultStore store = SqliteResultStore.open(file)) {
      long place = 0;
      for (long round = 0; System.nanoTime() - start < time.toNanos(); round++) {
        for (int i = 0; i + ROWS_AT_ONCE <= results.size(); i += ROWS_AT_ONCE) {
          List<Result> batch = again(results.subList(i, i + ROWS_AT_ONCE), round);
          rows +=
              store.write(
                  new WriteBatch(
                      "benchmark",
                      batch,
                      Map.of(0, new WriteBatch.Advance(place, place + ROWS_AT_ONCE))));
          place += ROWS_AT_ONCE;
        }
      }
    }
    return rows * 1e9 / (System.nanoTime() - start);
  }

  /** The same results under other numbers. */
  private static List<Result> again(List<Result> results, long round) {
    return round == 0
        ? results
        : results.stream()
            .map(result -> result.toBuilder().setSeq(result.getSeq() + (round << 32)).build())
            .toList();
  }
}
