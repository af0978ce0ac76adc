package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.proto.common.v1.DnsRootHint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Servers that a walk from the root begins with; by default those of the internet (RFC 8109). */
final class RootHints {

  private static final String RESOURCE = "root-hints.txt";
  private static final int DNS_PORT = 53;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_HINTS = 16;
  private static final List<Hint> INTERNET = internet();

  private RootHints() {}

  /**
   * A server.
   *
   * @param address with the port of this server and of all that it leads to
   */
  record Hint(String name, InetSocketAddress address) {}

  /** Those of a configuration; the internet's when it has none. */
  static List<Hint> of(List<DnsRootHint> configured) throws InvalidProbeException {
    if (configured.isEmpty()) {
      return INTERNET;
    }
    if (configured.size() > MAX_HINTS) {
      throw new InvalidProbeException(
          "dns.trace.root_hints: " + configured.size() + " (expected: at most " + MAX_HINTS + ")");
    }
    List<Hint> hints = new ArrayList<>();
    for (DnsRootHint hint : configured) {
      InetAddress address =
          HostLookup.literal(hint.getAddress())
              .orElseThrow(() ->
                  new InvalidProbeException(
                      "dns.trace.root_hints.address: '"
                          + hint.getAddress()
                          + "' (expected: an IP address)"));
      int port = hint.getPort();
      if (port < 0 || port > MAX_PORT) {
        throw new InvalidProbeException(
            "dns.trace.root_hints.port: "
                + Integer.toUnsignedLong(port)
                + " (expected: 1 to 65535, or 0 for 53)");
      }
      String name = hint.getName().isBlank() ? hint.getAddress() : hint.getName();
      hints.add(new Hint(name, new InetSocketAddress(address, port == 0 ? DNS_PORT : port)));
    }
    return List.copyOf(hints);
  }

  /** A line for each: name, address. Those with IPv4 addresses come first. */
  private static List<Hint> internet() {
    try (InputStream in = RootHints.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is part of the agent");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(" ", -1))
          .map(parts ->
              new Hint(parts[0], new InetSocketAddress(InetAddress.ofLiteral(parts[1]), DNS_PORT)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " can be read", e);
    }
  }
}
