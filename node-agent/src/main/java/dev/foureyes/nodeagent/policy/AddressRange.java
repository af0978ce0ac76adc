package dev.foureyes.nodeagent.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses that begin with the same bits, as {@code 10.0.0.0/8} or {@code 2001:db8::/32} say; an
 * address alone is a range of one.
 */
record AddressRange(String text, List<Byte> prefix, int bits) {

  private static final int BYTE = 8;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none; the message says what was expected
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = literal(address, text);
    int most = bytes.length * BYTE;
    int bits = slash < 0 ? most : length(text, slash, most);
    for (int bit = bits; bit < most; bit++) {
      if ((bytes[bit / BYTE] & mask(bit)) != 0) {
        throw new IllegalArgumentException(
            text + " (expected: no bits set after the first " + bits + ")");
      }
    }
    return of(text, bytes, bits);
  }

  private static AddressRange of(String text, byte[] prefix, int bits) {
    Byte[] boxed = new Byte[prefix.length];
    Arrays.setAll(boxed, i -> prefix[i]);
    return new AddressRange(text, List.of(boxed), bits);
  }

  /** IPv4-mapped addresses, which Java reads as the IPv4 addresses that they map. */
  static AddressRange mapped() {
    byte[] prefix = new byte[16];
    prefix[10] = -1;
    prefix[11] = -1;
    return of("::ffff:0:0/96", prefix, 96);
  }

  private static byte[] literal(String address, String text) {
    try {
      return InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          text + " (expected: addresses and ranges, for example 10.0.0.0/8, 2001:db8::/32)", e);
    }
  }

  private static int length(String text, int slash, int most) {
    String digits = text.substring(slash + 1);
    int bits = digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException(text + " (expected: a length of 0 to " + most + ")");
    }
    return bits;
  }

  private static int mask(int bit) {
    return 0x80 >> (bit % BYTE);
  }

  /** Whether an address of 4 or 16 bytes is one of them. */
  boolean contains(byte[] address) {
    if (address.length != prefix.size()) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if ((address[bit / BYTE] & mask(bit)) != (prefix.get(bit / BYTE) & mask(bit))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
