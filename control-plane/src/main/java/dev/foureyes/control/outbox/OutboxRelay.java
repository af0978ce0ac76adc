package dev.foureyes.control.outbox;

import dev.foureyes.control.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox to the event log, in order, and deletes it when the log has it. What
 * was sent but not deleted before a crash is sent again; the topics are compacted, so that changes
 * nothing.
 */
public final class OutboxRelay implements AutoCloseable {

  private record Entry(long id, ProducerRecord<String, byte[]> record) {}

  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 500;
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Database database;
  private final Producer<String, byte[]> producer;
  private final Semaphore work = new Semaphore(1);
  private final Thread thread =
      Thread.ofPlatform().name("outbox-relay").daemon().unstarted(this::run);
  private volatile boolean stopping;

  public OutboxRelay(Database database, Producer<String, byte[]> producer) {
    this.database = database;
    this.producer = producer;
  }

  public void start() {
    thread.start();
  }

  /** There is something new, as far as the caller knows; to be called after its transaction. */
  public void wake() {
    work.release();
  }

  private void run() {
    try {
      while (!stopping) {
        var _ = work.tryAcquire(LOOK_ANYWAY.toMillis(), TimeUnit.MILLISECONDS);
        work.drainPermits();
        try {
          boolean more = true;
          while (more && !stopping) {
            more = sendSome();
          }
        } catch (ExecutionException | RuntimeException e) {
          log.atWarn().setCause(e).log("the event log takes no configuration, trying again");
          Thread.sleep(RETRY);
          work.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean sendSome() throws ExecutionException, InterruptedException {
    List<Entry> entries =
        database.read(handle ->
            handle
                .createQuery(
                    "SELECT id, topic, record_key, value FROM outbox ORDER BY id LIMIT " + BATCH)
                .map((row, _) ->
                    new Entry(
                        row.getLong(1),
                        new ProducerRecord<>(row.getString(2), row.getString(3), row.getBytes(4))))
                .list());
    if (entries.isEmpty()) {
      return false;
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Entry entry : entries) {
      sent.add(producer.send(entry.record()));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
    long last = entries.getLast().id();
    database.write(handle ->
        handle.createUpdate("DELETE FROM outbox WHERE id <= :last").bind("last", last).execute());
    return entries.size() == BATCH;
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
