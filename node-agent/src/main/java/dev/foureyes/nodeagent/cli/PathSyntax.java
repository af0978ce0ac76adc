package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.common.v1.ProbeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code trace HOST}. */
final class PathSyntax implements ProbeSyntax {

  private static final Flag UDP = Flag.toggle("--udp", "with UDP packets, which is the default");
  private static final Flag ICMP = Flag.toggle("--icmp", "with echo requests").letter("-I");
  private static final Flag TCP = Flag.toggle("--tcp", "with TCP connections").letter("-T");
  private static final Flag PORT =
      Flag.option("--port", "PORT", "destination; default 33434 with UDP, 443 with TCP")
          .letter("-p");
  private static final Flag MAX_HOPS =
      Flag.option("--max-hops", "NUMBER", "the largest hop limit, 1 to 64; default 30")
          .letter("-m");
  private static final Flag QUERIES =
      Flag.option("--queries", "NUMBER", "packets for each hop and flow, 1 to 10; default 3")
          .letter("-q");
  private static final Flag FLOWS =
      Flag.option(
              "--flows",
              "NUMBER",
              "flows that are traced, 1 to 16; more than one finds\nparallel paths; default 1")
          .letter("-f");
  private static final Flag MAX_UNKNOWN =
      Flag.option(
          "--max-unknown",
          "NUMBER",
          "ends after so many silent hops in a row, 1 to 64;\ndefault 5");
  private static final Flag REPLY_TIMEOUT =
      Flag.option("--reply-timeout", "TIME", "wait for an answer, 10ms to 10s; default 1s")
          .letter("-W");
  private static final Flag NO_NAMES =
      Flag.toggle("--no-names", "do not ask for the names of hops").letter("-n");
  private static final Flag NO_MTU =
      Flag.toggle("--no-mtu", "do not look for the path MTU, which sends a few large packets");
  private static final Flag TIMEOUT =
      Flag.option(
          "--timeout", "TIME", "ended and failed after this time, for example 10s;\ndefault 30s");

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  @Override
  public List<String> names() {
    return List.of("trace", "probe path");
  }

  @Override
  public String operands() {
    return "HOST [OPTION]...";
  }

  @Override
  public String summary() {
    return "the way to a host, hop by hop";
  }

  @Override
  public String description() {
    return """
    Traces the way to a host. All packets of a flow look the same to routers that share load
    between paths, so that they take the same way.

      HOST   name or address, an IPv6 address without brackets
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(
        UDP,
        ICMP,
        TCP,
        PORT,
        MAX_HOPS,
        QUERIES,
        FLOWS,
        MAX_UNKNOWN,
        REPLY_TIMEOUT,
        NO_NAMES,
        NO_MTU,
        ProbeFlags.IPV4,
        ProbeFlags.IPV6);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of(
        "path.host", "HOST",
        "path.port", "--port",
        "path.max_hops", "--max-hops",
        "path.queries_per_hop", "--queries",
        "path.flows", "--flows",
        "path.max_unknown_hops", "--max-unknown",
        "path.reply_timeout_ms", "--reply-timeout");
  }

  @Override
  public Flag timeoutFlag() {
    return TIMEOUT;
  }

  @Override
  public Duration defaultTimeout(ProbeConfig config) {
    return DEFAULT_TIMEOUT;
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    PathProbe.Builder path =
        PathProbe.newBuilder()
            .setHost(arguments.onlyWord("HOST", "a name or an address"))
            .setProtocol(protocol(arguments))
            .setPort(count(arguments, PORT))
            .setMaxHops(count(arguments, MAX_HOPS))
            .setQueriesPerHop(count(arguments, QUERIES))
            .setFlows(count(arguments, FLOWS))
            .setMaxUnknownHops(count(arguments, MAX_UNKNOWN))
            .setReplyTimeoutMs(
                Math.toIntExact(
                    arguments
                        .<Duration>value(REPLY_TIMEOUT, Values::timeout)
                        .orElse(Duration.ZERO)
                        .toMillis()))
            .setSkipReverseDns(arguments.has(NO_NAMES))
            .setSkipPathMtu(arguments.has(NO_MTU))
            .setAddressFamily(ProbeFlags.family(arguments));
    return ProbeConfig.newBuilder().setPath(path).build();
  }

  private static PathProtocol protocol(Arguments arguments) throws UsageException {
    arguments.notBoth(UDP, ICMP);
    arguments.notBoth(UDP, TCP);
    arguments.notBoth(ICMP, TCP);
    if (arguments.has(ICMP)) {
      return PathProtocol.PATH_PROTOCOL_ICMP;
    }
    return arguments.has(TCP) ? PathProtocol.PATH_PROTOCOL_TCP : PathProtocol.PATH_PROTOCOL_UDP;
  }

  private static int count(Arguments arguments, Flag flag) throws UsageException {
    return arguments.<Integer>value(flag, Values::count).orElse(0);
  }
}
