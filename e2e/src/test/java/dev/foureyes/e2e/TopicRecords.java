package dev.foureyes.e2e;

import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.TopicFollower;
import dev.foureyes.topics.TopicFollower.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All records of a topic, and those that come, read as any consumer reads them. */
final class TopicRecords<V> implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topic<V> topic;
  private final List<Entry<V>> entries = new ArrayList<>();
  private final TopicFollower<V> follower;

  private TopicRecords(Installation installation, Topic<V> topic) {
    this.topic = topic;
    this.follower =
        TopicFollower.start(
            EventLog.at(installation.bootstrapServers()), "test-" + topic, topic, this::add);
  }

  static <V> TopicRecords<V> of(Installation installation, Topic<V> topic) {
    return new TopicRecords<>(installation, topic);
  }

  private synchronized void add(Entry<V> entry) {
    entries.add(entry);
  }

  /** What has come so far, each partition in its order. */
  synchronized List<Entry<V>> all() {
    return List.copyOf(entries);
  }

  synchronized int size() {
    return entries.size();
  }

  /** The values of what has come so far, each partition in its order. */
  List<V> values() {
    return all().stream().flatMap(entry -> entry.value().stream()).toList();
  }

  /** The first record whose value is of a kind; waits for it. */
  Entry<V> await(String what, Predicate<V> wanted) {
    Await.until(what + " in " + topic, PATIENCE, () -> find(wanted).isPresent());
    return find(wanted).orElseThrow();
  }

  private Optional<Entry<V>> find(Predicate<V> wanted) {
    return all().stream().filter(entry -> entry.value().filter(wanted).isPresent()).findFirst();
  }

  @Override
  public void close() {
    follower.close();
  }
}
