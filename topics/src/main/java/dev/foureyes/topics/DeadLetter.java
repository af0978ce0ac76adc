package dev.foureyes.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record that could not be processed, on its way to the dead letters: its bytes as they were, and headers that say why. */
public final class DeadLetter {

  private DeadLetter() {}

  /**
   * The dead letter of a record.
   *
   * @param job which of our jobs gave up on it
   */
  public static ProducerRecord<byte[], byte[]> of(
      String job,
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Throwable cause) {
    byte[] ownKey = key == null ? "unknown/unknown".getBytes(StandardCharsets.UTF_8) : key;
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS.name(), ownKey, value);
    Headers headers = letter.headers();
    add(headers, "job", job);
    add(headers, "topic", topic);
    add(headers, "partition", Integer.toString(partition));
    add(headers, "offset", Long.toString(offset));
    add(headers, "error", cause.getClass().getName());
    add(headers, "message", String.valueOf(cause.getMessage()));
    return letter;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add("foureyes." + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
