package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.UdpProbe;
import java.util.List;
import java.util.Map;

/** {@code probe udp HOST:PORT}. */
final class UdpSyntax implements ProbeSyntax {

  private static final Flag SEND =
      Flag.option("--send", "TEXT", "what is sent, with \\r, \\n, \\t, \\0, \\xHH (below 80)");
  private static final Flag SEND_HEX =
      Flag.option("--send-hex", "BYTES", "the same as pairs of hexadecimal digits");
  private static final Flag EXPECT =
      Flag.option("--expect", "PATTERN", "what the answer must match (RE2)");
  private static final Flag EXPECT_HEX =
      Flag.option("--expect-hex", "BYTES", "bytes that the answer must hold");
  private static final Flag ATTEMPTS =
      Flag.option(
          "--attempts", "N", "send again while no answer comes, at most 10 times;\ndefault 1");

  @Override
  public List<String> names() {
    return List.of("probe udp");
  }

  @Override
  public String operands() {
    return "HOST:PORT [OPTION]...";
  }

  @Override
  public String summary() {
    return "one datagram and the answer to it";
  }

  @Override
  public String description() {
    return """
    Sends a datagram, and says how long the answer took; or what came in its place: nothing,
    or a message that nothing listens there or that there is no way.

      HOST:PORT   name or address; an IPv6 address in brackets: [2001:db8::1]:123
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(SEND, SEND_HEX, EXPECT, EXPECT_HEX, ATTEMPTS, ProbeFlags.IPV4, ProbeFlags.IPV6);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of(
        "udp.host", "HOST",
        "udp.port", "PORT",
        "udp.text", SEND.name(),
        "udp.hex", SEND_HEX.name(),
        "udp.matches", EXPECT.name(),
        "udp.contains_hex", EXPECT_HEX.name(),
        "udp.attempts", ATTEMPTS.name());
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    HostPort target = HostPort.of(arguments);
    arguments.notBoth(SEND, SEND_HEX);
    arguments.notBoth(EXPECT, EXPECT_HEX);
    UdpProbe.Builder udp =
        UdpProbe.newBuilder()
            .setHost(target.host())
            .setPort(target.port())
            .setAddressFamily(ProbeFlags.family(arguments))
            .setAttempts(arguments.value(ATTEMPTS, Values::count).orElse(1));
    arguments.value(SEND, Escapes::decoded).ifPresent(udp::setText);
    arguments.value(SEND_HEX, text -> text).ifPresent(udp::setHex);
    arguments.value(EXPECT, text -> text).ifPresent(udp::setMatches);
    arguments.value(EXPECT_HEX, text -> text).ifPresent(udp::setContainsHex);
    return ProbeConfig.newBuilder().setUdp(udp).build();
  }
}
