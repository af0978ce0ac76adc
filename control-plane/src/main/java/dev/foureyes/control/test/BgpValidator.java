package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.BgpWatch;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a BGP probe must be. */
final class BgpValidator {

  private static final String AS = "1 to 4294967294";
  private static final int MIN_HOLD_TIME_S = 3;
  private static final int MAX_HOLD_TIME_S = 65_535;
  private static final int MAX_PREFIXES = 2_000_000;
  private static final int MAX_WATCHED = 32;
  private static final int MAX_ORIGINS = 16;
  private static final Pattern SECRET = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern ROUTER_ID = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");
  private static final Pattern PREFIX = Pattern.compile("([0-9A-Fa-f:.]{2,45})/([0-9]{1,3})");

  private final Violations violations;
  private final String at;

  /**
   * A validator of one probe.
   *
   * @param at path of the probe, for example {@code test.probe.bgp.}
   */
  BgpValidator(Violations violations, String at) {
    this.violations = violations;
    this.at = at;
  }

  void check(BgpProbe bgp) {
    check(
        Hosts.isHost(bgp.getHost()),
        "host",
        bgp.getHost(),
        "a host name or an IP address, at most " + Hosts.MAX_CHARS + " characters");
    check(
        bgp.getPort() == 0 || Hosts.isPort(bgp.getPort()),
        "port",
        Integer.toUnsignedLong(bgp.getPort()),
        "1 to 65535, or 0 for 179");
    check(
        AddressFamily.forNumber(bgp.getAddressFamilyValue()) != null,
        "address_family",
        bgp.getAddressFamilyValue(),
        "a known address family");
    checkAs("local_as", bgp.getLocalAs());
    checkAs("peer_as", bgp.getPeerAs());
    check(
        bgp.getRouterId().isEmpty() || isRouterId(bgp.getRouterId()),
        "router_id",
        bgp.getRouterId(),
        "the form of an IPv4 address, not 0.0.0.0");
    checkFamilies(bgp);
    String secret = bgp.getMd5Password().getName();
    check(
        !bgp.hasMd5Password() || SECRET.matcher(secret).matches(),
        "md5_password.name",
        secret,
        "1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\", beginning with a letter or digit");
    int hold = bgp.getHoldTimeS();
    check(
        hold == 0 || (hold >= MIN_HOLD_TIME_S && hold <= MAX_HOLD_TIME_S),
        "hold_time_s",
        Integer.toUnsignedLong(hold),
        MIN_HOLD_TIME_S + " to " + MAX_HOLD_TIME_S + ", or 0 for 90");
    check(
        bgp.getMaxPrefixes() >= 0 && bgp.getMaxPrefixes() <= MAX_PREFIXES,
        "max_prefixes",
        Integer.toUnsignedLong(bgp.getMaxPrefixes()),
        "1 to " + MAX_PREFIXES + ", or 0 for 250000");
    checkWatched(bgp);
  }

  private void checkFamilies(BgpProbe bgp) {
    Set<BgpFamily> seen = new HashSet<>();
    for (int i = 0; i < bgp.getFamiliesCount(); i++) {
      BgpFamily family = bgp.getFamilies(i);
      boolean isKnown =
          family != BgpFamily.UNRECOGNIZED && family != BgpFamily.BGP_FAMILY_UNSPECIFIED;
      check(
          isKnown && seen.add(family),
          "families[" + i + "]",
          bgp.getFamiliesValue(i),
          "a known family, each once");
    }
  }

  private void checkWatched(BgpProbe bgp) {
    check(
        bgp.getWatchedCount() <= MAX_WATCHED,
        "watched",
        bgp.getWatchedCount(),
        "at most " + MAX_WATCHED);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < bgp.getWatchedCount(); i++) {
      BgpWatch watch = bgp.getWatched(i);
      String field = "watched[" + i + "].";
      Optional<String> canonical = canonical(watch.getPrefix());
      check(
          canonical.isPresent(),
          field + "prefix",
          watch.getPrefix(),
          "a prefix such as 203.0.113.0/24, without bits after its length");
      if (canonical.isPresent()) {
        check(seen.add(canonical.get()), field + "prefix", watch.getPrefix(), "each once");
        boolean isIpv6 = watch.getPrefix().indexOf(':') >= 0;
        check(
            bgp.getFamiliesCount() == 0
                || bgp.getFamiliesList()
                    .contains(
                        isIpv6
                            ? BgpFamily.BGP_FAMILY_IPV6_UNICAST
                            : BgpFamily.BGP_FAMILY_IPV4_UNICAST),
            field + "prefix",
            watch.getPrefix(),
            "a prefix of one of the families");
      }
      check(
          watch.getExpectedOriginAsCount() <= MAX_ORIGINS,
          field + "expected_origin_as",
          watch.getExpectedOriginAsCount(),
          "at most " + MAX_ORIGINS);
      for (int j = 0; j < watch.getExpectedOriginAsCount(); j++) {
        checkAs(field + "expected_origin_as[" + j + "]", watch.getExpectedOriginAs(j));
      }
    }
  }

  private void checkAs(String field, int as) {
    check(as != 0 && as != -1, field, Integer.toUnsignedLong(as), AS);
  }

  private static boolean isRouterId(String text) {
    return ROUTER_ID.matcher(text).matches()
        && address(text).filter(bytes -> new BigInteger(1, bytes).signum() != 0).isPresent();
  }

  private static Optional<byte[]> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress()); // asks nobody
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A prefix in one form for all its spellings; absent when it is none. */
  private static Optional<String> canonical(String text) {
    Matcher form = PREFIX.matcher(text);
    boolean isForm =
        form.matches()
            && (form.group(1).indexOf(':') >= 0 || ROUTER_ID.matcher(form.group(1)).matches());
    if (!isForm) {
      return Optional.empty();
    }
    int length = Integer.parseInt(form.group(2));
    return address(form.group(1))
        .filter(bytes -> length <= bytes.length * Byte.SIZE && !hasBitsAfter(bytes, length))
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1) + "/" + length);
  }

  private static boolean hasBitsAfter(byte[] address, int length) {
    int lowest = new BigInteger(1, address).getLowestSetBit(); // -1 when there is none
    return lowest >= 0 && lowest < address.length * Byte.SIZE - length;
  }

  private void check(boolean isGood, String field, Object value, String expected) {
    violations.check(isGood, at + field, value, expected);
  }
}
