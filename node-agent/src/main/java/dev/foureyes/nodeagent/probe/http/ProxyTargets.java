package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.results.v1.Fault;
import java.net.Inet4Address;

/**
 * Targets that a proxy connects to in the node's place. The target policy holds for them as far as
 * the node can know: for addresses in every spelling, and for names whose addresses it finds
 * itself. What only the proxy can look up is the proxy's to forbid.
 */
final class ProxyTargets {

  private static final int SHARE = 4;

  private ProxyTargets() {}

  /**
   * Refuses targets that the policy forbids.
   *
   * @throws ProbeFailedException when it is one
   */
  static void check(String host, HostLookup lookup, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    if (HostLookup.literal(host).isPresent()) {
      lookup.check(HostLookup.literal(host).get());
      return;
    }
    try {
      lookup.check(Inet4Address.ofPosixLiteral(host)); // 0xa9fea9fe, 0251.0376.0251.0376
      return;
    } catch (IllegalArgumentException e) {
      // a name
    }
    try {
      var _ =
          lookup.resolve(
              host,
              AddressFamily.ADDRESS_FAMILY_UNSPECIFIED,
              Deadline.after(deadline.remaining().dividedBy(SHARE), deadline.ticker()));
    } catch (ProbeFailedException e) {
      if (e.failure().fault() == Fault.FAULT_CONFIG) {
        throw e;
      }
    }
  }
}
