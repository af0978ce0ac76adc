package dev.foureyes.nodeagent.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that no probe connects to: what hands out a machine's credentials, what only means
 * something on one link, and what is not a single machine. Compiled in; no message changes it.
 * Loopback and private ranges are not on it, for probing one's own network is what a node is for.
 *
 * <p>Always ask about the address that is about to be connected to, never about a name: names have
 * many spellings and change their meaning. Addresses that carry an IPv4 address (mapped,
 * compatible, NAT64, 6to4, Teredo) are judged by that one too.
 */
public final class NeverList {

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
          rule("fe80::/10", "link-local"),
          rule("fec0::/10", "site-local"),
          rule("ff00::/8", "multicast"));

  /** Ranges with an IPv4 address inside, and at which byte it begins. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(range("::ffff:0:0:0/96"), 12, false),
          new Embedding(range("64:ff9b::/96"), 12, false),
          new Embedding(range("64:ff9b:1::/48"), 12, false),
          new Embedding(range("2002::/16"), 2, false),
          new Embedding(range("2001::/32"), 4, false),
          new Embedding(range("2001::/32"), 12, true));

  private static final int MAPPED_PREFIX = 12;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private record Range(List<Byte> prefix, int bits) {

    boolean contains(byte[] address) {
      if (address.length != prefix.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix.get(bit / 8) & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private record Rule(Range range, String text, String why) {}

  private record Embedding(Range range, int at, boolean inverted) {}

  private NeverList() {}

  /** Why this address is never connected to, for people; absent when it may be. */
  public static Optional<String> reason(InetAddress address) {
    return reason(address.getAddress());
  }

  private static Optional<String> reason(byte[] address) {
    for (Rule rule : RULES) {
      if (rule.range.contains(address)) {
        return Optional.of(rule.why + " (" + rule.text + ")");
      }
    }
    if (address.length != IPV6_BYTES) {
      return Optional.empty();
    }
    if (isZero(address, 0, IPV6_BYTES)) {
      return Optional.of("the unspecified address");
    }
    if (isMappedOrCompatible(address)) {
      return embedded(address, MAPPED_PREFIX, false);
    }
    return EMBEDDINGS.stream()
        .filter(embedding -> embedding.range.contains(address))
        .flatMap(embedding -> embedded(address, embedding.at, embedding.inverted).stream())
        .findFirst();
  }

  private static boolean isMappedOrCompatible(byte[] address) {
    boolean isLoopback = isZero(address, 0, IPV6_BYTES - 1) && address[IPV6_BYTES - 1] == 1;
    boolean isCompatible = isZero(address, 0, MAPPED_PREFIX) && !isLoopback;
    boolean isMapped = isZero(address, 0, 10) && address[10] == -1 && address[11] == -1;
    return isCompatible || isMapped;
  }

  private static boolean isZero(byte[] address, int from, int to) {
    for (int i = from; i < to; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> embedded(byte[] address, int at, boolean inverted) {
    byte[] inner = Arrays.copyOfRange(address, at, at + IPV4_BYTES);
    if (inverted) {
      for (int i = 0; i < IPV4_BYTES; i++) {
        inner[i] = (byte) ~inner[i];
      }
    }
    return reason(inner).map(why -> why + ", written as IPv6");
  }

  private static Rule rule(String range, String why) {
    return new Rule(range(range), range, why);
  }

  private static Range range(String text) {
    String[] parts = text.split("/", -1);
    byte[] bytes = InetAddress.ofLiteral(parts[0]).getAddress();
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return new Range(List.of(boxed), Integer.parseInt(parts[1]));
  }
}
