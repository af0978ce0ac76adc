package dev.foureyes.nodeagent.policy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Metadata services, in all the ways that we know to write their addresses. */
public final class ForbiddenSpellings {

  private static final List<String> IPV4 =
      List.of(
          "169.254.169.254",
          "169.254.170.2",
          "100.100.100.200",
          "168.63.129.16",
          "192.0.0.192",
          "0.0.0.0");

  private static final List<String> IPV6 =
      List.of("fd00:ec2::254", "fd20:ce::254", "fe80::a9fe:a9fe", "ff02::1", "fec0::1", "::");

  /** IPv6 addresses with an IPv4 address at H (its hexadecimal digits), in two groups. */
  private static final List<String> EMBEDDINGS =
      List.of(
          "::H:H",
          "::ffff:H:H",
          "0:0:0:0:0:ffff:H:H",
          "::ffff:0:H:H",
          "64:ff9b::H:H",
          "64:ff9b:1::H:H",
          "64:ff9b:1:abcd::H:H",
          "2002:H:H::",
          "2002:H:H::1",
          "2002:H:H:0:0:0:0:1",
          "2001:0:H:H::1",
          "2001:db8::5efe:H:H",
          "2001:db8::200:5efe:H:H");

  private ForbiddenSpellings() {}

  /** Host names and literals; IPv6 without brackets. */
  public static Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    for (String address : IPV4) {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      all.addAll(dotted(bytes));
      all.addAll(embedded(bytes));
    }
    for (String address : IPV6) {
      all.addAll(spelled(address));
    }
    return all;
  }

  private static List<String> dotted(byte[] bytes) {
    int[] part = IntStream.range(0, bytes.length).map(i -> Byte.toUnsignedInt(bytes[i])).toArray();
    long whole = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
    long lastThree = whole & 0xffffff;
    long lastTwo = whole & 0xffff;
    String decimal = "%d.%d.%d.%d".formatted(part[0], part[1], part[2], part[3]);
    List<String> texts =
        new ArrayList<>(
            List.of(
                decimal,
                decimal + ".",
                String.valueOf(whole),
                "0x%x".formatted(whole),
                "0X%X".formatted(whole),
                "0%o".formatted(whole),
                "0x%x.0x%x.0x%x.0x%x".formatted(part[0], part[1], part[2], part[3]),
                "0%o.0%o.0%o.0%o".formatted(part[0], part[1], part[2], part[3]),
                "%04d.%04d.%04d.%04d".formatted(part[0], part[1], part[2], part[3]),
                "0x%x.%d.0%o.%d".formatted(part[0], part[1], part[2], part[3]),
                "%d.%d".formatted(part[0], lastThree),
                "%d.%d.%d".formatted(part[0], part[1], lastTwo),
                "0x%x.0x%x".formatted(part[0], lastThree),
                "0x%x.%d.0x%x".formatted(part[0], part[1], lastTwo),
                "0%o.0%o".formatted(part[0], lastThree),
                // wider than a byte: what some parsers cut to one
                "%d.%d.%d.%d".formatted(part[0] + 256, part[1] + 256, part[2] + 256, part[3]),
                String.valueOf(whole + (1L << 32)),
                decimal + ".nip.test",
                decimal.replace('.', '。'),
                decimal.replace('.', '．'),
                decimal.replace('.', '｡'),
                moved(decimal, "０"),
                moved(decimal, "𝟘"),
                circled(decimal),
                decimal.replace(".", "%2e")));
    return texts;
  }

  /** Digits that Unicode's compatibility mappings turn into plain ones. */
  private static String moved(String decimal, int zero) {
    return decimal
        .codePoints()
        .map(c -> c == '.' ? c : c - '0' + zero)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String moved(String decimal, String zero) {
    return moved(decimal, zero.codePointAt(0));
  }

  private static String circled(String decimal) {
    return decimal
        .codePoints()
        .map(c -> c == '.' ? c : c == '0' ? '⓪' : c - '1' + '①')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static List<String> embedded(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    List<String> texts = new ArrayList<>();
    for (String form : EMBEDDINGS) {
      texts.addAll(spelled(form.replace("H:H", hex.substring(0, 4) + ":" + hex.substring(4))));
    }
    String decimal =
        IntStream.range(0, bytes.length)
            .mapToObj(i -> String.valueOf(Byte.toUnsignedInt(bytes[i])))
            .collect(Collectors.joining("."));
    for (String prefix : List.of("::", "::ffff:", "::FFFF:", "64:ff9b::", "64:ff9b:1::")) {
      texts.add(prefix + decimal);
    }
    byte[] inverted = bytes.clone();
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = (byte) ~inverted[i];
    }
    String teredo = HexFormat.of().formatHex(inverted);
    texts.add(
        "2001:0:cb00:7101:0:0:" + teredo.substring(0, 4) + ":" + teredo.substring(4)); // its client
    texts.add(
        "64:ff9b:1:%s:%s:%s00::"
            .formatted(hex.substring(0, 4), "00" + hex.substring(4, 6), hex.substring(6))); // of 48
    return texts;
  }

  /** Shortest, upper case, and with all digits. */
  private static List<String> spelled(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    if (bytes.length == 4) { // Java reads a mapped address as what it maps
      return List.of(address, address.toUpperCase(Locale.ROOT));
    }
    String digits = HexFormat.of().formatHex(bytes);
    String full =
        IntStream.range(0, 8)
            .mapToObj(i -> digits.substring(4 * i, 4 * i + 4))
            .collect(Collectors.joining(":"));
    return List.of(address, address.toUpperCase(Locale.ROOT), full);
  }
}
