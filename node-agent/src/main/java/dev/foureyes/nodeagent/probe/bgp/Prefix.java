package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.AddressText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prefix. Its bits stand at the top of both words; those after its length are zero.
 *
 * @param high the first 64 bits of the address; of an IPv4 address all 32
 * @param low the others of an IPv6 address
 */
record Prefix(Family family, long high, long low, int length) {

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)/([0-9]{1,3})");
  private static final int WORD = Long.SIZE;

  /**
   * For example {@code 203.0.113.0/24}.
   *
   * @throws IllegalArgumentException when it is none, or has bits after its length
   */
  static Prefix parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    byte[] address = InetAddress.ofLiteral(form.group(1)).getAddress();
    Family family = address.length == 4 ? Family.IPV4 : Family.IPV6;
    int length = Integer.parseInt(form.group(2));
    ByteBuffer words = ByteBuffer.allocate(16).put(address).rewind();
    Prefix prefix = new Prefix(family, words.getLong(), words.getLong(), length);
    if (length > family.bits() || !prefix.equals(prefix.cut())) {
      throw new IllegalArgumentException(text);
    }
    return prefix;
  }

  private Prefix cut() {
    return new Prefix(family, high & mask(length), low & mask(length - WORD), length);
  }

  /** The first bits set. */
  static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= WORD ? -1L : -1L << (WORD - bits);
  }

  /** Whether a prefix of the same family lies within this one and is longer. */
  boolean holdsMoreSpecific(long otherHigh, long otherLow, int otherLength) {
    return otherLength > length
        && ((otherHigh ^ high) & mask(length)) == 0
        && ((otherLow ^ low) & mask(length - WORD)) == 0;
  }

  boolean is(long otherHigh, long otherLow, int otherLength) {
    return otherLength == length && otherHigh == high && otherLow == low;
  }

  @Override
  public String toString() {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      byte[] address = Arrays.copyOf(bytes, family.bits() / Byte.SIZE);
      return AddressText.of(InetAddress.getByAddress(address)) + "/" + length;
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // 4 or 16 bytes are an address
    }
  }
}
