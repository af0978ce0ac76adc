package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.proto.results.v1.MplsLabel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Label stacks in the extensions of ICMP messages (RFC 4884, RFC 4950). What is malformed is left
 * out.
 */
final class MplsLabels {

  private static final int MAX_LABELS = 16;
  private static final int VERSION = 2;
  private static final int HEADER = 4;
  private static final int CLASS_MPLS = 1;
  private static final int TYPE_INCOMING = 1;

  private MplsLabels() {}

  /**
   * Labels in a message.
   *
   * @param at where extensions begin; negative for none
   */
  static List<MplsLabel> of(byte[] message, int at) {
    List<MplsLabel> labels = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(message);
    if (at < 0 || bytes.limit() - at < HEADER || ((bytes.get(at) >> 4) & 0xf) != VERSION) {
      return labels;
    }
    int object = at + HEADER;
    while (bytes.limit() - object >= HEADER) {
      int length = Short.toUnsignedInt(bytes.getShort(object));
      if (length < HEADER || length > bytes.limit() - object) {
        break;
      }
      if (bytes.get(object + 2) == CLASS_MPLS && bytes.get(object + 3) == TYPE_INCOMING) {
        for (int entry = object + HEADER;
            entry + Integer.BYTES <= object + length && labels.size() < MAX_LABELS;
            entry += Integer.BYTES) {
          labels.add(label(bytes.getInt(entry)));
        }
      }
      object += length;
    }
    return labels;
  }

  /** Label 20 bits, traffic class 3, bottom of stack 1, TTL 8 (RFC 3032). */
  private static MplsLabel label(int entry) {
    return MplsLabel.newBuilder()
        .setLabel(entry >>> 12)
        .setTrafficClass((entry >>> 9) & 0x7)
        .setBottomOfStack(((entry >>> 8) & 1) == 1)
        .setTtl(entry & 0xff)
        .build();
  }
}
