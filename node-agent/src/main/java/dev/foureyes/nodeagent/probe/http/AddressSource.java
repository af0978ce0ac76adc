package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.time.Deadline;

/** Where the addresses of one run's requests come from. */
@FunctionalInterface
interface AddressSource {

  /**
   * The address that requests to a host go to.
   *
   * @throws ProbeFailedException when there is none that the node may connect to
   */
  Resolved of(String host, Deadline deadline) throws ProbeFailedException, InterruptedException;
}
