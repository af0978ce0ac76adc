package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.secret.SecretStore;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.BgpWatch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A configuration that can be run, with its defaults.
 *
 * @param localAs unsigned, as all AS numbers
 * @param required families that the peer has to offer; none when any will do
 * @param offered families that the node offers
 * @param md5Secret name of the password; absent for none
 */
record Settings(
    String host,
    int port,
    AddressFamily addressFamily,
    int localAs,
    int peerAs,
    OptionalInt routerId,
    Set<Family> required,
    Set<Family> offered,
    Optional<String> md5Secret,
    int holdTimeS,
    int maxPrefixes,
    List<Watch> watched) {

  static final int MAX_PREFIXES = 2_000_000;
  private static final int DEFAULT_PORT = 179;
  private static final int DEFAULT_HOLD_TIME_S = 90;
  private static final int DEFAULT_MAX_PREFIXES = 250_000;
  private static final int MAX_U16 = 65_535;
  private static final int MAX_HOST = 253;
  private static final int MAX_WATCHED = 32;
  private static final int MAX_ORIGINS = 16;

  /**
   * A watched prefix.
   *
   * @param origins expected AS numbers; none when any will do
   */
  record Watch(Prefix prefix, Set<Integer> origins, boolean forbidsMoreSpecifics) {
    Watch {
      origins = Set.copyOf(origins);
    }
  }

  Settings {
    required = Set.copyOf(required);
    offered = Set.copyOf(offered);
    watched = List.copyOf(watched);
  }

  /**
   * Checks a configuration.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  static Settings of(BgpProbe config) throws InvalidProbeException {
    String host = config.getHost();
    check(
        !host.isBlank() && host.length() <= MAX_HOST && !host.contains("["),
        "host",
        "'" + host + "'",
        "a name or an address without brackets, at most 253 characters");
    checkAs("local_as", config.getLocalAs());
    checkAs("peer_as", config.getPeerAs());
    Set<Family> required = families(config);
    Set<Family> offered = required.isEmpty() ? EnumSet.allOf(Family.class) : required;
    Optional<String> secret =
        config.hasMd5Password() ? Optional.of(config.getMd5Password().getName()) : Optional.empty();
    check(
        secret.map(SecretStore::isName).orElse(true),
        "md5_password.name",
        secret.orElse(""),
        SecretStore.NAME_EXPECTED);
    return new Settings(
        host,
        orDefault("port", config.getPort(), DEFAULT_PORT, 1, MAX_U16),
        config.getAddressFamily(),
        config.getLocalAs(),
        config.getPeerAs(),
        routerId(config.getRouterId()),
        required,
        offered,
        secret,
        orDefault("hold_time_s", config.getHoldTimeS(), DEFAULT_HOLD_TIME_S, 3, MAX_U16),
        orDefault("max_prefixes", config.getMaxPrefixes(), DEFAULT_MAX_PREFIXES, 1, MAX_PREFIXES),
        watched(config, offered));
  }

  private static void checkAs(String field, int as) throws InvalidProbeException {
    check(as != 0 && as != -1, field, Integer.toUnsignedString(as), "1 to 4294967294");
  }

  private static int orDefault(String field, int value, int whenZero, int min, int max)
      throws InvalidProbeException {
    check(
        value == 0 || (value >= min && value <= max),
        field,
        Integer.toUnsignedString(value),
        min + " to " + max);
    return value == 0 ? whenZero : value;
  }

  private static OptionalInt routerId(String text) throws InvalidProbeException {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      Prefix prefix = Prefix.parse(text + "/32");
      check(
          prefix.family() == Family.IPV4 && prefix.high() != 0,
          "router_id",
          text,
          "the form of an IPv4 address, not 0.0.0.0");
      return OptionalInt.of((int) (prefix.high() >>> Integer.SIZE));
    } catch (IllegalArgumentException e) {
      throw invalid("router_id", text, "the form of an IPv4 address, not 0.0.0.0");
    }
  }

  private static Set<Family> families(BgpProbe config) throws InvalidProbeException {
    Set<Family> families = EnumSet.noneOf(Family.class);
    for (BgpFamily each : config.getFamiliesList()) {
      boolean isKnown = false;
      for (Family family : Family.values()) {
        isKnown |= family.contract() == each && families.add(family);
      }
      check(isKnown, "families", each.name(), "known families, each once");
    }
    return families;
  }

  private static List<Watch> watched(BgpProbe config, Set<Family> offered)
      throws InvalidProbeException {
    check(
        config.getWatchedCount() <= MAX_WATCHED,
        "watched",
        String.valueOf(config.getWatchedCount()),
        "at most " + MAX_WATCHED);
    List<Watch> watched = new ArrayList<>();
    Set<Prefix> seen = new HashSet<>();
    for (int i = 0; i < config.getWatchedCount(); i++) {
      BgpWatch watch = config.getWatched(i);
      String at = "watched[" + i + "].";
      Prefix prefix;
      try {
        prefix = Prefix.parse(watch.getPrefix());
      } catch (IllegalArgumentException e) {
        throw invalid(at + "prefix", watch.getPrefix(), "a prefix without bits after its length");
      }
      check(seen.add(prefix), at + "prefix", watch.getPrefix(), "each once");
      check(
          offered.contains(prefix.family()),
          at + "prefix",
          watch.getPrefix(),
          "a prefix of the session's families");
      check(
          watch.getExpectedOriginAsCount() <= MAX_ORIGINS,
          at + "expected_origin_as",
          String.valueOf(watch.getExpectedOriginAsCount()),
          "at most " + MAX_ORIGINS);
      for (int as : watch.getExpectedOriginAsList()) {
        checkAs(at + "expected_origin_as", as);
      }
      Set<Integer> origins = new HashSet<>(watch.getExpectedOriginAsList());
      watched.add(new Watch(prefix, origins, watch.getForbidMoreSpecifics()));
    }
    return watched;
  }

  private static void check(boolean isGood, String field, String value, String expected)
      throws InvalidProbeException {
    if (!isGood) {
      throw invalid(field, value, expected);
    }
  }

  private static InvalidProbeException invalid(String field, String value, String expected) {
    return new InvalidProbeException(
        "bgp." + field + ": " + value + " (expected: " + expected + ")");
  }
}
