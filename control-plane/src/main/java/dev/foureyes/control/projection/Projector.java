package dev.foureyes.control.projection;

import dev.foureyes.control.database.Database;
import dev.foureyes.model.Scope;
import dev.foureyes.topics.EventKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a projection up to its topic: records and how far they were read go into the database in
 * one transaction, so that each is applied once.
 */
public final class Projector<V> {

  private static final Logger log = LoggerFactory.getLogger(Projector.class);

  private final Database database;
  private final Projection<V> projection;
  private final String logId;

  /**
   * A projector.
   *
   * @param logId identity of the topic; when the projection was made from another, it is made anew
   */
  public Projector(Database database, Projection<V> projection, String logId) {
    this.database = database;
    this.projection = projection;
    this.logId = logId;
  }

  private String topic() {
    return projection.topic().name();
  }

  /**
   * Where to read on, by partition; partitions that are not in it are read from their beginnings.
   */
  public Map<Integer, Long> places() {
    return database.write(handle -> {
      boolean ofAnotherLog =
          handle
              .createQuery(
                  "SELECT EXISTS (SELECT 1 FROM projection_places WHERE topic = :topic AND log <> :log)")
              .bind("topic", topic())
              .bind("log", logId)
              .mapTo(Boolean.class)
              .one();
      if (ofAnotherLog) {
        log.atWarn()
            .addKeyValue("topic", topic())
            .log("the topic was made anew, and so is its projection");
        projection.clear(handle);
        handle
            .createUpdate("DELETE FROM projection_places WHERE topic = :topic")
            .bind("topic", topic())
            .execute();
      }
      return places(handle);
    });
  }

  private Map<Integer, Long> places(Handle handle) {
    Map<Integer, Long> places = new HashMap<>();
    handle
        .createQuery("SELECT part, next FROM projection_places WHERE topic = :topic")
        .bind("topic", topic())
        .map((row, _) -> Map.entry(row.getInt(1), row.getLong(2)))
        .forEach(place -> places.put(place.getKey(), place.getValue()));
    return places;
  }

  /** Applies records, in the order of their partitions; those that come again are left out. */
  public void apply(List<ConsumerRecord<String, byte[]>> records) {
    database.write(handle -> {
      Map<Integer, Long> places = places(handle);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (record.offset() >= places.getOrDefault(record.partition(), 0L)) {
          apply(handle, record);
          places.put(record.partition(), record.offset() + 1);
        }
      }
      places.forEach((partition, next) -> put(handle, partition, next));
      return places.size();
    });
    projection.committed();
  }

  private void apply(Handle handle, ConsumerRecord<String, byte[]> record) {
    Scope scope;
    String id;
    Optional<V> value;
    try {
      EventKey key = EventKey.parse(record.key());
      scope = new Scope(key.org());
      id = key.id();
      value = Optional.ofNullable(record.value()).map(projection.topic().value()::decode);
    } catch (SerializationException | IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("topic", topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("record left out, it cannot be read");
      return;
    }
    projection.apply(handle, scope, id, value);
  }

  private void put(Handle handle, int partition, long next) {
    handle
        .createUpdate(
            "INSERT OR REPLACE INTO projection_places (topic, log, part, next) VALUES (:topic, :log, :part, :next)")
        .bind("topic", topic())
        .bind("log", logId)
        .bind("part", partition)
        .bind("next", next)
        .execute();
  }
}
