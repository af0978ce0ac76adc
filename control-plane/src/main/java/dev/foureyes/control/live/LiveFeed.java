package dev.foureyes.control.live;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.LiveEvent;
import dev.foureyes.proto.control.v1.LiveEventKind;
import dev.foureyes.proto.control.v1.LiveReset;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.SystemStatus;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tap on results and incidents for browsers: passes on what comes, and keeps the last of it, so
 * that one that lost its connection for a while goes on where it was.
 *
 * <p>Records are opened only when somebody wants them. States of nodes and of the installation are
 * passed on too; they are not kept, for the present one can be asked for.
 *
 * <p>Previous hop of a result: ingest's {@code BatchOpener}, by the topic {@code RESULTS}. Next
 * hop: {@link Subscription}, one browser.
 */
public final class LiveFeed {

  /**
   * How many records are read again at start, from each partition, so that browsers can go on after
   * a restart of this process.
   */
  public static final long READ_BACK = 500;

  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
  private static final int KEPT = 5_000;
  private static final int RESULTS = 0;
  private static final int INCIDENTS = 1;

  /** A record as it was read, and the place right behind it. */
  private record Entry(ConsumerRecord<String, byte[]> record, EventKey key, LiveCursor cursor) {
    int topic() {
      return index(record.topic());
    }

    int partition() {
      return record.partition();
    }

    long offset() {
      return record.offset();
    }
  }

  private final int partitions;
  private final long[][] next;
  private final long[][] oldest;
  private final Deque<Entry> kept = new ArrayDeque<>();
  private final Set<Subscription> subscriptions = new CopyOnWriteArraySet<>();
  private volatile LiveCursor present;

  /**
   * A feed that has read nothing.
   *
   * @param partitions of each topic
   */
  public LiveFeed(int partitions) {
    this.partitions = partitions;
    this.next = new long[2][partitions];
    this.oldest = new long[2][partitions];
    this.present = LiveCursor.of(next[RESULTS], next[INCIDENTS]);
  }

  /** Where reading of a partition begins. */
  public synchronized void begin(String topic, int partition, long offset) {
    int index = index(topic);
    next[index][partition] = offset;
    oldest[index][partition] = offset;
    present = LiveCursor.of(next[RESULTS], next[INCIDENTS]);
  }

  private static int index(String topic) {
    return topic.equals(Topics.RESULTS.name()) ? RESULTS : INCIDENTS;
  }

  /** Takes one record. */
  public void accept(ConsumerRecord<String, byte[]> record) {
    Optional<Entry> entry = keep(record);
    if (entry.isPresent()) {
      for (Subscription subscription : subscriptions) {
        offer(subscription, entry.get());
      }
    }
  }

  private synchronized Optional<Entry> keep(ConsumerRecord<String, byte[]> record) {
    int topic = index(record.topic());
    next[topic][record.partition()] = record.offset() + 1;
    present = LiveCursor.of(next[RESULTS], next[INCIDENTS]);
    if (record.value() == null) {
      return Optional.empty();
    }
    EventKey key;
    try {
      key = EventKey.parse(record.key());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Entry entry = new Entry(record, key, present);
    kept.addLast(entry);
    if (kept.size() > KEPT) {
      Entry dropped = kept.removeFirst();
      oldest[dropped.topic()][dropped.partition()] = dropped.offset() + 1;
    }
    return Optional.of(entry);
  }

  private static void offer(Subscription subscription, Entry entry) {
    LiveEventKind kind =
        entry.topic() == RESULTS
            ? LiveEventKind.LIVE_EVENT_KIND_RESULT
            : LiveEventKind.LIVE_EVENT_KIND_INCIDENT;
    boolean wanted =
        subscription.wants(new Scope(entry.key().org()), kind)
            && (entry.topic() == INCIDENTS || subscription.wantsTest(entry.key().id()));
    if (wanted) {
      open(entry).ifPresent(subscription::offer);
    }
  }

  private static Optional<LiveEvent> open(Entry entry) {
    LiveEvent.Builder event = LiveEvent.newBuilder().setCursor(entry.cursor().text());
    try {
      return Optional.of(
          entry.topic() == RESULTS
              ? event.setResult(Topics.RESULTS.value().decode(entry.record().value())).build()
              : event.setIncident(Topics.INCIDENTS.value().decode(entry.record().value())).build());
    } catch (SerializationException e) {
      log.atWarn()
          .addKeyValue("key", entry.key())
          .setCause(e)
          .log("record left out of the live feed, it cannot be read");
      return Optional.empty();
    }
  }

  /**
   * Adds a subscription, and gives it first what came since its cursor, or a reset when that is no
   * longer known.
   *
   * @param cursor empty for from now on
   */
  void subscribe(Subscription subscription, String cursor) {
    synchronized (this) { // nothing may come between the past and the present
      if (!cursor.isEmpty()) {
        Optional<long[][]> from = new LiveCursor(cursor).offsets(partitions);
        if (from.isPresent() && isKept(from.get())) {
          for (Entry entry : kept) {
            if (entry.offset() >= from.get()[entry.topic()][entry.partition()]) {
              offer(subscription, entry);
            }
          }
        } else {
          subscription.offer(
              LiveEvent.newBuilder()
                  .setCursor(present.text())
                  .setReset(LiveReset.getDefaultInstance())
                  .build());
        }
      }
      subscriptions.add(subscription);
    }
  }

  private boolean isKept(long[][] from) {
    for (int topic = 0; topic < 2; topic++) {
      for (int partition = 0; partition < partitions; partition++) {
        if (from[topic][partition] < oldest[topic][partition]
            || from[topic][partition] > next[topic][partition]) {
          return false;
        }
      }
    }
    return true;
  }

  void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /** Passes on the state of a node. */
  public void publish(Scope scope, Node node) {
    LiveEvent event = LiveEvent.newBuilder().setCursor(present.text()).setNode(node).build();
    for (Subscription subscription : subscriptions) {
      if (subscription.wants(scope, LiveEventKind.LIVE_EVENT_KIND_NODE)) {
        subscription.offer(event);
      }
    }
  }

  /** Passes on the state of the installation, to everybody. */
  public void publish(SystemStatus status) {
    LiveEvent event = systemEvent(status);
    for (Subscription subscription : subscriptions) {
      if (subscription.wants(subscription.scope(), LiveEventKind.LIVE_EVENT_KIND_SYSTEM)) {
        subscription.offer(event);
      }
    }
  }

  LiveEvent systemEvent(SystemStatus status) {
    return LiveEvent.newBuilder().setCursor(present.text()).setSystem(status).build();
  }

  /** How many browsers watch. */
  public int watchers() {
    return subscriptions.size();
  }
}
