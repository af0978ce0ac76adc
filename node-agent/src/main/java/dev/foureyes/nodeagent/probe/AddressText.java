package dev.foureyes.nodeagent.probe;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Addresses as people write them: IPv6 by RFC 5952, with its longest run of zeros left out. */
public final class AddressText {

  private static final int GROUPS = 8;

  private AddressText() {}

  /** For example {@code 127.0.0.1} or {@code 2001:db8::1}. */
  public static String of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = Short.toUnsignedInt(bytes.getShort());
    }
    int runStart = GROUPS;
    int runLength = 1; // a single zero is written
    for (int i = 0; i < GROUPS; i++) {
      int length = zerosFrom(groups, i);
      if (length > runLength) {
        runStart = i;
        runLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static int zerosFrom(int[] groups, int start) {
    int end = start;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - start;
  }

  /** With port, for example {@code 127.0.0.1:80} or {@code [2001:db8::1]:80}. */
  public static String of(InetSocketAddress target) {
    String address = of(target.getAddress());
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + target.getPort();
  }
}
