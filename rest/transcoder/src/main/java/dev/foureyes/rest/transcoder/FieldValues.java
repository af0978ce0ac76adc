package dev.foureyes.rest.transcoder;

import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.foureyes.rest.rules.HttpBinding;
import java.util.Locale;
import java.util.stream.Collectors;

/** Sets fields from the text of a path or a query. */
final class FieldValues {

  private FieldValues() {}

  /**
   * Sets the field at a dotted path.
   *
   * @param values one for a single field; any number for a repeated one
   */
  static void set(Message.Builder message, String path, String[] values)
      throws BadRequestException {
    FieldDescriptor field =
        HttpBinding.field(message.getDescriptorForType(), path)
            .orElseThrow(() -> BadRequestException.field(path, "is not known"));
    Message.Builder parent = message;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      parent =
          parent.getFieldBuilder(
              HttpBinding.field(parent.getDescriptorForType(), names[i]).orElseThrow());
    }
    if (!field.isRepeated() && values.length > 1) {
      throw BadRequestException.field(
          path, "is there " + values.length + " times (expected: once)");
    }
    for (String value : values) {
      Object converted = convert(parent, field, path, value);
      if (field.isRepeated()) {
        parent.addRepeatedField(field, converted);
      } else {
        parent.setField(field, converted);
      }
    }
  }

  private static Object convert(
      Message.Builder parent, FieldDescriptor field, String path, String value)
      throws BadRequestException {
    try {
      return switch (field.getJavaType()) {
        case INT ->
            field.getType() == FieldDescriptor.Type.UINT32
                ? Integer.parseUnsignedInt(value)
                : Integer.parseInt(value);
        case LONG ->
            field.getType() == FieldDescriptor.Type.UINT64
                ? Long.parseUnsignedLong(value)
                : Long.parseLong(value);
        case FLOAT -> Float.parseFloat(value);
        case DOUBLE -> Double.parseDouble(value);
        case BOOLEAN -> bool(value);
        case STRING -> value;
        case ENUM -> enumValue(field, value);
        case MESSAGE -> message(parent, field, value);
        case BYTE_STRING -> throw new IllegalArgumentException("bytes");
      };
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      throw BadRequestException.field(
          path, "\"" + value + "\" (expected: " + expected(field) + ")");
    }
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "true", "" -> true; // "?failed_only" alone means yes
      case "false" -> false;
      default -> throw new IllegalArgumentException(value);
    };
  }

  private static EnumValueDescriptor enumValue(FieldDescriptor field, String value) {
    EnumValueDescriptor found = field.getEnumType().findValueByName(value);
    if (found == null) {
      throw new IllegalArgumentException(value);
    }
    return found;
  }

  /** Timestamps, durations and field masks, whose JSON is one string. */
  private static Message message(Message.Builder parent, FieldDescriptor field, String value)
      throws InvalidProtocolBufferException {
    Message.Builder builder = parent.newBuilderForField(field);
    ProtoJson.merge(new JsonPrimitive(value).toString(), builder);
    return builder.build();
  }

  private static String expected(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG -> "a whole number";
      case FLOAT, DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case ENUM ->
          field.getEnumType().getValues().stream()
              .map(EnumValueDescriptor::getName)
              .collect(Collectors.joining(", ", "one of ", ""));
      case MESSAGE ->
          "a " + field.getMessageType().getName().toLowerCase(Locale.ROOT) + example(field);
      case STRING, BYTE_STRING -> field.getJavaType() == JavaType.STRING ? "text" : "nothing";
    };
  }

  private static String example(FieldDescriptor field) {
    return switch (field.getMessageType().getFullName()) {
      case "google.protobuf.Timestamp" -> " such as 2026-01-31T12:00:00Z";
      case "google.protobuf.Duration" -> " such as 1.5s";
      default -> "";
    };
  }
}
