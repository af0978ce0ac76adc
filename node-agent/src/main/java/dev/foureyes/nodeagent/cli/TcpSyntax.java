package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import java.util.List;
import java.util.Map;

/** {@code probe tcp HOST:PORT}. */
final class TcpSyntax implements ProbeSyntax {

  private static final String EXPECTED =
      "HOST:PORT, for example example.com:443 or [2001:db8::1]:443";

  @Override
  public List<String> names() {
    return List.of("probe tcp");
  }

  @Override
  public String operands() {
    return "HOST:PORT [OPTION]...";
  }

  @Override
  public String summary() {
    return "one TCP connection";
  }

  @Override
  public String description() {
    return """
    Connects, says how long that took, and closes the connection again.

      HOST:PORT   name or address; an IPv6 address in brackets: [2001:db8::1]:443
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(ProbeFlags.IPV4, ProbeFlags.IPV6);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of("tcp.host", "HOST", "tcp.port", "PORT");
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    String target = arguments.onlyWord("HOST:PORT", EXPECTED);
    int colon = target.lastIndexOf(':');
    String host = colon < 0 ? target : target.substring(0, colon);
    String port = colon < 0 ? "" : target.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isBlank() || !port.matches("\\d{1,9}") || (host.contains(":") && !bracketed)) {
      throw new UsageException("HOST:PORT: " + target + " (expected: " + EXPECTED + ")");
    }
    TcpProbe.Builder tcp =
        TcpProbe.newBuilder()
            .setHost(bracketed ? host.substring(1, host.length() - 1) : host)
            .setPort(Integer.parseInt(port))
            .setAddressFamily(ProbeFlags.family(arguments));
    return ProbeConfig.newBuilder().setTcp(tcp).build();
  }
}
