package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeFactory;
import dev.foureyes.nodeagent.probe.bgp.BgpProbes;
import dev.foureyes.nodeagent.probe.dns.DnsProbes;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.tcp.TcpProbes;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.node.v1.Capability;
import java.util.List;

/** All kinds of probes that this version has. */
public final class Probes implements ProbeFactory {

  /** What a node with these probes can do. */
  public static final List<Capability> CAPABILITIES =
      List.of(
          Capability.CAPABILITY_HTTP,
          Capability.CAPABILITY_TCP,
          Capability.CAPABILITY_DNS,
          Capability.CAPABILITY_BGP);

  private final HttpProbes http;
  private final TcpProbes tcp;
  private final DnsProbes dns;
  private final BgpProbes bgp;

  public Probes(HttpProbes http, TcpProbes tcp, DnsProbes dns, BgpProbes bgp) {
    this.http = http;
    this.tcp = tcp;
    this.dns = dns;
    this.bgp = bgp;
  }

  @Override
  public Probe create(ProbeConfig config) throws InvalidProbeException {
    return switch (config.getProbeCase()) {
      case HTTP -> http.create(config.getHttp());
      case TCP -> tcp.create(config.getTcp());
      case DNS -> dns.create(config.getDns());
      case BGP -> bgp.create(config.getBgp());
      case PROBE_NOT_SET ->
          throw new InvalidProbeException(
              "probe: a kind that this version of the agent does not know (expected: HTTP, TCP, DNS or BGP)");
    };
  }
}
