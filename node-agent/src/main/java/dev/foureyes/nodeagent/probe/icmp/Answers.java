package dev.foureyes.nodeagent.probe.icmp;

import dev.foureyes.nodeagent.socket.IcmpReport;
import dev.foureyes.proto.results.v1.PacketAnswer;

/** The meaning of ICMP types and codes (RFC 792, RFC 1812, RFC 4443). */
public final class Answers {

  private Answers() {}

  /** What a report of the error queue says. */
  public static PacketAnswer of(IcmpReport report) {
    return switch (report.origin()) {
      case IcmpReport.ICMP -> ofIcmp(report.type(), report.code());
      case IcmpReport.ICMPV6 -> ofIcmpV6(report.type(), report.code());
      default -> PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
    };
  }

  private static PacketAnswer ofIcmp(int type, int code) {
    if (type == 11) {
      return code == 0
          ? PacketAnswer.PACKET_ANSWER_TIME_EXCEEDED
          : PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
    }
    if (type != 3) {
      return PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
    }
    return switch (code) {
      case 0, 5, 6, 11 -> PacketAnswer.PACKET_ANSWER_NET_UNREACHABLE;
      case 1, 7, 8, 12 -> PacketAnswer.PACKET_ANSWER_HOST_UNREACHABLE;
      case 2 -> PacketAnswer.PACKET_ANSWER_PROTOCOL_UNREACHABLE;
      case 3 -> PacketAnswer.PACKET_ANSWER_PORT_UNREACHABLE;
      case 4 -> PacketAnswer.PACKET_ANSWER_TOO_BIG;
      case 9, 10, 13, 14, 15 -> PacketAnswer.PACKET_ANSWER_PROHIBITED;
      default -> PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
    };
  }

  private static PacketAnswer ofIcmpV6(int type, int code) {
    return switch (type) {
      case 1 ->
          switch (code) {
            case 0, 2 -> PacketAnswer.PACKET_ANSWER_NET_UNREACHABLE;
            case 1, 5, 6 -> PacketAnswer.PACKET_ANSWER_PROHIBITED;
            case 3 -> PacketAnswer.PACKET_ANSWER_HOST_UNREACHABLE;
            case 4 -> PacketAnswer.PACKET_ANSWER_PORT_UNREACHABLE;
            default -> PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
          };
      case 2 -> PacketAnswer.PACKET_ANSWER_TOO_BIG;
      case 3 ->
          code == 0
              ? PacketAnswer.PACKET_ANSWER_TIME_EXCEEDED
              : PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
      case 4 ->
          code == 1 // next header not known
              ? PacketAnswer.PACKET_ANSWER_PROTOCOL_UNREACHABLE
              : PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
      default -> PacketAnswer.PACKET_ANSWER_OTHER_ERROR;
    };
  }

  /** For people, to follow an address: "10.0.0.1 says: host unreachable". */
  public static String words(PacketAnswer answer) {
    return switch (answer) {
      case PACKET_ANSWER_TIME_EXCEEDED -> "hop limit used up on the way";
      case PACKET_ANSWER_NET_UNREACHABLE -> "network unreachable";
      case PACKET_ANSWER_HOST_UNREACHABLE -> "host unreachable";
      case PACKET_ANSWER_PROTOCOL_UNREACHABLE -> "protocol unreachable";
      case PACKET_ANSWER_PORT_UNREACHABLE -> "port unreachable";
      case PACKET_ANSWER_PROHIBITED -> "prohibited by a filter";
      case PACKET_ANSWER_TOO_BIG -> "packet too big, and it must not be fragmented";
      case PACKET_ANSWER_ECHO_REPLY -> "echo reply";
      case PACKET_ANSWER_TCP_OPEN -> "open";
      case PACKET_ANSWER_TCP_REFUSED -> "refused";
      case PACKET_ANSWER_UDP_REPLY -> "reply";
      case PACKET_ANSWER_OTHER_ERROR, PACKET_ANSWER_UNSPECIFIED, UNRECOGNIZED ->
          "another ICMP error";
    };
  }
}
