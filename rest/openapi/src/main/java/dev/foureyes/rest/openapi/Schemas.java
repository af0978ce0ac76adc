package dev.foureyes.rest.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas of messages, as ProtoJSON writes them with the contract's own field names.
 *
 * <p>A message that comes back from the server has all fields that cannot be absent; one that a
 * client sends may leave them out. So a message that is used both ways has two schemas, {@code
 * Test} and {@code TestInput}.
 */
final class Schemas {

  /** Which way a message goes. */
  enum Direction {
    FROM_SERVER,
    TO_SERVER
  }

  private static final Map<String, JsonObject> WELL_KNOWN =
      Map.of(
          "google.protobuf.Timestamp", type("string", "date-time"),
          "google.protobuf.Duration", type("string", "duration"),
          "google.protobuf.FieldMask", type("string", null),
          "google.protobuf.Struct", type("object", null));

  private final Comments comments;
  private final Map<String, JsonObject> named = new TreeMap<>();

  Schemas(Comments comments) {
    this.comments = comments;
  }

  /** The schemas that were referred to so far, by name. */
  JsonObject toJson() {
    JsonObject all = new JsonObject();
    named.forEach(all::add);
    return all;
  }

  void define(String name, JsonObject schema) {
    named.put(name, schema);
  }

  static boolean isWellKnown(Descriptor message) {
    return WELL_KNOWN.containsKey(message.getFullName());
  }

  /** A reference to the message's schema, which is defined when it was not yet. */
  JsonObject message(Descriptor message, Direction direction) {
    JsonObject wellKnown = WELL_KNOWN.get(message.getFullName());
    if (wellKnown != null) {
      return wellKnown.deepCopy();
    }
    String name = message.getName() + (direction == Direction.TO_SERVER ? "Input" : "");
    if (!named.containsKey(name)) {
      JsonObject schema = new JsonObject();
      named.put(name, schema); // before its fields, for messages that hold themselves
      fill(schema, message, direction);
    }
    return reference(name);
  }

  private void fill(JsonObject schema, Descriptor message, Direction direction) {
    schema.addProperty("type", "object");
    describe(schema, comments.of(message));
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (FieldDescriptor field : message.getFields()) {
      JsonObject property = field(field, direction);
      describe(property, comments.of(field));
      properties.add(field.getName(), property);
      if (direction == Direction.FROM_SERVER && !field.hasPresence()) {
        required.add(field.getName());
      }
    }
    schema.add("properties", properties);
    if (!required.isEmpty()) {
      schema.add("required", required);
    }
    if (direction == Direction.TO_SERVER) {
      schema.addProperty("additionalProperties", false);
    }
  }

  /** The schema of a field's value: a list for repeated fields, an object for maps. */
  JsonObject field(FieldDescriptor field, Direction direction) {
    if (field.isMapField()) {
      JsonObject map = type("object", null);
      map.add(
          "additionalProperties",
          single(field.getMessageType().findFieldByName("value"), direction));
      return map;
    }
    if (field.isRepeated()) {
      JsonObject list = type("array", null);
      list.add("items", single(field, direction));
      return list;
    }
    return single(field, direction);
  }

  private JsonObject single(FieldDescriptor field, Direction direction) {
    return switch (field.getType()) {
      case DOUBLE -> type("number", "double");
      case FLOAT -> type("number", "float");
      case INT32, SINT32, SFIXED32 -> type("integer", "int32");
      case UINT32, FIXED32 -> type("integer", "int64");
      // ProtoJSON writes 64-bit numbers as strings, since JavaScript's own have 53 bits.
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 ->
          type("string", field.getType().name().toLowerCase(Locale.ROOT));
      case BOOL -> type("boolean", null);
      case STRING -> type("string", null);
      case BYTES -> type("string", "byte");
      case ENUM -> enumeration(field.getEnumType());
      case MESSAGE -> message(field.getMessageType(), direction);
      case GROUP ->
          throw new IllegalArgumentException(field.getFullName() + ": groups are not supported");
    };
  }

  private JsonObject enumeration(EnumDescriptor type) {
    if (!named.containsKey(type.getName())) {
      JsonObject schema = type("string", null);
      describe(schema, (comments.of(type) + comments.ofValues(type)).strip());
      JsonArray values = new JsonArray();
      for (EnumValueDescriptor value : type.getValues()) {
        values.add(value.getName());
      }
      schema.add("enum", values);
      named.put(type.getName(), schema);
    }
    return reference(type.getName());
  }

  static JsonObject reference(String name) {
    JsonObject reference = new JsonObject();
    reference.addProperty("$ref", "#/components/schemas/" + name);
    return reference;
  }

  static JsonObject type(String type, @Nullable String format) {
    JsonObject schema = new JsonObject();
    schema.addProperty("type", type);
    if (format != null) {
      schema.addProperty("format", format);
    }
    return schema;
  }

  static void describe(JsonObject target, String description) {
    if (!description.isEmpty()) {
      target.addProperty("description", description);
    }
  }

  static JsonArray array(JsonElement... elements) {
    JsonArray array = new JsonArray();
    for (JsonElement element : elements) {
      array.add(element);
    }
    return array;
  }
}
