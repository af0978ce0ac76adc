package dev.foureyes.control.test;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts as users write them. */
final class Hosts {

  static final int MAX_CHARS = 253;

  private static final String LABEL =
      "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"; // underscores too, which DNS has
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");
  private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?[0-9]+\\.?");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 =
      Pattern.compile("([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(%[A-Za-z0-9._-]+)?");
  private static final Pattern SERVER =
      Pattern.compile("(?:\\[(?<ipv6>[^]]*)]|(?<other>[^:]*))(:(?<port>[0-9]{1,5}))?");
  private static final int MAX_PORT = 65_535;

  private Hosts() {}

  /**
   * Whether it is a host name or an IP address, IPv6 without brackets. A name does not end in a
   * number (RFC 3696, 2).
   */
  static boolean isHost(String text) {
    if (text.length() > MAX_CHARS) {
      return false;
    }
    if (text.indexOf(':') >= 0) {
      return isIpv6(text);
    }
    return (NUMBERS.matcher(text).matches() ? IPV4 : NAME).matcher(text).matches();
  }

  /** Whether it is an IP address, IPv6 without brackets. */
  static boolean isAddress(String text) {
    return text.indexOf(':') >= 0
        ? text.length() <= MAX_CHARS && isIpv6(text)
        : IPV4.matcher(text).matches();
  }

  private static boolean isIpv6(String text) {
    Matcher address = IPV6.matcher(text);
    if (!address.matches()) {
      return false;
    }
    try {
      InetAddress.ofLiteral(address.group(1)); // asks nobody
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether it is a host with an optional port; an IPv6 address with a port stands in brackets. */
  static boolean isServer(String text) {
    if (isHost(text)) {
      return true;
    }
    Matcher server = SERVER.matcher(text);
    if (!server.matches()) {
      return false;
    }
    String ipv6 = server.group("ipv6");
    String port = server.group("port");
    return (ipv6 == null ? isHost(server.group("other")) : isIpv6(ipv6))
        && (port == null || isPort(Integer.parseInt(port)));
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }
}
