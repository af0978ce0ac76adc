package dev.foureyes.ingest.write;

import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves results from the log into the store: reads some, writes them together with how far it has
 * read in one transaction of the store, reads on. What the store has is what was read, whenever and
 * however the process dies.
 *
 * <p>Not a Kafka Streams job: a processor's place in its input is committed apart from what it
 * wrote elsewhere, so it would lose or double rows.
 *
 * <p>Previous hop of a result: {@code open.BatchOpener}, by the topic {@code RESULTS}. Next hop:
 * the store, and from there queries.
 */
public final class StoreWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final EventLog eventLog;
  private final ResultStore store;
  private final WriterMetrics metrics;
  private final Upkeep upkeep;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("store-writer").unstarted(this::run);
  private volatile String problem = "starting";
  private volatile long lag;

  /**
   * A writer that does not run yet.
   *
   * @param clock says what is old
   */
  public StoreWriter(
      EventLog eventLog,
      ResultStore store,
      WriterMetrics metrics,
      InstantSource clock,
      Retention retention) {
    this.eventLog = eventLog;
    this.store = store;
    this.metrics = metrics;
    this.upkeep = new Upkeep(store, retention, clock);
    metrics.lag(this, StoreWriter::lagRecords);
  }

  public void start() {
    thread.start();
  }

  /** What keeps results from being stored, for people; empty while all is well. */
  public String problem() {
    return problem;
  }

  /** Results in the log that are not stored yet, as of the last read. */
  public long lagRecords() {
    return lag;
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void run() {
    try {
      while (!isStopping()) {
        try (ResultFeed feed = ResultFeed.open(eventLog, store::places)) {
          problem = "";
          copy(feed);
        } catch (StoreException e) {
          if (!e.kind().isRetriable()) {
            problem = String.valueOf(e.getMessage());
            log.atError()
                .addKeyValue("kind", e.kind())
                .setCause(e)
                .log("results are no longer stored");
            return;
          }
          trouble(e);
        } catch (RuntimeException e) {
          trouble(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void trouble(RuntimeException e) throws InterruptedException {
    problem = String.valueOf(e.getMessage());
    log.atWarn().setCause(e).log("results cannot be stored, trying again");
    var _ = stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void copy(ResultFeed feed) throws InterruptedException {
    Map<Integer, Long> places = new HashMap<>(store.places(feed.logId()).nextOffsets());
    while (!isStopping()) {
      upkeep.some();
      List<Result> results = new ArrayList<>();
      Map<Integer, Long> read = new HashMap<>();
      for (ConsumerRecord<String, byte[]> record : feed.poll(POLL)) {
        decode(record, results);
        read.put(record.partition(), record.offset() + 1);
      }
      lag = feed.lag();
      if (!read.isEmpty()) {
        write(batch(feed.logId(), results, places, read));
        places.putAll(read);
      }
    }
  }

  private static WriteBatch batch(
      String logId, List<Result> results, Map<Integer, Long> places, Map<Integer, Long> read) {
    Map<Integer, Advance> advances = new HashMap<>();
    read.forEach((partition, next) ->
        advances.put(partition, new Advance(places.getOrDefault(partition, 0L), next)));
    return new WriteBatch(logId, results, advances);
  }

  /**
   * Writes until it is written, or fails for good: what was polled must not be lost while the store
   * is busy.
   */
  private void write(WriteBatch batch) throws InterruptedException {
    while (true) {
      long start = System.nanoTime();
      try {
        int added = store.write(batch);
        metrics.stored(
            added, batch.results().size() - added, Duration.ofNanos(System.nanoTime() - start));
        if (!problem.isEmpty()) {
          log.info("results are stored again");
          problem = "";
        }
        return;
      } catch (StoreException e) {
        if (!e.kind().isRetriable() || isStopping()) {
          throw e;
        }
        trouble(e);
      }
    }
  }

  private void decode(ConsumerRecord<String, byte[]> record, List<Result> results) {
    try {
      if (record.value() != null) {
        results.add(Topics.RESULTS.value().decode(record.value()));
      }
    } catch (SerializationException e) {
      metrics.unreadable();
      log.atError()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("record left out, it is no result");
    }
  }

  /** Returns when the batch in hand is written. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
