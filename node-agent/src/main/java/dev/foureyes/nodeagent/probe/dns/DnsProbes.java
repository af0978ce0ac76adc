package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.DnsProbe;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes DNS probes. */
public final class DnsProbes {

  private final SystemResolvers system;
  private final HostLookup lookup;
  private final HttpProbes http;
  private final X509ExtendedTrustManager trust;
  private final NodeClock clock;

  /**
   * @param http carries DNS over HTTPS, with its own trust
   * @param trust which certificates are valid for DNS over TLS
   */
  public DnsProbes(
      SystemResolvers system,
      HostLookup lookup,
      HttpProbes http,
      X509ExtendedTrustManager trust,
      NodeClock clock) {
    this.system = system;
    this.lookup = lookup;
    this.http = http;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when name, type, server or something else cannot be used
   */
  public Probe create(DnsProbe config) throws InvalidProbeException {
    DnsSettings settings = DnsSettings.of(config);
    return new DnsCheck(
        settings, new DnsPeers(settings, system, lookup, http, trust, clock.wall()), clock);
  }

  /**
   * Reads which servers this machine asks, looks up a name, asks over UDP and over TCP, at a port
   * of this machine where nothing listens, and checks a signature made for it. The first lookups of
   * a process take a hundred times as long as later ones. Nothing leaves the machine.
   */
  public void warmUp() throws InterruptedException {
    var _ = system.servers();
    WarmUpQueries.run(this, system.hostsFile(), clock);
  }
}
