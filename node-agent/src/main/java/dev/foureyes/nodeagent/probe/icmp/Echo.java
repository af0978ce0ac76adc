package dev.foureyes.nodeagent.probe.icmp;

import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.NativeSocket;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Echo requests and replies (RFC 792, RFC 4443) of one run. The payload begins with a number that
 * only this run knows, so that nobody who does not see the packets can answer them, and with the
 * complement of the sequence number, so that all packets of the run have the same checksum: some
 * routers choose the path by it.
 *
 * @param isIpv4 whether it is ICMP; else ICMPv6
 * @param id identifier, 16 bits; the kernel sets its own in datagram sockets
 * @param nonce what only this run knows
 * @param payloadBytes data after the header, at least {@link #MIN_PAYLOAD}
 */
public record Echo(boolean isIpv4, int id, long nonce, int payloadBytes) {

  public static final int MIN_PAYLOAD = 16;

  private static final int HEADER = 8;
  private static final int NONCE_AT = 8;
  private static final int COMPLEMENT_AT = 16;
  private static final int REQUEST_V4 = 8;
  private static final int REPLY_V4 = 0;
  private static final int REQUEST_V6 = 128;
  private static final int REPLY_V6 = 129;
  private static final int SHORTEST_IP_HEADER = 20;
  private static final int HOP_LIMIT_AT = 8;

  /** Of packets to the socket's target. */
  public static Echo of(NativeSocket socket, int id, long nonce, int payloadBytes) {
    return new Echo(socket.target() instanceof Inet4Address, id, nonce, payloadBytes);
  }

  /** The request with this sequence number, 0 to 65,535. */
  public byte[] request(int sequence) {
    return request(sequence, payloadBytes);
  }

  /** The same with another length, at least {@link #MIN_PAYLOAD}. */
  public byte[] request(int sequence, int bytesOfPayload) {
    ByteBuffer packet = ByteBuffer.allocate(HEADER + bytesOfPayload);
    packet.put(0, (byte) (isIpv4 ? REQUEST_V4 : REQUEST_V6));
    packet.putShort(4, (short) id).putShort(6, (short) sequence);
    packet.putLong(NONCE_AT, nonce).putShort(COMPLEMENT_AT, (short) ~sequence);
    if (isIpv4) {
      packet.putShort(
          2, checksum(packet.array())); // ICMPv6: by the kernel, for it covers addresses
    }
    return packet.array();
  }

  /** Internet checksum (RFC 1071) of bytes whose checksum field is zero. */
  static short checksum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      sum += Byte.toUnsignedLong(bytes[i]) << Byte.SIZE;
      sum += i + 1 < bytes.length ? Byte.toUnsignedLong(bytes[i + 1]) : 0;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> Short.SIZE);
    }
    return (short) ~sum;
  }

  /** The sequence number that a packet is the reply to; empty when it is none of this run. */
  public OptionalInt reply(Arrival arrival, NativeSocket.Kind kind) {
    byte[] packet = arrival.bytes();
    int at = ipHeader(packet, kind);
    return packet.length - at >= HEADER + Long.BYTES
            && Byte.toUnsignedInt(packet[at]) == (isIpv4 ? REPLY_V4 : REPLY_V6)
        ? sequence(packet, at, kind)
        : OptionalInt.empty();
  }

  /** The sequence number of the request that a report of the error queue is about. */
  public OptionalInt quoted(Arrival report, NativeSocket.Kind kind) {
    byte[] packet = report.bytes();
    return packet.length >= HEADER
            && Byte.toUnsignedInt(packet[0]) == (isIpv4 ? REQUEST_V4 : REQUEST_V6)
        ? sequence(packet, 0, kind)
        : OptionalInt.empty();
  }

  /** Routers may quote the header alone; what they quote of the rest has to be right. */
  private OptionalInt sequence(byte[] packet, int at, NativeSocket.Kind kind) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    boolean hasOtherId =
        kind == NativeSocket.Kind.ICMP_RAW && Short.toUnsignedInt(bytes.getShort(at + 4)) != id;
    boolean hasOtherNonce =
        packet.length - at >= NONCE_AT + Long.BYTES && bytes.getLong(at + NONCE_AT) != nonce;
    return hasOtherId || hasOtherNonce
        ? OptionalInt.empty()
        : OptionalInt.of(Short.toUnsignedInt(bytes.getShort(at + 6)));
  }

  /** Length of the IP header, which only raw IPv4 sockets give. */
  private int ipHeader(byte[] packet, NativeSocket.Kind kind) {
    if (!isIpv4 || kind != NativeSocket.Kind.ICMP_RAW || packet.length < SHORTEST_IP_HEADER) {
      return 0;
    }
    return Math.min(packet.length, (packet[0] & 0xf) * Integer.BYTES);
  }

  /** The hop limit that a reply arrived with. */
  public OptionalInt hopLimit(Arrival arrival, NativeSocket.Kind kind) {
    return arrival.hopLimit().isEmpty() && ipHeader(arrival.bytes(), kind) > 0
        ? OptionalInt.of(Byte.toUnsignedInt(arrival.data().get(HOP_LIMIT_AT)))
        : arrival.hopLimit();
  }
}
