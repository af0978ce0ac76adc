package dev.foureyes.nodeagent.probe.name;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * A zone of DNS that says which autonomous system an address belongs to, as Team Cymru's {@code
 * asn.cymru.com} does, which {@code mtr -z} asks too: a TXT record {@code "23028 | 216.90.108.0/24
 * | US | arin | 1998-09-25"} at {@code 31.108.90.216.origin} below it, and at the nibbles below
 * {@code origin6} for IPv6.
 */
public final class OriginZone {

  /** Where the node's owner says nothing. */
  public static final String DEFAULT = "asn.cymru.com";

  private static final int IPV4_BYTES = 4;

  /** Networks are no smaller, and the rest of an address is no one else's business. */
  private static final int IPV6_BYTES = 8;

  /** "23028 | 216.90.108.0/24 | …", where an origin may be several, separated by blanks. */
  private static final Pattern ANSWER =
      Pattern.compile(
          "\\s*(\\d{1,10})(?:\\s+\\d{1,10})*\\s*\\|\\s*[0-9A-Fa-f.:]{2,45}/(\\d{1,3})\\s*(?:\\|.*)?",
          Pattern.DOTALL);

  private final Name ipv4;
  private final Name ipv6;

  private OriginZone(Name ipv4, Name ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  private record Origin(int asn, int prefixLength) {}

  /**
   * Reads the name of one.
   *
   * @throws IllegalArgumentException when it is no domain name; the message says what was expected
   */
  public static OriginZone of(String text) {
    try {
      Name zone = Name.fromString(text, Name.root);
      OriginZone read =
          new OriginZone(Name.fromString("origin", zone), Name.fromString("origin6", zone));
      var _ = read.question(InetAddress.ofLiteral("2001:db8::1")); // the longest that there will be
      return read;
    } catch (TextParseException | IllegalStateException e) {
      throw new IllegalArgumentException(
          text + " (expected: a domain such as " + DEFAULT + ", or off)", e);
    }
  }

  /** The name at which an address is asked for. Addresses of one network may share it. */
  Name question(InetAddress address) {
    byte[] bytes = address.getAddress();
    StringBuilder labels = new StringBuilder();
    boolean isIpv4 = bytes.length == IPV4_BYTES;
    for (int i = (isIpv4 ? IPV4_BYTES : IPV6_BYTES) - 1; i >= 0; i--) {
      int value = Byte.toUnsignedInt(bytes[i]);
      labels.append(
          isIpv4 ? value + "." : String.format(Locale.ROOT, "%x.%x.", value & 0x0f, value >> 4));
    }
    try {
      Name relative = Name.fromString(labels.substring(0, labels.length() - 1));
      return Name.concatenate(relative, isIpv4 ? ipv4 : ipv6);
    } catch (TextParseException | NameTooLongException e) {
      throw new IllegalStateException(e); // a zone of a fitting length was checked for
    }
  }

  /**
   * The system that these records name; of several networks the smallest counts, and of several
   * origins of one the first. Absent when none is as it should be.
   */
  static OptionalInt origin(List<TXTRecord> records) {
    return records.stream()
        .flatMap(record -> parse(String.join("", record.getStrings())).stream())
        .max(Comparator.comparingInt(Origin::prefixLength))
        .map(origin -> OptionalInt.of(origin.asn))
        .orElse(OptionalInt.empty());
  }

  private static Optional<Origin> parse(String text) {
    Matcher matcher = ANSWER.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long asn = Long.parseLong(matcher.group(1));
    int length = Integer.parseInt(matcher.group(2));
    return asn >= 1 && asn <= 0xffff_ffffL && length <= 128
        ? Optional.of(new Origin((int) asn, length))
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OriginZone same && ipv4.equals(same.ipv4);
  }

  @Override
  public int hashCode() {
    return ipv4.hashCode();
  }

  @Override
  public String toString() {
    return ipv4.toString();
  }
}
