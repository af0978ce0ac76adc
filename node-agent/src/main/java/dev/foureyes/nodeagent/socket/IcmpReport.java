package dev.foureyes.nodeagent.socket;

import java.net.InetAddress;

/**
 * What the error queue says of a packet that was sent ({@code sock_extended_err}, ip(7)).
 *
 * @param origin who says it: {@link #LOCAL}, {@link #ICMP} or {@link #ICMPV6}
 * @param type of the ICMP message
 * @param code of the ICMP message
 * @param info the next hop's MTU, when the packet was too big
 * @param offender who sent the message
 * @param extensionsAt where extensions (RFC 4884) begin in the quoted data; negative for none
 */
public record IcmpReport(
    int origin, int type, int code, long info, InetAddress offender, int extensionsAt) {

  /** This machine. */
  public static final int LOCAL = 1;

  public static final int ICMP = 2;
  public static final int ICMPV6 = 3;
}
