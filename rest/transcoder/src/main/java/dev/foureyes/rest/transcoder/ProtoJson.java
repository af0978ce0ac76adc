package dev.foureyes.rest.transcoder;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.Status;

/**
 * The JSON of the API: ProtoJSON with the contract's own field names. Values that cannot be absent
 * are always written, zero or not, so that a client sees every field there is.
 */
final class ProtoJson {

  private static final TypeRegistry ERROR_DETAILS =
      TypeRegistry.newBuilder().add(ErrorDetailsProto.getDescriptor().getMessageTypes()).build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(ERROR_DETAILS)
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER =
      JsonFormat.parser().usingTypeRegistry(ERROR_DETAILS);

  private ProtoJson() {}

  static String print(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of ours cannot be written as JSON", e);
    }
  }

  /** A status; details of a type that is not known here are left out. */
  static String print(Status status) {
    try {
      return PRINTER.print(status);
    } catch (InvalidProtocolBufferException e) {
      return print((MessageOrBuilder) status.toBuilder().clearDetails().build());
    }
  }

  static void merge(String json, Message.Builder into) throws InvalidProtocolBufferException {
    PARSER.merge(json, into);
  }
}
