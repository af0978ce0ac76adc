package dev.foureyes.topics;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * How the values of a topic are written and read.
 *
 * @param typeName for people
 */
public record ValueCodec<V>(
    String typeName, Serializer<V> serializer, Deserializer<V> deserializer) {

  /** The plain protobuf encoding of a message. */
  public static <M extends Message> ValueCodec<M> of(M defaultInstance) {
    @SuppressWarnings("unchecked") // a message's parser makes messages of its own type
    Parser<M> parser = (Parser<M>) defaultInstance.getParserForType();
    String typeName = defaultInstance.getDescriptorForType().getFullName();
    return new ValueCodec<>(
        typeName,
        (topic, message) -> message == null ? null : message.toByteArray(),
        (topic, bytes) -> bytes == null ? null : parse(typeName, parser, bytes));
  }

  /** Bytes as they are. */
  public static ValueCodec<byte[]> bytes(String typeName) {
    return new ValueCodec<>(typeName, (topic, bytes) -> bytes, (topic, bytes) -> bytes);
  }

  private static <M extends Message> M parse(String typeName, Parser<M> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException(
          "value: " + bytes.length + " bytes (expected: a " + typeName + ")", e);
    }
  }

  public byte[] encode(V value) {
    return serializer.serialize("", value);
  }

  /**
   * Reads a value.
   *
   * @throws SerializationException when the bytes are not of this type
   */
  public V decode(byte[] bytes) {
    return deserializer.deserialize("", bytes);
  }

  Serde<V> serde() {
    return Serdes.serdeFrom(serializer, deserializer);
  }
}
