package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.BgpFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.BgpWatch;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.SecretRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code probe bgp HOST --local-as N --peer-as N}. */
final class BgpSyntax implements ProbeSyntax {

  private static final Flag LOCAL_AS =
      Flag.option("--local-as", "N", "AS number of this side, as the peer expects it");
  private static final Flag PEER_AS = Flag.option("--peer-as", "N", "AS number of the peer");
  private static final Flag PORT = Flag.option("--port", "N", "TCP port of the peer; default 179");
  private static final Flag ROUTER_ID =
      Flag.option("--router-id", "A.B.C.D", "BGP identifier; default: made from the own address");
  private static final Flag FAMILY =
      Flag.option(
              "--family",
              "FAMILY",
              "IPV4_UNICAST or IPV6_UNICAST, which the peer must offer;\nmay be given more than once; default: what it offers of both")
          .repeated();
  private static final Flag MD5_SECRET =
      Flag.option(
          "--md5-secret",
          "NAME",
          "secret of the node's store that signs the connection (RFC 2385)");
  private static final Flag HOLD_TIME =
      Flag.option("--hold-time", "SECONDS", "proposed hold time; default 90");
  private static final Flag MAX_PREFIXES =
      Flag.option("--max-prefixes", "N", "ends the session beyond so many; default 250000");
  private static final Flag WATCH =
      Flag.option(
              "--watch",
              "PREFIX[=AS,...]",
              "a prefix that must be there, and the AS numbers that may\nbe its origin; may be given more than once")
          .repeated();

  @Override
  public List<String> names() {
    return List.of("probe bgp", "bgp");
  }

  @Override
  public String operands() {
    return "HOST [OPTION]...";
  }

  @Override
  public String summary() {
    return "one BGP session, receiving only";
  }

  @Override
  public String description() {
    return """
    Opens a BGP session, takes what the peer announces until its table is complete,
    and ends the session. Nothing is announced to the peer. It needs a session configured
    on the peer for this machine's address. Large tables take more time than the usual
    timeout: --timeout 60s.

      HOST   name or address of the peer
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(
        LOCAL_AS,
        PEER_AS,
        PORT,
        ROUTER_ID,
        FAMILY,
        MD5_SECRET,
        HOLD_TIME,
        MAX_PREFIXES,
        WATCH,
        ProbeFlags.IPV4,
        ProbeFlags.IPV6);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of(
        "bgp.host", "HOST",
        "bgp.port", "--port",
        "bgp.local_as", "--local-as",
        "bgp.peer_as", "--peer-as",
        "bgp.router_id", "--router-id",
        "bgp.hold_time_s", "--hold-time",
        "bgp.max_prefixes", "--max-prefixes",
        "bgp.families", "--family",
        "bgp.md5_password.name", "--md5-secret");
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    BgpProbe.Builder bgp =
        BgpProbe.newBuilder()
            .setHost(arguments.onlyWord("HOST", "name or address of the peer"))
            .setLocalAs(as(arguments, LOCAL_AS))
            .setPeerAs(as(arguments, PEER_AS))
            .setAddressFamily(ProbeFlags.family(arguments))
            .addAllFamilies(
                arguments.<BgpFamily>values(
                    FAMILY,
                    text -> Values.oneOf(Values.meant(BgpFamily.values()), "BGP_FAMILY_", text)))
            .addAllWatched(arguments.<BgpWatch>values(WATCH, BgpSyntax::watch));
    arguments.<Integer>value(PORT, BgpSyntax::number).ifPresent(bgp::setPort);
    arguments.<Integer>value(HOLD_TIME, BgpSyntax::number).ifPresent(bgp::setHoldTimeS);
    arguments.<Integer>value(MAX_PREFIXES, BgpSyntax::number).ifPresent(bgp::setMaxPrefixes);
    arguments.all(ROUTER_ID).forEach(bgp::setRouterId);
    arguments
        .all(MD5_SECRET)
        .forEach(name -> bgp.setMd5Password(SecretRef.newBuilder().setName(name)));
    return ProbeConfig.newBuilder().setBgp(bgp).build();
  }

  private static int as(Arguments arguments, Flag flag) throws UsageException {
    return arguments
        .<Integer>value(flag, BgpSyntax::as)
        .orElseThrow(
            () -> new UsageException(flag.name() + ": not given (expected: an AS number)"));
  }

  private static int as(String text) {
    try {
      return Integer.parseUnsignedInt(text.toUpperCase(Locale.ROOT).replaceFirst("^AS", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " (expected: an AS number, for example 64500)", e);
    }
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
      throw new IllegalArgumentException(text + " (expected: a number, more than zero)");
    }
    return Integer.parseInt(text);
  }

  private static BgpWatch watch(String text) {
    int equals = text.indexOf('=');
    List<Integer> origins = new ArrayList<>();
    if (equals >= 0) {
      Arrays.stream(text.substring(equals + 1).split(",", -1))
          .map(BgpSyntax::as)
          .forEach(origins::add);
    }
    return BgpWatch.newBuilder()
        .setPrefix(equals < 0 ? text : text.substring(0, equals))
        .addAllExpectedOriginAs(origins)
        .build();
  }
}
