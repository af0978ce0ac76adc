package dev.foureyes.nodeagent.probe.name;

import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.ServerFailedException;

/**
 * Resolves host names: literals as they are, then the hosts file, then the system's DNS servers
 * with its search path. Nothing is cached, so that every run measures a lookup.
 *
 * <p>A name that does not exist, or whose resolver reports a failure, is the target's fault;
 * resolvers that do not answer are the node's.
 */
public final class HostLookup {

  private static final int TRIES = 2;
  private static final List<Integer> ANY_FAMILY = List.of(Type.A, Type.AAAA);

  private final SystemResolvers system;
  private final HostsFileParser hosts;
  private final TargetPolicy policy;

  /**
   * An address to connect to.
   *
   * @param dnsNanos how long the lookup took; absent for an address literal
   */
  public record Resolved(InetAddress address, OptionalLong dnsNanos) {}

  /**
   * All addresses of a host, also those that must not be connected to.
   *
   * @param addresses each once, as the resolver gave them, IPv4 first; never none
   * @param dnsNanos how long the lookup took; absent for an address literal
   */
  public record ResolvedAll(List<InetAddress> addresses, OptionalLong dnsNanos) {

    public ResolvedAll {
      addresses = List.copyOf(addresses);
    }
  }

  /** Of what no target policy concerns but the one that always holds. */
  public HostLookup(SystemResolvers system) {
    this(system, TargetPolicy.DEFAULT);
  }

  /**
   * @param policy says which addresses probes may send to
   */
  public HostLookup(SystemResolvers system, TargetPolicy policy) {
    this.system = system;
    this.hosts = new HostsFileParser(system.hostsFile(), true);
    this.policy = policy;
  }

  /**
   * Refuses an address that no probe of this node sends to. To be asked once more right before
   * something is sent, whatever has chosen the address.
   *
   * @throws ProbeFailedException when this is one
   */
  public void check(InetAddress address) throws ProbeFailedException {
    Connects.check(address, policy);
  }

  /** The same, but asks this DNS server, and neither the hosts file nor the search path. */
  public HostLookup asking(InetSocketAddress server) {
    return new HostLookup(new OneServer(server), policy);
  }

  /** The address that a host is written as; absent for a name. */
  public static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The first address of a host that may be connected to.
   *
   * @throws ProbeFailedException when there is none
   */
  public Resolved resolve(String host, AddressFamily family, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return new Resolved(allowed(List.of(literal.get()), host, family), OptionalLong.empty());
    }
    long start = deadline.ticker().nanos();
    List<InetAddress> addresses = addresses(host, types(family), deadline);
    InetAddress address = allowed(addresses, host, family);
    return new Resolved(address, OptionalLong.of(deadline.ticker().nanos() - start));
  }

  /**
   * All addresses of a host, of both families, also those that must not be connected to: for
   * whoever does not choose the address itself.
   *
   * @return never none
   * @throws ProbeFailedException when there is none
   */
  public List<InetAddress> all(String host, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    return all(host, AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, deadline).addresses();
  }

  /**
   * All addresses of a host that are of a family, or of both where it is unspecified.
   *
   * @throws ProbeFailedException when there is none
   */
  public ResolvedAll all(String host, AddressFamily family, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    List<Integer> types = types(family);
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      if (!types.contains(type(literal.get()))) {
        throw otherFamily(host);
      }
      return new ResolvedAll(List.of(literal.get()), OptionalLong.empty());
    }
    long start = deadline.ticker().nanos();
    Set<InetAddress> found = allByName(host, types, deadline);
    return new ResolvedAll(List.copyOf(found), OptionalLong.of(deadline.ticker().nanos() - start));
  }

  private Set<InetAddress> allByName(String host, List<Integer> types, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    Name name = name(host);
    Set<InetAddress> found = new LinkedHashSet<>(inHostsFile(name, types));
    if (!found.isEmpty()) {
      return found;
    }
    String none = "no address of " + host;
    for (int type : types) {
      try {
        found.addAll(ask(host, name, type, deadline));
      } catch (NoAddressException e) {
        none = String.valueOf(e.getMessage());
      }
    }
    if (found.isEmpty()) {
      throw failed(Fault.FAULT_TARGET, none);
    }
    return found;
  }

  private static List<Integer> types(AddressFamily family) {
    return switch (family) {
      case ADDRESS_FAMILY_IPV4 -> List.of(Type.A);
      case ADDRESS_FAMILY_IPV6 -> List.of(Type.AAAA);
      case ADDRESS_FAMILY_UNSPECIFIED, UNRECOGNIZED -> ANY_FAMILY;
    };
  }

  private InetAddress allowed(List<InetAddress> addresses, String host, AddressFamily family)
      throws ProbeFailedException {
    List<Integer> types = types(family);
    ProbeFailedException refused = null;
    for (InetAddress address : addresses) {
      if (types.contains(type(address))) {
        try {
          check(address);
          return address;
        } catch (ProbeFailedException e) {
          refused = e;
        }
      }
    }
    if (refused != null) {
      throw refused;
    }
    throw otherFamily(host);
  }

  private static int type(InetAddress address) {
    return address instanceof Inet4Address ? Type.A : Type.AAAA;
  }

  private static ProbeFailedException otherFamily(String host) {
    return failed(
        Fault.FAULT_CONFIG, host + " is not an address of the family that the test asks for");
  }

  private List<InetAddress> addresses(String host, List<Integer> types, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    Name name = name(host);
    List<InetAddress> known = inHostsFile(name, types);
    if (!known.isEmpty()) {
      return known;
    }
    ProbeFailedException failure = failed(Fault.FAULT_TARGET, "no address of " + host);
    for (int type : types) {
      try {
        return ask(host, name, type, deadline);
      } catch (NoAddressException e) {
        failure = failed(Fault.FAULT_TARGET, String.valueOf(e.getMessage()));
      }
    }
    throw failure;
  }

  private static Name name(String host) throws ProbeFailedException {
    try {
      return Name.fromString(IDN.toASCII(host, IDN.ALLOW_UNASSIGNED));
    } catch (TextParseException | IllegalArgumentException e) {
      throw failed(Fault.FAULT_CONFIG, host + " is not a host name: " + e.getMessage());
    }
  }

  private List<InetAddress> inHostsFile(Name name, List<Integer> types) {
    List<InetAddress> known = new ArrayList<>();
    for (int type : types) {
      try {
        hosts
            .getAddressForHost(Name.concatenate(name, Name.root).canonicalize(), type)
            .ifPresent(known::add);
      } catch (NameTooLongException e) {
        break; // no host's name
      } catch (IOException e) {
        break; // no such file
      }
    }
    String lower = name.toString(true).toLowerCase(Locale.ROOT);
    if (known.isEmpty() && (lower.equals("localhost") || lower.endsWith(".localhost"))) {
      known.add(InetAddress.ofLiteral(types.contains(Type.A) ? "127.0.0.1" : "::1")); // RFC 6761
    }
    return known;
  }

  /** There is no such address; another type may have one. */
  private static final class NoAddressException extends Exception {
    NoAddressException(String message) {
      super(message);
    }
  }

  private List<InetAddress> ask(String host, Name name, int type, Deadline deadline)
      throws NoAddressException, ProbeFailedException, InterruptedException {
    List<InetSocketAddress> servers = system.servers();
    if (system instanceof OneServer one) {
      checkResolver(one.server().getAddress());
    }
    LookupSession session =
        LookupSession.builder()
            .resolver(resolver(servers, deadline))
            .searchPath(system.searchPath())
            .ndots(system.ndots())
            .build();
    try {
      List<Record> records =
          session
              .lookupAsync(name, type)
              .toCompletableFuture()
              .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)
              .getRecords();
      List<InetAddress> addresses =
          records.stream().flatMap(record -> address(record).stream()).toList();
      if (addresses.isEmpty()) {
        throw new NoAddressException(host + " has no " + Type.string(type) + " record");
      }
      return addresses;
    } catch (TimeoutException e) {
      throw noAnswer(host, servers);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoSuchDomainException) {
        throw new NoAddressException(host + " does not exist (NXDOMAIN)");
      }
      if (e.getCause() instanceof NoSuchRRSetException) {
        throw new NoAddressException(host + " has no " + Type.string(type) + " record");
      }
      if (e.getCause() instanceof ServerFailedException) {
        throw failed(Fault.FAULT_TARGET, "the resolver failed to look up " + host + " (SERVFAIL)");
      }
      throw lookupFailed(host, servers, e);
    }
  }

  /** What a machine's owner has set is not looked at; what a test names is. */
  private void checkResolver(InetAddress address) throws ProbeFailedException {
    try {
      check(address);
    } catch (ProbeFailedException e) {
      throw failed(Fault.FAULT_CONFIG, e.failure().sentence());
    }
  }

  private static ProbeFailedException lookupFailed(
      String host, List<InetSocketAddress> servers, ExecutionException thrown) {
    Throwable last = thrown;
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof IOException || each instanceof TimeoutException) {
        return noAnswer(host, servers);
      }
      last = each;
    }
    return failed(Fault.FAULT_TARGET, "look-up of " + host + " failed: " + last.getMessage());
  }

  private static ProbeFailedException noAnswer(String host, List<InetSocketAddress> servers) {
    String names = servers.stream().map(AddressText::of).collect(Collectors.joining(", "));
    return failed(
        Fault.FAULT_NODE_LOCAL,
        "no resolver of this machine answered for " + host + " (asked " + names + ")");
  }

  /** The servers in turn, twice, within the time that is left. */
  private static Resolver resolver(List<InetSocketAddress> servers, Deadline deadline) {
    Duration left = deadline.remaining();
    List<Resolver> each = new ArrayList<>();
    for (InetSocketAddress server : servers) {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTimeout(left.dividedBy((long) servers.size() * TRIES));
      each.add(resolver);
    }
    ExtendedResolver all = new ExtendedResolver(each);
    all.setRetries(TRIES);
    all.setTimeout(left);
    return all;
  }

  private static Optional<InetAddress> address(Record record) {
    return switch (record) {
      case ARecord a -> Optional.of(a.getAddress());
      case AAAARecord aaaa -> Optional.of(aaaa.getAddress());
      default -> Optional.empty();
    };
  }

  private static ProbeFailedException failed(Fault fault, String sentence) {
    return new ProbeFailedException(new Failure(fault, ErrorPhase.ERROR_PHASE_DNS, sentence));
  }
}
