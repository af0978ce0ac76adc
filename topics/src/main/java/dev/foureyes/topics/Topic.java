package dev.foureyes.topics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * One topic of the catalogue: everything about it in one value.
 *
 * @param name in the log, with its version
 * @param key what the key's parts are, for people
 * @param partitionKeyParts how many parts of the key choose the partition: all records that share
 *     them stay in order
 * @param value how values are written and read
 * @param cleanup what is kept
 * @param retention how long records are kept where they are deleted by age; empty where they never
 *     are
 * @param shape how many partitions
 * @param purpose one sentence, for people
 * @param writers who appends
 * @param readers who reads
 */
public record Topic<V>(
    String name,
    String key,
    int partitionKeyParts,
    ValueCodec<V> value,
    Cleanup cleanup,
    Optional<Duration> retention,
    Shape shape,
    String purpose,
    List<String> writers,
    List<String> readers) {

  /** What the broker keeps of a topic. */
  public enum Cleanup {
    /** Records younger than the retention. */
    DELETE("delete"),
    /** The newest record of each key. */
    COMPACT("compact"),
    /** The newest record of each key, while younger than the retention. */
    COMPACT_AND_DELETE("compact,delete");

    private final String configValue;

    Cleanup(String configValue) {
      this.configValue = configValue;
    }

    /** As the broker's setting {@code cleanup.policy} has it. */
    public String configValue() {
      return configValue;
    }
  }

  /** How many partitions a topic has. */
  public enum Shape {
    /**
     * As many as the installation's setting says; topics of this shape with the same key can be
     * joined.
     */
    PARTITIONED,
    /** One: small, and read whole by everyone. */
    SINGLE
  }

  public Topic {
    writers = List.copyOf(writers);
    readers = List.copyOf(readers);
  }

  /** A record to append; null removes the key from a compacted topic. */
  public ProducerRecord<String, byte[]> record(EventKey key, @Nullable V value) {
    return new ProducerRecord<>(
        name, key.toString(), value == null ? null : this.value.encode(value));
  }

  /** For Kafka Streams. */
  public Serde<V> valueSerde() {
    return value.serde();
  }

  @Override
  public String toString() {
    return name;
  }
}
