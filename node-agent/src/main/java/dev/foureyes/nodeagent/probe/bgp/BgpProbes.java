package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.BgpProbe;

/**
 * Makes BGP probes. All of them share one bound of memory for routes, a quarter of the heap; a
 * session that would need more is ended, and says so.
 */
public final class BgpProbes {

  private final Surroundings around;

  /**
   * @param secrets where the passwords are that tests name
   */
  public BgpProbes(HostLookup lookup, Secrets secrets, NodeClock clock) {
    this(new Surroundings(lookup, secrets, RouteMemory.ofThisProcess(), clock, Times.USUAL));
  }

  BgpProbes(Surroundings around) {
    this.around = around;
  }

  /**
   * The probe of a configuration. Its session begins with its first run and ends when it is closed.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  public Probe create(BgpProbe config) throws InvalidProbeException {
    return new BgpCheck(new Session(Settings.of(config), around));
  }
}
