package dev.foureyes.nodeagent.socket;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What comes beside a packet (cmsg(3)): {@code cmsghdr} is length, level and type in 16 bytes, and
 * each message begins at a multiple of eight. What is cut or makes no sense is left out.
 *
 * @param realtimeNanos the kernel's receive time
 * @param hopLimit as the packet arrived
 * @param report of the error queue
 */
record ControlMessages(
    OptionalLong realtimeNanos, OptionalInt hopLimit, Optional<IcmpReport> report) {

  private static final int HEADER = 16;
  private static final int TIMESTAMP = 16;
  private static final long NANOS = 1_000_000_000L;
  private static final int ERROR_BYTES = 16;
  private static final int EXTENSIONS_INVALID = 1;

  /** Reads native byte order, which the buffer must have. */
  static ControlMessages parse(ByteBuffer bytes) {
    OptionalLong time = OptionalLong.empty();
    OptionalInt hopLimit = OptionalInt.empty();
    Optional<IcmpReport> report = Optional.empty();
    int at = 0;
    while (bytes.limit() - at >= HEADER) {
      long length = bytes.getLong(at);
      if (length < HEADER || length > bytes.limit() - at) {
        break;
      }
      int data = at + HEADER;
      int size = (int) length - HEADER;
      int level = bytes.getInt(at + 8);
      int type = bytes.getInt(at + 12);
      if (level == Options.SOCKET && type == Options.TIMESTAMP_NANOS && size >= TIMESTAMP) {
        time = OptionalLong.of(bytes.getLong(data) * NANOS + bytes.getLong(data + 8));
      } else if (((level == Options.IP && type == Options.IP_TTL)
              || (level == Options.IPV6 && type == Options.IPV6_HOP_LIMIT))
          && size >= Integer.BYTES) {
        hopLimit = OptionalInt.of(bytes.getInt(data));
      } else if ((level == Options.IP && type == Options.IP_RECEIVE_ERRORS)
          || (level == Options.IPV6 && type == Options.IPV6_RECEIVE_ERRORS)) {
        report = report(bytes, data, size);
      }
      at += Math.toIntExact((length + 7) & ~7L);
    }
    return new ControlMessages(time, hopLimit, report);
  }

  /** {@code sock_extended_err}, and behind it who sent the message. */
  private static Optional<IcmpReport> report(ByteBuffer bytes, int at, int size) {
    if (size < ERROR_BYTES) {
      return Optional.empty();
    }
    byte[] sender = new byte[Math.min(size - ERROR_BYTES, SocketAddresses.MAX_BYTES)];
    bytes.get(at + ERROR_BYTES, sender);
    Optional<InetAddress> offender = SocketAddresses.address(sender);
    int extensions = Short.toUnsignedInt(bytes.getShort(at + 12));
    boolean areValid = (bytes.get(at + 14) & EXTENSIONS_INVALID) == 0;
    return offender.map(address ->
        new IcmpReport(
            bytes.get(at + 4),
            Byte.toUnsignedInt(bytes.get(at + 5)),
            Byte.toUnsignedInt(bytes.get(at + 6)),
            Integer.toUnsignedLong(bytes.getInt(at + 8)),
            address,
            extensions > 0 && areValid ? extensions : -1));
  }
}
