package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.DnssecStatus;
import java.net.IDN;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A DNS test's configuration, checked.
 *
 * @param type by DNS's numbers
 * @param server absent for the system's, over HTTPS, and with a trace
 * @param url present over HTTPS
 * @param expectedCodes the response codes that count as a success, by DNS's numbers; never none
 * @param validation absent when signatures are not checked
 * @param trace where the walk begins; absent without one
 */
record DnsSettings(
    Name name,
    int type,
    Optional<Server> server,
    Optional<String> url,
    DnsTransport transport,
    DnsWire.Kind kind,
    Set<Integer> expectedCodes,
    Optional<Validation> validation,
    Optional<List<RootHints.Hint>> trace,
    DnsExpectations expectations,
    boolean skipCertificateCheck) {

  private static final int MAX_NAME = 254;
  private static final int DNS_PORT = 53;
  private static final int TLS_PORT = 853;
  private static final int MAX_PORT = 65535;

  /** The server that a test names. */
  record Server(String host, int port) {}

  /**
   * How signatures are checked.
   *
   * @param anchors at least one
   * @param expected statuses that count as a success; never none
   */
  record Validation(List<DSRecord> anchors, Set<DnssecStatus> expected) {}

  static DnsSettings of(DnsProbe config) throws InvalidProbeException {
    DnsTransport transport = config.getTransport();
    if (transport == DnsTransport.UNRECOGNIZED) {
      throw new InvalidProbeException(
          "dns.transport: "
              + config.getTransportValue()
              + " (expected: one that this version of the agent knows)");
    }
    int type = type(config);
    String server = config.getServer().strip();
    boolean isHttps = transport == DnsTransport.DNS_TRANSPORT_HTTPS;
    boolean isTls = transport == DnsTransport.DNS_TRANSPORT_TLS;
    if (server.isEmpty() && (isHttps || isTls)) {
      throw new InvalidProbeException(
          "dns.server: none (expected: "
              + (isHttps ? "an https URL" : "HOST or HOST:PORT")
              + ", for the system's servers are not asked this way)");
    }
    if (config.hasTrace() && (isHttps || isTls || !server.isEmpty())) {
      throw new InvalidProbeException(
          "dns.trace: with "
              + (server.isEmpty() ? "DNS over " + (isTls ? "TLS" : "HTTPS") : "a server")
              + " (expected: UDP or TCP, and no server, for it begins at the root)");
    }
    return new DnsSettings(
        name(config.getName(), type),
        type,
        isHttps || server.isEmpty()
            ? Optional.empty()
            : Optional.of(server(server, isTls ? TLS_PORT : DNS_PORT)),
        isHttps ? Optional.of(server) : Optional.empty(),
        transport,
        config.getNoRecursion() || config.hasTrace()
            ? DnsWire.Kind.ITERATIVE
            : DnsWire.Kind.RECURSIVE,
        expectedCodes(config),
        config.hasValidateDnssec()
            ? Optional.of(
                new Validation(
                    TrustAnchors.of(config.getValidateDnssec().getTrustAnchorsList()),
                    expectedStatus(config)))
            : Optional.empty(),
        config.hasTrace()
            ? Optional.of(RootHints.of(config.getTrace().getRootHintsList()))
            : Optional.empty(),
        DnsExpectations.of(config.getExpect(), type),
        config.getSkipCertificateCheck());
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

  private static Set<DnssecStatus> expectedStatus(DnsProbe config) throws InvalidProbeException {
    List<DnssecStatus> listed = config.getValidateDnssec().getExpectedStatusList();
    if (listed.contains(DnssecStatus.DNSSEC_STATUS_UNSPECIFIED)
        || listed.contains(DnssecStatus.UNRECOGNIZED)) {
      throw new InvalidProbeException(
          "dns.validate_dnssec.expected_status: "
              + config.getValidateDnssec().getExpectedStatusValueList()
              + " (expected: those that this version of the agent knows)");
    }
    return listed.isEmpty()
        ? Set.of(DnssecStatus.DNSSEC_STATUS_SECURE, DnssecStatus.DNSSEC_STATUS_INSECURE)
        : Set.copyOf(listed);
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
  private static Server server(String text, int defaultPort) throws InvalidProbeException {
    if (HostLookup.literal(text).isPresent()) {
      return new Server(text, defaultPort);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 || text.endsWith("]") ? text : text.substring(0, colon);
    String port =
        host.length() == text.length() ? String.valueOf(defaultPort) : text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank()
        || host.contains("/")
        || !port.matches("\\d{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > MAX_PORT) {
      throw new InvalidProbeException("dns.server: '" + text + "' (expected: HOST or HOST:PORT)");
    }
    return new Server(host, Integer.parseInt(port));
  }
}
