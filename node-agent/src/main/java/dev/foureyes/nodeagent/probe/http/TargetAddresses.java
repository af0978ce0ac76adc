package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.probe.name.HostLookup.ResolvedAll;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Which addresses the host of a test's URL is requested at. Hosts that redirects lead to are always
 * requested at their first one; and the same host at the same one throughout a run.
 */
final class TargetAddresses {

  /** A name server must not make a node send to as many addresses as it likes. */
  static final int MOST = 16;

  private final HostLookup lookup;
  private final AddressFamily family;
  private final String host;
  private final RandomGenerator random;

  /**
   * @param random chooses among the addresses
   */
  TargetAddresses(HostLookup lookup, AddressFamily family, String host, RandomGenerator random) {
    this.lookup = lookup;
    this.family = family;
    this.host = host;
    this.random = random;
  }

  /** One address of the target. */
  record Target(InetAddress address, AddressSource source) {}

  /** The first that the node may connect to, looked up for each request. */
  AddressSource first() {
    return (name, deadline) -> lookup.resolve(name, family, deadline);
  }

  /** One of those that the node may connect to, by chance, for one run. */
  AddressSource random() {
    return new AddressSource() {

      private Optional<AddressSource> chosen = Optional.empty();

      @Override
      public Resolved of(String name, Deadline deadline)
          throws ProbeFailedException, InterruptedException {
        if (!name.equals(host)) {
          return first().of(name, deadline);
        }
        if (chosen.isEmpty()) {
          ResolvedAll all = lookup.all(host, family, deadline);
          List<InetAddress> allowed = allowed(all.addresses());
          chosen =
              Optional.of(new Pinned(allowed.get(random.nextInt(allowed.size())), all.dnsNanos()));
        }
        return chosen.get().of(name, deadline);
      }
    };
  }

  /**
   * All of them, for one run.
   *
   * @return never none
   * @throws ProbeFailedException when there are none, or too many
   */
  List<Target> each(Deadline deadline) throws ProbeFailedException, InterruptedException {
    ResolvedAll all = lookup.all(host, family, deadline);
    if (all.addresses().size() > MOST) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_DNS,
              host
                  + " has "
                  + all.addresses().size()
                  + " addresses (expected: at most "
                  + MOST
                  + " where each is requested)"));
    }
    return all.addresses().stream()
        .map(address -> new Target(address, new Pinned(address, all.dnsNanos())))
        .toList();
  }

  private List<InetAddress> allowed(List<InetAddress> addresses) throws ProbeFailedException {
    List<InetAddress> allowed = new ArrayList<>();
    Optional<ProbeFailedException> refused = Optional.empty();
    for (InetAddress address : addresses) {
      try {
        lookup.check(address);
        allowed.add(address);
      } catch (ProbeFailedException e) {
        refused = Optional.of(e);
      }
    }
    if (allowed.isEmpty()) {
      throw refused.orElseThrow(); // there was at least one
    }
    return allowed;
  }

  /** The target's host is at this address; the look-up is the first request's. */
  private final class Pinned implements AddressSource {

    private final InetAddress address;
    private OptionalLong dnsNanos;

    private Pinned(InetAddress address, OptionalLong dnsNanos) {
      this.address = address;
      this.dnsNanos = dnsNanos;
    }

    @Override
    public Resolved of(String name, Deadline deadline)
        throws ProbeFailedException, InterruptedException {
      if (!name.equals(host)) {
        return first().of(name, deadline);
      }
      lookup.check(address);
      Resolved resolved = new Resolved(address, dnsNanos);
      dnsNanos = OptionalLong.empty();
      return resolved;
    }
  }
}
