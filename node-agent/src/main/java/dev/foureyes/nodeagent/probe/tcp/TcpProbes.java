package dev.foureyes.nodeagent.probe.tcp;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.TcpProbe;
import java.time.InstantSource;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes TCP probes. */
public final class TcpProbes {

  private final HostLookup lookup;
  private final X509ExtendedTrustManager trust;
  private final Secrets secrets;
  private final InstantSource clock;

  /**
   * @param trust which certificates are valid where a test does not say
   * @param secrets what tests name
   */
  public TcpProbes(
      HostLookup lookup, X509ExtendedTrustManager trust, Secrets secrets, InstantSource clock) {
    this.lookup = lookup;
    this.trust = trust;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  public Probe create(TcpProbe config) throws InvalidProbeException {
    TcpSettings settings = TcpSettings.of(config);
    return deadline ->
        new TcpCheck(
                settings, lookup, settings.tls().trust().orElse(trust), secrets, clock, deadline)
            .run();
  }
}
