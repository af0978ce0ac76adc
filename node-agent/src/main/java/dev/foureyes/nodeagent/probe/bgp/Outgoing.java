package dev.foureyes.nodeagent.probe.bgp;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * All that a node can say to a peer. There is no UPDATE among it, and there never will be: a node
 * listens to routing and takes no part in it.
 */
sealed interface Outgoing {

  int HEADER_BYTES = 19;
  int MARKER_BYTES = 16;
  int TYPE_OPEN = 1;
  int TYPE_NOTIFICATION = 3;
  int TYPE_KEEPALIVE = 4;

  /** The message as it travels. */
  byte[] encode();

  /**
   * The first message (RFC 4271, 4.2), with what the node can (RFC 5492): the families, 4-octet AS
   * numbers, route refresh, graceful restart without any state kept, so that the peer sends
   * End-of-RIB, and extended messages.
   *
   * @param localAs the node's AS number, unsigned
   * @param routerId its BGP identifier
   */
  record Open(int localAs, int holdTimeS, int routerId, Set<Family> families) implements Outgoing {

    private static final int VERSION = 4;
    private static final int AS_TRANS = 23_456; // RFC 6793
    private static final int MAX_OLD_AS = 65_535;
    private static final int CAPABILITIES = 2;
    private static final int MAX_BYTES = 64;

    public Open {
      families = Set.copyOf(families);
    }

    @Override
    public byte[] encode() {
      ByteBuffer capabilities = ByteBuffer.allocate(MAX_BYTES);
      for (Family family : Family.values()) {
        if (families.contains(family)) {
          capability(capabilities, Capability.MULTIPROTOCOL, 4)
              .putShort((short) family.afi())
              .put((byte) 0)
              .put((byte) Family.UNICAST);
        }
      }
      capability(capabilities, Capability.ROUTE_REFRESH, 0);
      capability(capabilities, Capability.ENHANCED_ROUTE_REFRESH, 0);
      capability(capabilities, Capability.EXTENDED_MESSAGE, 0);
      capability(capabilities, Capability.GRACEFUL_RESTART, 2).putShort((short) 0);
      capability(capabilities, Capability.FOUR_OCTET_AS, 4).putInt(localAs);
      capabilities.flip();
      boolean isOld = Integer.compareUnsigned(localAs, MAX_OLD_AS) <= 0;
      ByteBuffer body =
          ByteBuffer.allocate(12 + capabilities.limit())
              .put((byte) VERSION)
              .putShort((short) (isOld ? localAs : AS_TRANS))
              .putShort((short) holdTimeS)
              .putInt(routerId)
              .put((byte) (capabilities.limit() + 2))
              .put((byte) CAPABILITIES)
              .put((byte) capabilities.limit())
              .put(capabilities);
      return message(TYPE_OPEN, body.array());
    }

    private static ByteBuffer capability(ByteBuffer to, Capability capability, int length) {
      return to.put((byte) capability.code()).put((byte) length);
    }
  }

  /** Says that the node is there. */
  record Keepalive() implements Outgoing {

    @Override
    public byte[] encode() {
      return message(TYPE_KEEPALIVE, new byte[0]);
    }
  }

  /** Says why the node ends the session. */
  record Notification(int code, int subcode) implements Outgoing {

    @Override
    public byte[] encode() {
      return message(TYPE_NOTIFICATION, new byte[] {(byte) code, (byte) subcode});
    }
  }

  private static byte[] message(int type, byte[] body) {
    ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + body.length);
    for (int i = 0; i < MARKER_BYTES; i++) {
      message.put((byte) 0xff);
    }
    return message.putShort((short) message.capacity()).put((byte) type).put(body).array();
  }
}
