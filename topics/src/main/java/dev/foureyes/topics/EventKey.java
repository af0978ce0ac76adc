package dev.foureyes.topics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key of a record: the organisation, so that tenants never mix, and the ids that name what the
 * record is about.
 *
 * <p>Written as {@code org/id} or {@code org/id/id}. Ids hold no slash.
 *
 * @param parts two or more, the organisation first
 */
public record EventKey(List<String> parts) {

  public EventKey {
    parts = List.copyOf(parts);
    if (parts.size() < 2) {
      throw new IllegalArgumentException(
          "key: " + parts + " (expected: an organisation and at least one id)");
    }
    for (String part : parts) {
      if (part.isEmpty() || part.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "key: " + parts + " (expected: parts that are not empty and hold no \"/\")");
      }
    }
  }

  public static EventKey of(String org, String... ids) {
    return new EventKey(Stream.concat(Stream.of(org), Arrays.stream(ids)).toList());
  }

  /**
   * Reads a key as it is written in the log.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static EventKey parse(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException(
          "key: none (expected: an organisation and at least one id)");
    }
    return new EventKey(List.of(text.split("/", -1)));
  }

  public String org() {
    return parts.getFirst();
  }

  /** The first id. */
  public String id() {
    return parts.get(1);
  }

  /** The last id. */
  public String lastId() {
    return parts.getLast();
  }

  /** The first parts of the key, as they are written. */
  String prefix(int count) {
    return String.join("/", parts.subList(0, Math.min(count, parts.size())));
  }

  @Override
  public String toString() {
    return String.join("/", parts);
  }
}
