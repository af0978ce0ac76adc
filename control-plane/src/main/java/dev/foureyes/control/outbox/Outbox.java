package dev.foureyes.control.outbox;

import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topic;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Notes in the transaction of a change what the event log has to learn of it. */
public final class Outbox {

  private Outbox() {}

  /**
   * Adds a record.
   *
   * @param value null when the entity was deleted
   */
  public static <V> void add(Handle handle, Topic<V> topic, EventKey key, @Nullable V value) {
    handle
        .createUpdate("INSERT INTO outbox (topic, record_key, value) VALUES (:topic, :key, :value)")
        .bind("topic", topic.name())
        .bind("key", key.toString())
        .bind("value", value == null ? null : topic.value().encode(value))
        .execute();
  }
}
