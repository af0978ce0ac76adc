package dev.foureyes.nodeagent.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * IPv4 addresses that are written within IPv6 addresses: whoever connects to such an address may
 * reach the IPv4 address, through a translator or relay that the node knows nothing of.
 */
final class EmbeddedAddresses {

  private static final int IPV6_BYTES = 16;
  private static final int LAST_FOUR = 12;

  /** Where the four bytes are, one by one. */
  private record Form(AddressRange range, List<Integer> at, boolean isInverted) {

    private Form(AddressRange range, int first) {
      this(range, List.of(first, first + 1, first + 2, first + 3), false);
    }

    private Form(String range, int first) {
      this(AddressRange.parse(range), first);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form("::/96", LAST_FOUR), // IPv4-compatible, RFC 4291 2.5.5.1
          new Form(AddressRange.mapped(), LAST_FOUR), // IPv4-mapped, RFC 4291 2.5.5.2
          new Form("::ffff:0:0:0/96", LAST_FOUR), // IPv4-translated, RFC 2765
          new Form("64:ff9b::/96", LAST_FOUR), // NAT64, RFC 6052
          // NAT64 in a network of one's own, RFC 8215: by RFC 6052 2.2 the address may follow 48,
          // 56, 64 or 96 bits, and goes round byte 8
          new Form(AddressRange.parse("64:ff9b:1::/48"), List.of(6, 7, 9, 10), false),
          new Form(AddressRange.parse("64:ff9b:1::/48"), List.of(7, 9, 10, 11), false),
          new Form("64:ff9b:1::/48", 9),
          new Form("64:ff9b:1::/48", LAST_FOUR),
          new Form("2002::/16", 2), // 6to4, RFC 3056
          new Form("2001::/32", 4), // Teredo's server, RFC 4380
          new Form(AddressRange.parse("2001::/32"), List.of(12, 13, 14, 15), true)); // its client

  private EmbeddedAddresses() {}

  /** All that may be meant; none in an IPv4 address. */
  static List<byte[]> in(byte[] address) {
    if (address.length != IPV6_BYTES) {
      return List.of();
    }
    List<byte[]> found = new ArrayList<>();
    for (Form form : FORMS) {
      if (form.range().contains(address)) {
        byte[] inner = new byte[form.at().size()];
        for (int i = 0; i < inner.length; i++) {
          inner[i] = address[form.at().get(i)];
          if (form.isInverted()) {
            inner[i] = (byte) ~inner[i];
          }
        }
        found.add(inner);
      }
    }
    if (isIsatap(address)) {
      found.add(Arrays.copyOfRange(address, LAST_FOUR, IPV6_BYTES));
    }
    return found;
  }

  /** RFC 5214, 6.1: in any network, by its interface identifier. */
  private static boolean isIsatap(byte[] address) {
    return (address[8] & 0xfd) == 0
        && address[9] == 0
        && address[10] == 0x5e
        && address[11] == (byte) 0xfe;
  }
}
