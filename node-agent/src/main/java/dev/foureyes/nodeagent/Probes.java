package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeFactory;
import dev.foureyes.nodeagent.probe.agent.AgentProbes;
import dev.foureyes.nodeagent.probe.bgp.BgpProbes;
import dev.foureyes.nodeagent.probe.browser.BrowserProbes;
import dev.foureyes.nodeagent.probe.dns.DnsProbes;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.icmp.IcmpSockets;
import dev.foureyes.nodeagent.probe.path.PathProbes;
import dev.foureyes.nodeagent.probe.ping.PingProbes;
import dev.foureyes.nodeagent.probe.tcp.TcpProbes;
import dev.foureyes.nodeagent.probe.udp.UdpProbes;
import dev.foureyes.nodeagent.socket.Platform;
import dev.foureyes.proto.common.v1.Assignment;
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
  private final AgentProbes agent;
  private final BrowserProbes browser;

  public Probes(
      HttpProbes http,
      TcpProbes tcp,
      DnsProbes dns,
      UdpProbes udp,
      PingProbes ping,
      PathProbes path,
      BgpProbes bgp,
      AgentProbes agent,
      BrowserProbes browser) {
    this.http = http;
    this.tcp = tcp;
    this.dns = dns;
    this.udp = udp;
    this.ping = ping;
    this.path = path;
    this.bgp = bgp;
    this.agent = agent;
    this.browser = browser;
  }

  /** What a node can do that runs here, as this process. */
  public List<Capability> capabilities() {
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
      capabilities.add(Capability.CAPABILITY_AGENT);
    }
    if (browser.isReady()) {
      capabilities.add(Capability.CAPABILITY_BROWSER);
    }
    return List.copyOf(capabilities);
  }

  @Override
  public Probe create(Assignment assignment) throws InvalidProbeException {
    return assignment.getProbe().hasAgent()
        ? agent.create(assignment.getProbe().getAgent(), assignment.getPeersList())
        : create(assignment.getProbe());
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
      case AGENT ->
          throw new InvalidProbeException(
              "probe: agent-to-agent (expected: a test of a server, which knows the other nodes)");
      case PAGE -> browser.create(config.getPage());
      case TRANSACTION -> browser.create(config.getTransaction());
      case PROBE_NOT_SET ->
          throw new InvalidProbeException(
              "probe: a kind that this version of the agent does not know (expected: HTTP, TCP, DNS, UDP, ping, path, agent-to-agent, BGP, page or transaction)");
    };
  }
}
