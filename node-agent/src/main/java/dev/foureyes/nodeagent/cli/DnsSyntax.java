package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsRootHint;
import dev.foureyes.proto.common.v1.DnsTrace;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.DnsTrustAnchor;
import dev.foureyes.proto.common.v1.DnssecValidation;
import dev.foureyes.proto.common.v1.ProbeConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code dns NAME [TYPE] [@SERVER]}. */
final class DnsSyntax implements ProbeSyntax {

  private static final String TYPE_PREFIX = "DNS_RECORD_TYPE_";
  private static final String CODE_PREFIX = "DNS_RESPONSE_CODE_";
  private static final Pattern ANCHOR =
      Pattern.compile("(\\S+) +(\\d{1,5}) +(\\d{1,3}) +(\\d{1,3}) +([0-9A-Fa-f ]+)");
  private static final Pattern HINT =
      Pattern.compile("(?:\\[([^]]+)]|([^:]+|[^:]*:[^:]*:.*?))(?::(\\d{1,5}))?");

  private static final Flag UDP =
      Flag.toggle("--udp", "over UDP only, even when the answer is cut");
  private static final Flag TCP =
      Flag.toggle("--tcp", "over TCP only; default: UDP, and TCP when the answer is cut");
  private static final Flag TLS =
      Flag.toggle("--tls", "over TLS (port 853); the certificate is checked");
  private static final Flag NO_RECURSION =
      Flag.toggle("--no-recursion", "ask for what the server itself knows");
  private static final Flag INSECURE =
      Flag.toggle(
              "--insecure",
              "accept any certificate; what is wrong with it is\nreported all the same")
          .letter("-k");
  private static final Flag DNSSEC =
      Flag.toggle("--dnssec", "check the signatures up to the root's keys, and show the chain");
  private static final Flag TRUST_ANCHOR =
      Flag.option(
              "--trust-anchor",
              "DS",
              "with --dnssec, the key to begin with instead of the\nroot's: 'ZONE TAG ALGORITHM DIGEST-TYPE DIGEST'")
          .repeated();
  private static final Flag TRACE =
      Flag.toggle("--trace", "look for the answer from the root downwards");
  private static final Flag ROOT_HINT =
      Flag.option(
              "--root-hint",
              "SERVER",
              "with --trace, where to begin instead of the root\nservers: ADDRESS or ADDRESS:PORT")
          .repeated();
  private static final Flag EXPECT_RCODE =
      Flag.option(
              "--expect-rcode",
              "CODE",
              "response code that counts as passed, for example\nNXDOMAIN; may be given more than once; default NOERROR")
          .repeated();

  @Override
  public List<String> names() {
    return List.of("dns", "probe dns");
  }

  @Override
  public String operands() {
    return "NAME [TYPE] [@SERVER] [OPTION]...";
  }

  @Override
  public String summary() {
    return "one DNS query";
  }

  @Override
  public String description() {
    return """
    Asks one question and shows the answer.

      NAME      domain name; with the type PTR also an address
      TYPE      A, AAAA, NS, CNAME, SOA, PTR, MX, TXT, SRV, CAA, DS, DNSKEY, HTTPS, SVCB,
                TLSA and others; default A
      @SERVER   who is asked: HOST or HOST:PORT, or an https URL for DNS over HTTPS;
                default: the servers of this machine
    """;
  }

  @Override
  public List<Flag> flags() {
    return Stream.concat(
            Stream.of(
                UDP,
                TCP,
                TLS,
                INSECURE,
                NO_RECURSION,
                DNSSEC,
                TRUST_ANCHOR,
                TRACE,
                ROOT_HINT,
                EXPECT_RCODE),
            DnsExpectFlags.ALL.stream())
        .toList();
  }

  @Override
  public Map<String, String> fieldNames() {
    Map<String, String> names = new HashMap<>(DnsExpectFlags.FIELD_NAMES);
    names.put("dns.name", "NAME");
    names.put("dns.server", "@SERVER");
    names.put("dns.trace", TRACE.name());
    names.put("dns.validate_dnssec.trust_anchors", TRUST_ANCHOR.name());
    for (String field : List.of("zone", "key_tag", "algorithm", "digest_type", "digest")) {
      names.put("dns.validate_dnssec.trust_anchors." + field, TRUST_ANCHOR.name() + " " + field);
    }
    names.put("dns.trace.root_hints", ROOT_HINT.name());
    names.put("dns.trace.root_hints.address", ROOT_HINT.name());
    names.put("dns.trace.root_hints.port", ROOT_HINT.name());
    return names;
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    List<String> servers = arguments.words().stream().filter(word -> word.startsWith("@")).toList();
    List<String> words = arguments.words().stream().filter(word -> !word.startsWith("@")).toList();
    if (words.isEmpty()) {
      throw new UsageException("NAME: not given (expected: a domain name)");
    }
    if (words.size() > 2) {
      throw new UsageException("TYPE: " + words.get(2) + " (expected: one name and one type)");
    }
    if (servers.size() > 1) {
      throw new UsageException("@SERVER: " + servers.get(1) + " (expected: one)");
    }
    if (servers.contains("@")) {
      throw new UsageException("@SERVER: @ (expected: HOST or HOST:PORT after it)");
    }
    arguments.notBoth(UDP, TCP);
    arguments.notBoth(UDP, TLS);
    arguments.notBoth(TCP, TLS);
    String server = servers.isEmpty() ? "" : servers.getFirst().substring(1);
    List<DnsResponseCode> codes = Values.meant(DnsResponseCode.values());
    DnsProbe.Builder dns =
        DnsProbe.newBuilder()
            .setName(words.getFirst())
            .setRecordType(type(words))
            .setServer(server)
            .setTransport(transport(arguments, server))
            .addAllExpectedResponseCodes(
                arguments.<DnsResponseCode>values(
                    EXPECT_RCODE, text -> Values.oneOf(codes, CODE_PREFIX, text)));
    if (arguments.has(NO_RECURSION)) {
      dns.setNoRecursion(true);
    }
    if (arguments.has(INSECURE)) {
      dns.setSkipCertificateCheck(true);
    }
    if (arguments.has(DNSSEC)) {
      dns.setValidateDnssec(
          DnssecValidation.newBuilder()
              .addAllTrustAnchors(
                  arguments.<DnsTrustAnchor>values(TRUST_ANCHOR, DnsSyntax::trustAnchor)));
    } else if (arguments.has(TRUST_ANCHOR)) {
      throw onlyWith(TRUST_ANCHOR, DNSSEC);
    }
    if (arguments.has(TRACE)) {
      dns.setTrace(
          DnsTrace.newBuilder()
              .addAllRootHints(arguments.<DnsRootHint>values(ROOT_HINT, DnsSyntax::rootHint)));
    } else if (arguments.has(ROOT_HINT)) {
      throw onlyWith(ROOT_HINT, TRACE);
    }
    DnsExpectFlags.into(dns, arguments);
    return ProbeConfig.newBuilder().setDns(dns).build();
  }

  private static UsageException onlyWith(Flag flag, Flag other) {
    return new UsageException(flag.name() + ": given (expected: with " + other.name() + " only)");
  }

  /** What a DS record says, and the zone before it. */
  private static DnsTrustAnchor trustAnchor(String text) {
    Matcher matcher = ANCHOR.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text
              + " (expected: 'ZONE TAG ALGORITHM DIGEST-TYPE DIGEST', for example '. 20326 8 2 E06D…')");
    }
    return DnsTrustAnchor.newBuilder()
        .setZone(matcher.group(1))
        .setKeyTag(Integer.parseInt(matcher.group(2)))
        .setAlgorithm(Integer.parseInt(matcher.group(3)))
        .setDigestType(Integer.parseInt(matcher.group(4)))
        .setDigest(matcher.group(5).replace(" ", ""))
        .build();
  }

  private static DnsRootHint rootHint(String text) {
    Matcher matcher = HINT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " (expected: ADDRESS or ADDRESS:PORT, IPv6 with a port in brackets)");
    }
    String address = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    String port = matcher.group(3);
    return DnsRootHint.newBuilder()
        .setName(address)
        .setAddress(address)
        .setPort(port == null ? 0 : Integer.parseInt(port))
        .build();
  }

  private static DnsRecordType type(List<String> words) throws UsageException {
    if (words.size() < 2) {
      return DnsRecordType.DNS_RECORD_TYPE_A;
    }
    try {
      return Values.oneOf(Values.meant(DnsRecordType.values()), TYPE_PREFIX, words.get(1));
    } catch (IllegalArgumentException e) {
      throw new UsageException("TYPE: " + e.getMessage());
    }
  }

  private static DnsTransport transport(Arguments arguments, String server) throws UsageException {
    if (server.startsWith("https://")) {
      for (Flag other : List.of(UDP, TCP, TLS)) {
        if (arguments.has(other)) {
          throw new UsageException(other.name() + ": with an https URL (expected: without)");
        }
      }
      return DnsTransport.DNS_TRANSPORT_HTTPS;
    }
    if (arguments.has(TLS)) {
      return DnsTransport.DNS_TRANSPORT_TLS;
    }
    if (arguments.has(UDP)) {
      return DnsTransport.DNS_TRANSPORT_UDP;
    }
    return arguments.has(TCP)
        ? DnsTransport.DNS_TRANSPORT_TCP
        : DnsTransport.DNS_TRANSPORT_UNSPECIFIED;
  }
}
