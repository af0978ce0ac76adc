package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.dns.DnsSettings.Server;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Whom a test asks, and where the keys come from when it checks signatures. */
final class DnsPeers {

  private static final int MAX_SERVERS = 3;

  private final DnsSettings settings;
  private final SystemResolvers system;
  private final HostLookup lookup;
  private final X509ExtendedTrustManager trust;
  private final InstantSource clock;
  private final Optional<Asker> overHttps;

  DnsPeers(
      DnsSettings settings,
      SystemResolvers system,
      HostLookup lookup,
      HttpProbes http,
      X509ExtendedTrustManager trust,
      InstantSource clock)
      throws InvalidProbeException {
    this.settings = settings;
    this.system = system;
    this.lookup = lookup;
    this.trust = trust;
    this.clock = clock;
    this.overHttps =
        settings.url().isPresent()
            ? Optional.of(overHttps(settings.url().get(), http))
            : Optional.empty();
  }

  private Asker overHttps(String url, HttpProbes http) throws InvalidProbeException {
    try {
      return new DnsOverHttps(
          url, http.posts(url, DnsOverHttps.MEDIA_TYPE, settings.skipCertificateCheck()));
    } catch (InvalidProbeException e) {
      throw new InvalidProbeException("dns.server: " + e.getMessage());
    }
  }

  /**
   * Whom the test asks.
   *
   * @throws ProbeFailedException when the server's own name does not resolve
   */
  Asker asker(Deadline deadline) throws ProbeFailedException, InterruptedException {
    if (overHttps.isPresent()) {
      return overHttps.get();
    }
    if (settings.server().isEmpty()) {
      return systemServers();
    }
    Server server = settings.server().get();
    HostLookup.Resolved resolved =
        lookup.resolve(server.host(), AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, deadline);
    return new DnsServers(
        List.of(new InetSocketAddress(resolved.address(), server.port())),
        settings.transport(),
        Fault.FAULT_PATH,
        settings.transport() == DnsTransport.DNS_TRANSPORT_TLS
            ? Optional.of(
                new DnsOverTls(trust, clock, server.host(), settings.skipCertificateCheck()))
            : Optional.empty());
  }

  /** A walk from the root, of a test that wants one. */
  DnsTrace trace(Deadline deadline) {
    return new DnsTrace(settings.trace().orElseThrow(), settings.transport(), lookup, deadline);
  }

  /** Whatever the machine's owner has set. */
  private Asker systemServers() {
    List<InetSocketAddress> servers = system.servers().stream().limit(MAX_SERVERS).toList();
    DnsTransport transport =
        settings.server().isPresent() || settings.url().isPresent()
            ? DnsTransport.DNS_TRANSPORT_UNSPECIFIED
            : settings.transport();
    return new DnsServers(servers, transport, Fault.FAULT_NODE_LOCAL, Optional.empty());
  }

  /**
   * Where the answer and the keys come from: all from the server that the test asks, so that it is
   * its data that is judged; but a server that does no recursion knows only its own zones, and for
   * what is above them the system's servers are asked.
   */
  DnssecData.Source signedData(Asker asker, Name asked, int askedType, Deadline deadline) {
    boolean isSystem = settings.server().isEmpty() && settings.url().isEmpty();
    return (name, type) -> {
      Message answer =
          asker.ask(
              DnsWire.query(name, type, settings.kind().toValidate()), deadline, new DnsFacts());
      boolean isQuestion = name.equals(asked) && type == askedType;
      return isSystem || isQuestion || knows(answer, name, type)
          ? answer
          : systemServers()
              .ask(
                  DnsWire.query(name, type, DnsWire.Kind.RECURSIVE_TO_VALIDATE),
                  deadline,
                  new DnsFacts());
    };
  }

  private static boolean knows(Message answer, Name name, int type) {
    int rcode = answer.getRcode();
    if (answer.getHeader().getFlag(Flags.RA)) {
      return true;
    }
    boolean isOwn =
        answer.getHeader().getFlag(Flags.AA) && (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN);
    return isOwn && !(type == Type.DS && isFromBelow(answer, name));
  }

  /**
   * DS records are the zone above's; the zone itself says that there are none (RFC 4035, 3.1.4.1).
   */
  private static boolean isFromBelow(Message answer, Name name) {
    return answer.getSection(Section.ANSWER).isEmpty()
        && answer.getSection(Section.AUTHORITY).stream()
            .anyMatch(each -> each.getType() == Type.SOA && each.getName().equals(name));
  }
}
