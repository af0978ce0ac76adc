package dev.foureyes.nodeagent.probe.tcp;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.proto.common.v1.TcpProbe;

/** Makes TCP probes. */
public final class TcpProbes {

  private static final int MAX_PORT = 65535;
  private static final int MAX_HOST = 253;

  private final HostLookup lookup;

  public TcpProbes(HostLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when host or port cannot be used
   */
  public Probe create(TcpProbe config) throws InvalidProbeException {
    String host = config.getHost();
    if (host.isBlank() || host.length() > MAX_HOST || host.contains("[")) {
      throw new InvalidProbeException(
          "tcp.host: '"
              + host
              + "' (expected: a name or an address without brackets, at most 253 characters)");
    }
    if (config.getPort() < 1 || config.getPort() > MAX_PORT) {
      throw new InvalidProbeException(
          "tcp.port: "
              + Integer.toUnsignedLong(config.getPort())
              + " (expected: 1 to "
              + MAX_PORT
              + ")");
    }
    return new TcpCheck(config, lookup);
  }
}
