package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.ProbeConfig;
import java.util.List;
import java.util.Map;

/** {@code dns NAME [TYPE] [@SERVER]}. */
final class DnsSyntax implements ProbeSyntax {

  private static final String TYPE_PREFIX = "DNS_RECORD_TYPE_";
  private static final String CODE_PREFIX = "DNS_RESPONSE_CODE_";

  private static final Flag UDP =
      Flag.toggle("--udp", "over UDP only, even when the answer is cut");
  private static final Flag TCP =
      Flag.toggle("--tcp", "over TCP only; default: UDP, and TCP when the answer is cut");
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
      TYPE      A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV or CAA; default A
      @SERVER   who is asked: HOST or HOST:PORT; default: the servers of this machine
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(UDP, TCP, EXPECT_RCODE);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of("dns.name", "NAME", "dns.server", "@SERVER");
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
    List<DnsResponseCode> codes = Values.meant(DnsResponseCode.values());
    DnsProbe.Builder dns =
        DnsProbe.newBuilder()
            .setName(words.getFirst())
            .setRecordType(type(words))
            .setServer(servers.isEmpty() ? "" : servers.getFirst().substring(1))
            .setTransport(transport(arguments))
            .addAllExpectedResponseCodes(
                arguments.<DnsResponseCode>values(
                    EXPECT_RCODE, text -> Values.oneOf(codes, CODE_PREFIX, text)));
    return ProbeConfig.newBuilder().setDns(dns).build();
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

  private static DnsTransport transport(Arguments arguments) {
    if (arguments.has(UDP)) {
      return DnsTransport.DNS_TRANSPORT_UDP;
    }
    return arguments.has(TCP)
        ? DnsTransport.DNS_TRANSPORT_TCP
        : DnsTransport.DNS_TRANSPORT_UNSPECIFIED;
  }
}
