package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.BgpProbe;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.UdpProbe;
import java.net.URI;
import java.util.Optional;

/**
 * How the packets of a test travel, as the configuration of a trace.
 *
 * <table>
 * <caption>What is traced</caption>
 * <tr><th>test</th><th>to</th><th>by</th></tr>
 * <tr><td>HTTP</td><td>the proxy, or else the URL's host and port</td><td>TCP</td></tr>
 * <tr><td>TCP, BGP</td><td>host and port</td><td>TCP</td></tr>
 * <tr><td>UDP</td><td>host and port</td><td>UDP</td></tr>
 * <tr><td>DNS of a named server</td><td>the server</td><td>its transport</td></tr>
 * <tr><td>ping</td><td>host</td><td>ICMP</td></tr>
 * <tr><td>any other</td><td colspan="2">nothing</td></tr>
 * </table>
 */
final class WayOfTest {

  private static final int BGP_PORT = 179;
  private static final int DNS_PORT = 53;
  private static final int DNS_OVER_TLS_PORT = 853;

  private WayOfTest() {}

  static Optional<PathProbe> of(ProbeConfig config) {
    return switch (config.getProbeCase()) {
      case HTTP -> of(config.getHttp());
      case TCP -> {
        TcpProbe tcp = config.getTcp();
        yield tcp(tcp.getHost(), tcp.getPort(), tcp.getAddressFamily());
      }
      case UDP -> {
        UdpProbe udp = config.getUdp();
        yield way(
            udp.getHost(), udp.getPort(), udp.getAddressFamily(), PathProtocol.PATH_PROTOCOL_UDP);
      }
      case DNS -> of(config.getDns());
      case PING ->
          way(
              config.getPing().getHost(),
              0,
              config.getPing().getAddressFamily(),
              PathProtocol.PATH_PROTOCOL_ICMP);
      case BGP -> {
        BgpProbe bgp = config.getBgp();
        yield tcp(
            bgp.getHost(), bgp.getPort() == 0 ? BGP_PORT : bgp.getPort(), bgp.getAddressFamily());
      }
      default -> Optional.empty();
    };
  }

  private static Optional<PathProbe> of(HttpProbe http) {
    return http.hasProxy()
        ? tcp(
            http.getProxy().getHost(),
            http.getProxy().getPort(),
            AddressFamily.ADDRESS_FAMILY_UNSPECIFIED)
        : ofUrl(http.getUrl(), http.getAddressFamily());
  }

  private static Optional<PathProbe> of(DnsProbe dns) {
    if (dns.getServer().isEmpty()) {
      return Optional.empty(); // the machine's own resolvers
    }
    return switch (dns.getTransport()) {
      case DNS_TRANSPORT_HTTPS -> ofUrl(dns.getServer(), AddressFamily.ADDRESS_FAMILY_UNSPECIFIED);
      case DNS_TRANSPORT_TLS ->
          ofServer(dns.getServer(), DNS_OVER_TLS_PORT, PathProtocol.PATH_PROTOCOL_TCP);
      case DNS_TRANSPORT_TCP -> ofServer(dns.getServer(), DNS_PORT, PathProtocol.PATH_PROTOCOL_TCP);
      case DnsTransport overUdp ->
          ofServer(dns.getServer(), DNS_PORT, PathProtocol.PATH_PROTOCOL_UDP);
    };
  }

  private static Optional<PathProbe> ofServer(String server, int port, PathProtocol protocol) {
    boolean isBareIpv6 = server.indexOf(':') != server.lastIndexOf(':') && !server.startsWith("[");
    URI uri = URI.create("dns://" + (isBareIpv6 ? "[" + server + "]" : server));
    return way(
        host(uri),
        uri.getPort() < 0 ? port : uri.getPort(),
        AddressFamily.ADDRESS_FAMILY_UNSPECIFIED,
        protocol);
  }

  private static Optional<PathProbe> ofUrl(String url, AddressFamily family) {
    try {
      URI uri = URI.create(url);
      int port = uri.getPort() < 0 ? (url.startsWith("https:") ? 443 : 80) : uri.getPort();
      return tcp(host(uri), port, family);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // what browsers take, and RFC 3986 does not
    }
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host == null ? "" : host.replace("[", "").replace("]", "");
  }

  private static Optional<PathProbe> tcp(String host, int port, AddressFamily family) {
    return way(host, port, family, PathProtocol.PATH_PROTOCOL_TCP);
  }

  private static Optional<PathProbe> way(
      String host, int port, AddressFamily family, PathProtocol protocol) {
    return host.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PathProbe.newBuilder()
                .setHost(host)
                .setPort(port)
                .setProtocol(protocol)
                .setAddressFamily(family)
                .setQueriesPerHop(2)
                .setMaxUnknownHops(3)
                .setReplyTimeoutMs(500)
                .setSkipPathMtu(true)
                .build());
  }
}
