package dev.foureyes.nodeagent.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that mean the same everywhere in the internet, by IANA's registries of special-purpose
 * addresses (RFC 6890): of all others nobody outside can know anything.
 */
public final class GlobalAddresses {

  private static final List<AddressRange> SPECIAL =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23",
          "2001:db8::/32",
          "2002::/16",
          "3fff::/20");

  /** Of IPv6 only this is given out. */
  private static final AddressRange GLOBAL_UNICAST = AddressRange.parse("2000::/3");

  private static final int IPV4_BYTES = 4;

  private GlobalAddresses() {}

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::parse).toList();
  }

  /** Whether this is one. */
  public static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return (bytes.length == IPV4_BYTES || GLOBAL_UNICAST.contains(bytes))
        && SPECIAL.stream().noneMatch(range -> range.contains(bytes));
  }
}
