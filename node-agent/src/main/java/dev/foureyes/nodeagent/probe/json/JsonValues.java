package dev.foureyes.nodeagent.probe.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.foureyes.nodeagent.probe.json.JsonPath.All;
import dev.foureyes.nodeagent.probe.json.JsonPath.Index;
import dev.foureyes.nodeagent.probe.json.JsonPath.Name;
import dev.foureyes.nodeagent.probe.json.JsonPath.Segment;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The values at a path, found while the text is read: no tree is built, so that what a hostile text
 * costs is its depth, which is bounded, and the values that are kept.
 */
public final class JsonValues {

  /** Deepest nesting that is read. */
  public static final int MAX_DEPTH = 100;

  /** Most values that are kept. */
  public static final int MAX_VALUES = 1_000;

  private static final int CHECK_EVERY = 1_024;

  private final List<Segment> segments;
  private final JsonReader reader;
  private final BooleanSupplier isOver;
  private final List<String> values = new ArrayList<>();
  private int tokens;

  private JsonValues(JsonPath path, String text, BooleanSupplier isOver) {
    this.segments = path.segments();
    this.reader = new JsonReader(new StringReader(text));
    this.isOver = isOver;
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAX_DEPTH);
  }

  /**
   * The values in the order they stand in: texts as they are, numbers as written, "true", "false",
   * "null"; "{…}" and "[…]" for objects and arrays.
   *
   * @param isOver asked now and then; true ends it
   * @throws IOException when the text is not JSON (RFC 8259), or nested too deep; the message says
   *     why
   * @throws TimeoutException when it was ended
   */
  public static List<String> at(JsonPath path, String text, BooleanSupplier isOver)
      throws IOException, TimeoutException {
    JsonValues values = new JsonValues(path, text, isOver);
    BitSet start = new BitSet();
    start.set(0);
    try {
      values.read(start);
      if (values.reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("more follows the first value");
      }
    } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
      throw new IOException(firstLine(String.valueOf(e.getMessage())), e);
    }
    return values.values;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /**
   * Reads a value.
   *
   * @param reached how many segments of the path lead here; several with descendants
   */
  private void read(BitSet reached) throws IOException, TimeoutException {
    if (++tokens % CHECK_EVERY == 0 && isOver.getAsBoolean()) {
      throw new TimeoutException();
    }
    boolean isSelected = reached.get(segments.size());
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        keep(isSelected, "{…}");
        reader.beginObject();
        while (reader.hasNext()) {
          read(below(reached, reader.nextName(), -1));
        }
        reader.endObject();
      }
      case BEGIN_ARRAY -> {
        keep(isSelected, "[…]");
        reader.beginArray();
        for (int i = 0; reader.hasNext(); i++) {
          read(below(reached, "", i));
        }
        reader.endArray();
      }
      case NULL -> {
        reader.nextNull();
        keep(isSelected, "null");
      }
      case BOOLEAN -> keep(isSelected, String.valueOf(reader.nextBoolean()));
      default -> keep(isSelected, reader.nextString());
    }
  }

  private void keep(boolean isSelected, String value) {
    if (isSelected && values.size() < MAX_VALUES) {
      values.add(value);
    }
  }

  /**
   * How many segments lead to a child.
   *
   * @param index below 0 for a member of an object
   */
  private BitSet below(BitSet reached, String name, int index) {
    BitSet next = new BitSet();
    for (int at = reached.nextSetBit(0); at >= 0 && at < segments.size(); ) {
      Segment segment = segments.get(at);
      if (segment.deep()) {
        next.set(at);
      }
      boolean isTaken =
          switch (segment.selector()) {
            case All all -> true;
            case Name wanted -> index < 0 && wanted.name().equals(name);
            case Index wanted -> wanted.index() == index;
          };
      if (isTaken) {
        next.set(at + 1);
      }
      at = reached.nextSetBit(at + 1);
    }
    return next;
  }
}
