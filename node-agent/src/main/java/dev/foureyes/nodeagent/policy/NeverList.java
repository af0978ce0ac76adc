package dev.foureyes.nodeagent.policy;

import java.util.List;
import java.util.Optional;

/**
 * Addresses that no probe connects to: what hands out a machine's credentials, what only means
 * something on one link, and what is not a single machine. Compiled in; no message and no option
 * changes it. Loopback and private ranges are not on it, for probing one's own network is what a
 * node is for.
 */
final class NeverList {

  private record Rule(AddressRange range, String why) {}

  private static final List<Rule> RULES =
      List.of(
          rule("168.63.129.16/32", "cloud platform service"),
          rule("100.100.100.200/32", "cloud metadata service"),
          rule("192.0.0.192/32", "cloud metadata service"),
          rule("fd00:ec2::254/128", "cloud metadata service"),
          rule("fd20:ce::254/128", "cloud metadata service"),
          rule("169.254.0.0/16", "link-local, where clouds keep their metadata services"),
          rule("0.0.0.0/8", "this network"),
          rule("224.0.0.0/4", "multicast"),
          rule("240.0.0.0/4", "reserved"),
          rule("::/128", "the unspecified address"),
          rule("fe80::/10", "link-local"),
          rule("fec0::/10", "site-local"),
          rule("ff00::/8", "multicast"));

  private static final AddressRange LOOPBACK = AddressRange.parse("::1/128");

  private NeverList() {}

  /** Why this address of 4 or 16 bytes is never connected to, for people. */
  static Optional<String> reason(byte[] address) {
    if (LOOPBACK.contains(address)) {
      return Optional.empty(); // not 0.0.0.1 in another spelling
    }
    Optional<String> asItIs = listed(address);
    if (asItIs.isPresent()) {
      return asItIs;
    }
    return EmbeddedAddresses.in(address).stream()
        .flatMap(inner -> listed(inner).stream())
        .map(why -> why + ", written as IPv6")
        .findFirst();
  }

  private static Optional<String> listed(byte[] address) {
    return RULES.stream()
        .filter(rule -> rule.range.contains(address))
        .map(rule -> rule.why + " (" + rule.range + ")")
        .findFirst();
  }

  private static Rule rule(String range, String why) {
    return new Rule(AddressRange.parse(range), why);
  }
}
