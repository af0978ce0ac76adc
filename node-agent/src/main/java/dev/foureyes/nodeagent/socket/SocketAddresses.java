package dev.foureyes.nodeagent.socket;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** {@code sockaddr_in} and {@code sockaddr_in6} (ip(7), ipv6(7)). */
final class SocketAddresses {

  static final int FAMILY_IPV4 = 2;
  static final int FAMILY_IPV6 = 10;
  static final int MAX_BYTES = 28;

  private static final int IPV4_BYTES = 16;
  private static final int PORT_AT = 2;
  private static final int IPV4_AT = 4;
  private static final int IPV6_AT = 8;

  private SocketAddresses() {}

  static byte[] of(InetAddress address, int port) {
    boolean isIpv4 = address instanceof Inet4Address;
    ByteBuffer bytes =
        ByteBuffer.allocate(isIpv4 ? IPV4_BYTES : MAX_BYTES).order(ByteOrder.nativeOrder());
    bytes.putShort(0, (short) (isIpv4 ? FAMILY_IPV4 : FAMILY_IPV6));
    bytes.put(PORT_AT, (byte) (port >> Byte.SIZE)).put(PORT_AT + 1, (byte) port);
    bytes.put(isIpv4 ? IPV4_AT : IPV6_AT, address.getAddress());
    if (address instanceof Inet6Address ipv6) {
      bytes.putInt(MAX_BYTES - Integer.BYTES, ipv6.getScopeId());
    }
    return bytes.array();
  }

  /** Absent when it is of another family, or cut. */
  static Optional<InetAddress> address(byte[] bytes) {
    if (bytes.length < IPV4_BYTES) {
      return Optional.empty();
    }
    int family = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort(0);
    if (family == FAMILY_IPV4) {
      return address(bytes, IPV4_AT, 4);
    }
    return family == FAMILY_IPV6 && bytes.length >= IPV6_AT + 16
        ? address(bytes, IPV6_AT, 16)
        : Optional.empty();
  }

  private static Optional<InetAddress> address(byte[] bytes, int from, int length) {
    byte[] address = new byte[length];
    System.arraycopy(bytes, from, address, 0, length);
    try {
      return Optional.of(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // 4 and 16 are lengths of addresses
    }
  }

  static int port(byte[] bytes) {
    return (Byte.toUnsignedInt(bytes[PORT_AT]) << Byte.SIZE)
        | Byte.toUnsignedInt(bytes[PORT_AT + 1]);
  }
}
