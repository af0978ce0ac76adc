package dev.foureyes.nodeagent.probe.udp;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.proto.common.v1.UdpProbe;

/** Makes UDP probes. */
public final class UdpProbes {

  private final HostLookup lookup;

  public UdpProbes(HostLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  public Probe create(UdpProbe config) throws InvalidProbeException {
    UdpSettings settings = UdpSettings.of(config);
    return deadline -> new UdpCheck(settings, lookup, deadline).run();
  }
}
