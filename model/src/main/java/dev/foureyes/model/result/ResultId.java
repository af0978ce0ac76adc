package dev.foureyes.model.result;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The name of a result: the node that made it, the identity of that node's spool, and the position
 * in it.
 *
 * @param incarnation 16 bytes
 * @param seq from 0, unsigned
 */
public record ResultId(String nodeId, ByteString incarnation, long seq) {

  /** Bytes of an incarnation. */
  public static final int INCARNATION_BYTES = 16;

  public ResultId {
    Objects.requireNonNull(nodeId, "nodeId");
    if (incarnation.size() != INCARNATION_BYTES) {
      throw new IllegalArgumentException(
          "incarnation: " + incarnation.size() + " bytes (expected: " + INCARNATION_BYTES + ")");
    }
  }

  /**
   * Reads {@code <node id>.<incarnation in hex>.<seq>}.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static ResultId parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3 || parts[0].isEmpty() || parts[1].length() != 2 * INCARNATION_BYTES) {
      throw wrong(text);
    }
    try {
      ByteString incarnation = ByteString.copyFrom(HexFormat.of().parseHex(parts[1]));
      return new ResultId(parts[0], incarnation, Long.parseUnsignedLong(parts[2]));
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "result id: \"" + text + "\" (expected: <node id>.<32 hex digits>.<number>)");
  }

  @Override
  public String toString() {
    return nodeId
        + '.'
        + HexFormat.of().formatHex(incarnation.toByteArray())
        + '.'
        + Long.toUnsignedString(seq);
  }
}
