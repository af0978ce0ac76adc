package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsTransport;
import java.net.IDN;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Makes DNS probes. */
public final class DnsProbes {

  private static final int MAX_NAME = 254;
  private static final int DNS_PORT = 53;
  private static final int MAX_PORT = 65535;

  private final SystemResolvers system;
  private final HostLookup lookup;

  public DnsProbes(SystemResolvers system, HostLookup lookup) {
    this.system = system;
    this.lookup = lookup;
  }

  /** The server that a test names. */
  record Server(String host, int port) {}

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when name, type or server cannot be used
   */
  public Probe create(DnsProbe config) throws InvalidProbeException {
    if (config.getTransport() == DnsTransport.UNRECOGNIZED) {
      throw new InvalidProbeException(
          "dns.transport: "
              + config.getTransportValue()
              + " (expected: one that this version of the agent knows)");
    }
    int type = type(config);
    Name name = name(config.getName(), type);
    Optional<Server> server =
        config.getServer().isBlank()
            ? Optional.empty()
            : Optional.of(server(config.getServer().strip()));
    return new DnsCheck(
        name, type, server, config.getTransport(), expectedCodes(config), system, lookup);
  }

  /**
   * Reads which servers this machine asks, looks up a name, and asks over UDP and over TCP, at a
   * port of this machine where nothing listens. The first lookups of a process take a hundred times
   * as long as later ones. Nothing leaves the machine.
   */
  public void warmUp(Ticker ticker) throws InterruptedException {
    var _ = system.servers();
    WarmUpQueries.run(this, system.hostsFile(), ticker);
  }

  private static int type(DnsProbe config) throws InvalidProbeException {
    return switch (config.getRecordType()) {
      case DNS_RECORD_TYPE_UNSPECIFIED -> Type.A;
      case UNRECOGNIZED ->
          throw new InvalidProbeException(
              "dns.record_type: "
                  + config.getRecordTypeValue()
                  + " (expected: one that this version of the agent knows)");
      case DnsRecordType known -> known.getNumber(); // the contract has the registered numbers
    };
  }

  private static Set<Integer> expectedCodes(DnsProbe config) throws InvalidProbeException {
    if (config.getExpectedResponseCodesCount() == 0) {
      return Set.of(Rcode.NOERROR);
    }
    Set<Integer> codes = new HashSet<>();
    for (DnsResponseCode code : config.getExpectedResponseCodesList()) {
      codes.add(
          switch (code) {
            case DNS_RESPONSE_CODE_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidProbeException(
                    "dns.expected_response_codes: "
                        + config.getExpectedResponseCodesValueList()
                        + " (expected: those that this version of the agent knows)");
            case DNS_RESPONSE_CODE_NOERROR -> Rcode.NOERROR;
            case DNS_RESPONSE_CODE_FORMERR -> Rcode.FORMERR;
            case DNS_RESPONSE_CODE_SERVFAIL -> Rcode.SERVFAIL;
            case DNS_RESPONSE_CODE_NXDOMAIN -> Rcode.NXDOMAIN;
            case DNS_RESPONSE_CODE_NOTIMP -> Rcode.NOTIMP;
            case DNS_RESPONSE_CODE_REFUSED -> Rcode.REFUSED;
          });
    }
    return Set.copyOf(codes);
  }

  private static Name name(String text, int type) throws InvalidProbeException {
    String expected =
        "dns.name: '" + text + "' (expected: a domain name of at most 253 characters)";
    if (text.isBlank() || text.length() > MAX_NAME) {
      throw new InvalidProbeException(expected);
    }
    Optional<InetAddress> address = type == Type.PTR ? HostLookup.literal(text) : Optional.empty();
    if (address.isPresent()) {
      return ReverseMap.fromAddress(address.get());
    }
    try {
      return Name.fromString(IDN.toASCII(text, IDN.ALLOW_UNASSIGNED), Name.root);
    } catch (TextParseException | IllegalArgumentException e) {
      throw new InvalidProbeException(expected);
    }
  }

  /** {@code host}, {@code host:port}, {@code [v6]:port}, or an IPv6 address alone. */
  private static Server server(String text) throws InvalidProbeException {
    if (HostLookup.literal(text).isPresent()) {
      return new Server(text, DNS_PORT);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 || text.endsWith("]") ? text : text.substring(0, colon);
    String port =
        host.length() == text.length() ? String.valueOf(DNS_PORT) : text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank()
        || !port.matches("\\d{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > MAX_PORT) {
      throw new InvalidProbeException("dns.server: '" + text + "' (expected: HOST or HOST:PORT)");
    }
    return new Server(host, Integer.parseInt(port));
  }
}
