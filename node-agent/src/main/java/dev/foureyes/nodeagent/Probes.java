package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeFactory;
import dev.foureyes.nodeagent.probe.bgp.BgpProbes;
import dev.foureyes.nodeagent.probe.dns.DnsProbes;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.icmp.IcmpSockets;
import dev.foureyes.nodeagent.probe.path.PathProbes;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.probe.tcp.TcpProbes;
import dev.foureyes.nodeagent.probe.udp.UdpProbes;
import dev.foureyes.nodeagent.socket.Platform;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.node.v1.Capability;
import java.util.ArrayList;
import java.util.List;

/** All kinds of probes that this version has. */
public final class Probes implements ProbeFactory {

  private final HttpProbes http;
  private final TcpProbes tcp;
  private final DnsProbes dns;
  private final UdpProbes udp;
  private final PingProbes ping;
  private final PathProbes path;
  private final BgpProbes bgp;

  public Probes(
      HttpProbes http,
      TcpProbes tcp,
      DnsProbes dns,
      UdpProbes udp,
      PingProbes ping,
      PathProbes path,
      BgpProbes bgp) {
    this.http = http;
    this.tcp = tcp;
    this.dns = dns;
    this.udp = udp;
    this.ping = ping;
    this.path = path;
    this.bgp = bgp;
  }

  /** What a node can do that runs here, as this process. */
  public static List<Capability> capabilities() {
    List<Capability> capabilities =
        new ArrayList<>(
            List.of(
                Capability.CAPABILITY_HTTP,
                Capability.CAPABILITY_TCP,
                Capability.CAPABILITY_DNS,
                Capability.CAPABILITY_UDP,
                Capability.CAPABILITY_BGP));
    if (IcmpSockets.allowed().isPresent()) {
      capabilities.add(Capability.CAPABILITY_PING);
    }
    if (Platform.isSupported()) {
      capabilities.add(Capability.CAPABILITY_PATH);
    }
    return List.copyOf(capabilities);
  }

  @Override
  public Probe create(ProbeConfig config) throws InvalidProbeException {
    return switch (config.getProbeCase()) {
      case HTTP -> http.create(config.getHttp());
      case TCP -> tcp.create(config.getTcp());
      case DNS -> dns.create(config.getDns());
      case BGP -> bgp.create(config.getBgp());
      case UDP -> udp.create(config.getUdp());
      case PING -> ping.create(config.getPing());
      case PATH -> path.create(config.getPath());
      case PROBE_NOT_SET ->
          throw new InvalidProbeException(
              "probe: a kind that this version of the agent does not know (expected: HTTP, TCP, DNS, UDP, ping, path or BGP)");
    };
  }
}
