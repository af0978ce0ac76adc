package dev.foureyes.nodeagent.cli;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A message of the contract from a file, as JSON with the names that the fields have in the
 * contract: as the REST API takes and gives it. What is not in the contract is refused, for a field
 * that is misspelt would silently not be there.
 */
final class MessageFile {

  private static final long MAX_BYTES = 1 << 20;
  private static final long MAX_UNSIGNED = 0xffff_ffffL;

  private final String name;
  private final JsonReader json;

  private MessageFile(String name, String text) {
    this.name = name;
    this.json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
  }

  /**
   * Reads one.
   *
   * @param name what the operand is called
   */
  static <B extends Message.Builder> B read(String name, Path file, B into) throws UsageException {
    return parse(name, text(name, file), into);
  }

  /** The same, of a text. */
  static <B extends Message.Builder> B parse(String name, String text, B into)
      throws UsageException {
    MessageFile file = new MessageFile(name, text);
    try {
      file.message(into, "");
      if (file.json.peek() != JsonToken.END_DOCUMENT) {
        throw file.wrong("", "more after the first object", "one JSON object");
      }
      return into;
    } catch (MalformedJsonException | EOFException | JsonParseException e) {
      throw new UsageException(
          name + ": no JSON at " + file.json.getPath() + " (expected: JSON, RFC 8259)");
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new UsageException(name + ": " + e.getMessage() + " (expected: JSON, RFC 8259)");
    }
  }

  private static String text(String name, Path file) throws UsageException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UsageException(
            name
                + ": "
                + file
                + " has "
                + Files.size(file)
                + " bytes (expected: at most "
                + MAX_BYTES
                + ")");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(name + ": " + file + " is not there (expected: a file)");
    } catch (CharacterCodingException e) {
      throw new UsageException(name + ": " + file + " is no text (expected: JSON in UTF-8)");
    } catch (IOException e) {
      throw new UsageException(
          name + ": " + file + " cannot be read: " + e.getMessage() + " (expected: a file)");
    }
  }

  private UsageException wrong(String path, String found, String expected) {
    return new UsageException(
        name
            + ": "
            + (path.isEmpty() ? "" : path + ": ")
            + found
            + " (expected: "
            + expected
            + ")");
  }

  private void message(Message.Builder message, String path) throws IOException, UsageException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      throw wrong(path, found(), "an object");
    }
    json.beginObject();
    while (json.hasNext()) {
      String typed = json.nextName();
      FieldDescriptor field = message.getDescriptorForType().findFieldByName(typed);
      if (field == null) {
        List<String> known =
            message.getDescriptorForType().getFields().stream()
                .map(FieldDescriptor::getName)
                .toList();
        throw wrong(
            path,
            typed,
            known.isEmpty()
                ? "an object without fields"
                : Commands.alternatives(known) + Suggestion.among(known, typed));
      }
      field(message, field, path.isEmpty() ? typed : path + "." + typed);
    }
    json.endObject();
  }

  private void field(Message.Builder message, FieldDescriptor field, String path)
      throws IOException, UsageException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull(); // as if it were not there
      return;
    }
    boolean isSecond =
        field.getRealContainingOneof() != null && message.hasOneof(field.getRealContainingOneof());
    if (isSecond) {
      throw wrong(path, "a second of one kind", "only one of them");
    }
    if (!field.isRepeated()) {
      message.setField(field, value(message, field, path));
      return;
    }
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      throw wrong(path, found(), "an array");
    }
    json.beginArray();
    for (int i = 0; json.hasNext(); i++) {
      message.addRepeatedField(field, value(message, field, path + "[" + i + "]"));
    }
    json.endArray();
  }

  private Object value(Message.Builder message, FieldDescriptor field, String path)
      throws IOException, UsageException {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder inner = message.newBuilderForField(field);
        message(inner, path);
        yield inner.build();
      }
      case STRING -> {
        if (json.peek() != JsonToken.STRING) {
          throw wrong(path, found(), "a text");
        }
        yield json.nextString();
      }
      case BOOLEAN -> {
        if (json.peek() != JsonToken.BOOLEAN) {
          throw wrong(path, found(), "true or false");
        }
        yield json.nextBoolean();
      }
      case ENUM -> constant(field, path);
      case INT -> (int) number(path);
      case DOUBLE -> {
        if (json.peek() != JsonToken.NUMBER) {
          throw wrong(path, found(), "a number");
        }
        yield json.nextDouble();
      }
      case LONG, FLOAT, BYTE_STRING ->
          throw new IllegalStateException(field + " (expected: a type that configurations have)");
    };
  }

  private long number(String path) throws IOException, UsageException {
    if (json.peek() == JsonToken.NUMBER) {
      String text = json.nextString();
      if (text.matches("\\d{1,10}") && Long.parseLong(text) <= MAX_UNSIGNED) {
        return Long.parseLong(text);
      }
      throw wrong(path, text, "a whole number, 0 to " + MAX_UNSIGNED);
    }
    throw wrong(path, found(), "a number");
  }

  private EnumValueDescriptor constant(FieldDescriptor field, String path)
      throws IOException, UsageException {
    List<String> known =
        field.getEnumType().getValues().stream().map(EnumValueDescriptor::getName).toList();
    if (json.peek() != JsonToken.STRING) {
      throw wrong(path, found(), Commands.alternatives(known));
    }
    String typed = json.nextString();
    EnumValueDescriptor constant = field.getEnumType().findValueByName(typed);
    if (constant == null) {
      throw wrong(path, typed, Commands.alternatives(known) + Suggestion.among(known, typed));
    }
    return constant;
  }

  /** What is there in place of what was expected. */
  private String found() throws IOException {
    return switch (json.peek()) {
      case BEGIN_OBJECT -> "an object";
      case BEGIN_ARRAY -> "an array";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      default -> "nothing";
    };
  }
}
