package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.OptionalDouble;

/** Members of messages, whatever the other side has put there. */
final class Json {

  private Json() {}

  /**
   * An object of names and values in turn: texts, numbers, truth values, lists of texts and JSON.
   */
  static JsonObject of(Object... namesAndValues) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.add((String) namesAndValues[i], element(namesAndValues[i + 1]));
    }
    return object;
  }

  private static JsonElement element(Object value) {
    return switch (value) {
      case JsonElement json -> json;
      case String text -> new JsonPrimitive(text);
      case Number number -> new JsonPrimitive(number);
      case Boolean truth -> new JsonPrimitive(truth);
      case List<?> list -> {
        JsonArray array = new JsonArray();
        list.forEach(each -> array.add(element(each)));
        yield array;
      }
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
    };
  }

  /** An object's member that is an object; an empty one when there is none. */
  static JsonObject object(JsonObject in, String name) {
    return in.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  static List<JsonElement> list(JsonObject in, String name) {
    return in.get(name) instanceof JsonArray array ? array.asList() : List.of();
  }

  /** A text; empty when there is none. */
  static String text(JsonObject in, String name) {
    return in.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }

  /** A number; absent when there is none. */
  static OptionalDouble number(JsonObject in, String name) {
    return in.get(name) instanceof JsonPrimitive value && value.isNumber()
        ? OptionalDouble.of(value.getAsDouble())
        : OptionalDouble.empty();
  }

  static boolean is(JsonObject in, String name) {
    return in.get(name) instanceof JsonPrimitive value && value.isBoolean() && value.getAsBoolean();
  }
}
