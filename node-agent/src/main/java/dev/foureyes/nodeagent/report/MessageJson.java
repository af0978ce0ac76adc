package dev.foureyes.nodeagent.report;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/**
 * Messages of the contract as JSON, by the rules of protobuf's JSON mapping, with the names that
 * the fields have in the contract: integers of 64 bits as text, enumerations by name, timestamps by
 * RFC 3339, and nothing for a field that is not set.
 */
public final class MessageJson {

  private static final char DELETE = 0x7f;

  private MessageJson() {}

  /**
   * The message over several lines, without a line break at the end. All of it is ASCII, so that it
   * is the same in every encoding, and nothing that a peer sent can move a terminal's cursor.
   */
  public static String of(Message message) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      write(json, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory has no such errors
    }
    return ascii(text.toString());
  }

  /** Other characters are in texts only, and can be escaped there. */
  private static String ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < DELETE) {
        ascii.append(c);
      } else {
        ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }

  private static void write(JsonWriter json, Message message) throws IOException {
    if (message instanceof Timestamp time) {
      json.value(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
      return;
    }
    json.beginObject();
    for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
      FieldDescriptor field = set.getKey();
      json.name(field.getName());
      if (field.isMapField()) {
        writeMap(json, (Collection<?>) set.getValue());
      } else if (field.isRepeated()) {
        json.beginArray();
        for (Object element : (Collection<?>) set.getValue()) {
          write(json, field, element);
        }
        json.endArray();
      } else {
        write(json, field, set.getValue());
      }
    }
    json.endObject();
  }

  private static void writeMap(JsonWriter json, Collection<?> entries) throws IOException {
    json.beginObject();
    for (Object element : entries) {
      Message entry = (Message) element;
      FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
      FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
      json.name(String.valueOf(entry.getField(key)));
      write(json, value, entry.getField(value));
    }
    json.endObject();
  }

  private static void write(JsonWriter json, FieldDescriptor field, Object value)
      throws IOException {
    boolean isUnsigned =
        switch (field.getType()) {
          case UINT32, FIXED32, UINT64, FIXED64 -> true;
          default -> false;
        };
    switch (value) {
      case Message message -> write(json, message);
      case Integer number -> json.value(isUnsigned ? Integer.toUnsignedLong(number) : number);
      case Long number ->
          json.value(isUnsigned ? Long.toUnsignedString(number) : Long.toString(number));
      case Double number when !Double.isFinite(number) -> json.value(number.toString());
      case Float number when !Float.isFinite(number) -> json.value(number.toString());
      case Number number -> json.value(number);
      case Boolean truth -> json.value(truth);
      case ByteString bytes -> json.value(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case EnumValueDescriptor constant when constant.getIndex() < 0 ->
          json.value(constant.getNumber()); // of a later contract
      case EnumValueDescriptor constant -> json.value(constant.getName());
      default -> json.value(value.toString());
    }
  }
}
