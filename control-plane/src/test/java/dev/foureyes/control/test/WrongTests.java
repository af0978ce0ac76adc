package dev.foureyes.control.test;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.proto.common.v1.AddressSelection;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsRootHint;
import dev.foureyes.proto.common.v1.DnsTrace;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.DnsTrustAnchor;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.common.v1.HttpHeader;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.StatusRange;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.UdpProbe;
import dev.foureyes.proto.control.v1.Test;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Everything that can be wrong with a test. */
final class WrongTests {

  private static final String NAME = "1 to 100 characters, without space at either end";
  private static final String HOST = "a host name or an IP address, at most 253 characters";
  private static final String SERVER = "a host name or an IP address, with an optional :port";
  private static final String DOMAIN = "a domain name, at most 253 characters";
  static final String ID =
      "1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit";
  private static final String LABEL_KEY =
      "a key of 1 to 63 of a-z, 0-9, \"-\", \"_\", \".\" and \"/\", beginning and ending with a letter or digit";
  private static final String HEADER_VALUE =
      "at most 8192 characters of ASCII, without line breaks";
  private static final String STATUS = "first and last from 100 to 599, in that order";

  private static final String DOH =
      "an https URL such as https://dns.example.org/dns-query, at most 2048 characters, without user"
          + " name and password";
  private static final DnsTrustAnchor ANCHOR =
      DnsTrustAnchor.newBuilder()
          .setZone(".")
          .setKeyTag(20_326)
          .setAlgorithm(8)
          .setDigestType(2)
          .setDigest("E0".repeat(32))
          .build();
  private static final String SECRET =
      "1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\", beginning with a letter or digit";
  private static final String HEX = "1 to 1400 bytes as pairs of hexadecimal digits";
  private static final String PATTERN = BoundedPattern.EXPECTED;

  private WrongTests() {}

  private static Arguments udp(
      String field, String value, String expected, Consumer<UdpProbe.Builder> change) {
    return test(
        "test.probe.udp." + field,
        value,
        expected,
        test ->
            change.accept(
                test.getProbeBuilder()
                    .getUdpBuilder()
                    .setHost("udp.example")
                    .setPort(9)
                    .setText("x")));
  }

  private static Arguments test(
      String field, String value, String expected, Consumer<Test.Builder> change) {
    return arguments(field + ": " + value + " (expected: " + expected + ")", change);
  }

  private static Arguments http(
      String field, String value, String expected, Consumer<HttpProbe.Builder> change) {
    return test(
        "test.probe.http." + field,
        value,
        expected,
        test -> change.accept(test.getProbeBuilder().getHttpBuilder()));
  }

  private static Arguments tcp(
      String field, String value, String expected, Consumer<TcpProbe.Builder> change) {
    return test(
        "test.probe.tcp." + field,
        value,
        expected,
        test -> change.accept(test.getProbeBuilder().getTcpBuilder()));
  }

  private static Arguments dns(
      String field, String value, String expected, Consumer<DnsProbe.Builder> change) {
    return test(
        "test.probe.dns." + field,
        value,
        expected,
        test -> change.accept(test.getProbeBuilder().getDnsBuilder()));
  }

  private static void overHttps(DnsProbe.Builder dns, String server) {
    dns.setTransport(DnsTransport.DNS_TRANSPORT_HTTPS).setServer(server);
  }

  private static Arguments anchor(
      String field, String value, String expected, Consumer<DnsTrustAnchor.Builder> change) {
    return dns(
        "validate_dnssec.trust_anchors[0]." + field,
        value,
        expected,
        dns ->
            change.accept(
                dns.getValidateDnssecBuilder().addTrustAnchorsBuilder().mergeFrom(ANCHOR)));
  }

  private static Arguments hint(
      String field, String value, String expected, Consumer<DnsRootHint.Builder> change) {
    return dns(
        "trace.root_hints[0]." + field,
        value,
        expected,
        dns -> change.accept(dns.getTraceBuilder().addRootHintsBuilder().setAddress("192.0.2.1")));
  }

  /** What is wrong with one field, as it is told, and how a good test gets it. */
  static Stream<Arguments> all() {
    return Stream.of(
        test("test.id", "\"Test\"", ID, test -> test.setId("Test")),
        test("test.id", "\"-a\"", ID, test -> test.setId("-a")),
        test("test.id", "\"a/b\"", ID, test -> test.setId("a/b")),
        test("test.id", "\"" + "a".repeat(64) + "\"", ID, test -> test.setId("a".repeat(64))),
        test("test.name", "\"\"", NAME, test -> test.setName("")),
        test("test.name", "\" \"", NAME, test -> test.setName(" ")),
        test("test.name", "\" a\"", NAME, test -> test.setName(" a")),
        test("test.name", "\"a\n\"", NAME, test -> test.setName("a\n")),
        test(
            "test.name",
            "\"" + "n".repeat(100) + "…\" (101 characters)",
            NAME,
            test -> test.setName("n".repeat(101))),
        test(
            "test.interval_ms",
            "999",
            "1000 to 86400000",
            test -> test.setIntervalMs(999).setTimeoutMs(999)),
        test(
            "test.interval_ms",
            "86400001",
            "1000 to 86400000",
            test -> test.setIntervalMs(86_400_001)),
        test("test.interval_ms", "4294967295", "1000 to 86400000", test -> test.setIntervalMs(-1)),
        test(
            "test.timeout_ms",
            "99",
            "100 to 60000, and no longer than the interval",
            test -> test.setTimeoutMs(99)),
        test(
            "test.timeout_ms",
            "60001",
            "100 to 60000, and no longer than the interval",
            test -> test.setTimeoutMs(60_001).setIntervalMs(90_000)),
        test(
            "test.timeout_ms",
            "2001",
            "100 to 60000, and no longer than the interval",
            test -> test.setTimeoutMs(2_001).setIntervalMs(2_000)),
        test(
            "test.timeout_ms",
            "4294967295",
            "100 to 60000, and no longer than the interval",
            test -> test.setTimeoutMs(-1)),
        udp("host", "\"\"", HOST, it -> it.setHost("")),
        udp("port", "0", "1 to 65535", it -> it.setPort(0)),
        udp("text", "0", "1 to 1400 bytes", it -> it.setText("")),
        udp("hex", "\"abc\"", HEX, it -> it.setHex("abc")),
        udp("contains_hex", "\"\"", HEX, it -> it.setContainsHex("")),
        udp("attempts", "11", "0 to 10", it -> it.setAttempts(11)),
        udp("matches", "\"(\"", PATTERN + ": missing closing )", it -> it.setMatches("(")),
        tcp("tls", "9", "a known value", tcp -> tcp.setTlsValue(9)),
        tcp(
            "steps[0].send.text",
            "0",
            "1 to 4096 bytes",
            tcp -> tcp.addStepsBuilder().getSendBuilder()),
        tcp(
            "steps",
            "\"1 times start_tls\"",
            "once with TCP_TLS_IN_DIALOGUE, else never",
            tcp -> tcp.addStepsBuilder().getStartTlsBuilder()),
        tcp(
            "steps[0].expect.matches",
            "\"((a{1000}){1000}){1000}\"",
            PATTERN + ": its repetitions are too many, or it has a \\Q",
            tcp -> tcp.addStepsBuilder().getExpectBuilder().setMatches("((a{1000}){1000}){1000}")),
        http("version", "9", "a known version", it -> it.setVersionValue(9)),
        http("address_selection", "9", "a known selection", it -> it.setAddressSelectionValue(9)),
        http(
            "address_selection",
            "\"ADDRESS_SELECTION_EACH\"",
            "none with a proxy, which chooses the address itself",
            it ->
                it.setAddressSelection(AddressSelection.ADDRESS_SELECTION_EACH)
                    .getProxyBuilder()
                    .setHost("proxy.example")
                    .setPort(3128)),
        http("max_body_bytes", "16777217", "0 to 16777216", it -> it.setMaxBodyBytes(16_777_217)),
        http(
            "resolver",
            "\"dns.example\"",
            "an IP address, with an optional :port",
            it -> it.setResolver("dns.example")),
        http(
            "auth.bearer.name",
            "\"A\"",
            SECRET,
            it -> it.getAuthBuilder().getBearerBuilder().setName("A")),
        http(
            "auth.digest.user",
            "\"a:b\"",
            "at most 256 characters without a colon",
            it ->
                it.getAuthBuilder()
                    .getDigestBuilder()
                    .setUser("a:b")
                    .getPasswordBuilder()
                    .setName("pw")),
        http(
            "auth.digest.password.name",
            "\"\"",
            SECRET,
            it -> it.getAuthBuilder().getDigestBuilder().setUser("a")),
        http(
            "tls_options.server_name",
            "\"10.0.0.1\"",
            "a host name, at most 253 characters",
            it -> it.getTlsOptionsBuilder().setServerName("10.0.0.1")),
        http(
            "tls_options.min_expiry_days",
            "3651",
            "0 to 3650",
            it -> it.getTlsOptionsBuilder().setMinExpiryDays(3_651)),
        http("proxy.port", "0", "1 to 65535", it -> it.getProxyBuilder().setHost("proxy.example")),
        http(
            "assertions[0].json.path",
            "\"a\"",
            "a JSONPath such as $.items[0].name, at most 256 characters",
            it ->
                it.addAssertionsBuilder()
                    .getJsonBuilder()
                    .setPath("a")
                    .getConditionBuilder()
                    .setExists(true)),
        http(
            "assertions[0].time.max_ms",
            "0.0",
            "more than 0, at most 600000",
            it -> it.addAssertionsBuilder().getTimeBuilder()),
        test(
            "test.labels",
            "33",
            "at most 32 labels",
            test -> IntStream.range(0, 33).forEach(i -> test.putLabels("l" + i, ""))),
        test("test.labels", "\"Site\"", LABEL_KEY, test -> test.putLabels("Site", "b")),
        test("test.labels", "\"\"", LABEL_KEY, test -> test.putLabels("", "b")),
        test("test.labels", "\"a-\"", LABEL_KEY, test -> test.putLabels("a-", "b")),
        test(
            "test.labels",
            "\"" + "a".repeat(64) + "\"",
            LABEL_KEY,
            test -> test.putLabels("a".repeat(64), "b")),
        test(
            "test.labels[site]",
            "\"" + "v".repeat(100) + "…\" (101 characters)",
            "at most 100 characters",
            test -> test.putLabels("site", "v".repeat(101))),
        test(
            "test.nodes.match_labels",
            "\"Site\"",
            LABEL_KEY,
            test -> test.getNodesBuilder().putMatchLabels("Site", "b")),
        test(
            "test.nodes.node_ids",
            "1001",
            "at most 1000; select by labels instead",
            test ->
                IntStream.range(0, 1001).forEach(i -> test.getNodesBuilder().addNodeIds("n" + i))),
        arguments(
            "test.probe: missing (expected: one of http, tcp, dns, udp, ping, path, agent, bgp, page and transaction)",
            (Consumer<Test.Builder>) Test.Builder::clearProbe),
        http("method", "99", "a known method", http -> http.setMethodValue(99)),
        http(
            "headers",
            "33",
            "at most 32",
            http -> IntStream.range(0, 33).forEach(i -> http.addHeaders(header("x" + i, "")))),
        http(
            "headers[1].name",
            "\"\"",
            "a header name (RFC 9110)",
            http -> http.addHeaders(header("a", "b")).addHeaders(header("", "b"))),
        http(
            "headers[0].name",
            "\"a b\"",
            "a header name (RFC 9110)",
            http -> http.addHeaders(header("a b", "c"))),
        http(
            "headers[0].name",
            "\"a:b\"",
            "a header name (RFC 9110)",
            http -> http.addHeaders(header("a:b", "c"))),
        http(
            "headers[0].name",
            "\"a\r\nb: c\"",
            "a header name (RFC 9110)",
            http -> http.addHeaders(header("a\r\nb: c", "d"))),
        http(
            "headers[0].name",
            "\"" + "h".repeat(100) + "…\" (101 characters)",
            "a header name (RFC 9110)",
            http -> http.addHeaders(header("h".repeat(101), ""))),
        http(
            "headers[0].name",
            "\"HOST\"",
            "one that the node does not set itself",
            http -> http.addHeaders(header("HOST", "evil"))),
        http(
            "headers[0].name",
            "\"Content-Length\"",
            "one that the node does not set itself",
            http -> http.addHeaders(header("Content-Length", "0"))),
        http(
            "headers[0].name",
            "\"transfer-encoding\"",
            "one that the node does not set itself",
            http -> http.addHeaders(header("transfer-encoding", "chunked"))),
        http(
            "headers[0].name",
            "\"Connection\"",
            "one that the node does not set itself",
            http -> http.addHeaders(header("Connection", "close"))),
        http(
            "headers[0].value",
            "\"a\r\nSet-Cookie: b\"",
            HEADER_VALUE,
            http -> http.addHeaders(header("x", "a\r\nSet-Cookie: b"))),
        http(
            "headers[0].value",
            "\"a\nb\"",
            HEADER_VALUE,
            http -> http.addHeaders(header("x", "a\nb"))),
        http(
            "headers[0].value",
            "\"a\0b\"",
            HEADER_VALUE,
            http -> http.addHeaders(header("x", "a\0b"))),
        http(
            "headers[0].value",
            "\"grün\"",
            HEADER_VALUE,
            http -> http.addHeaders(header("x", "grün"))),
        http(
            "headers[0].value",
            "\"" + "v".repeat(100) + "…\" (8193 characters)",
            HEADER_VALUE,
            http -> http.addHeaders(header("x", "v".repeat(8_193)))),
        http(
            "body",
            "65538",
            "at most 65536 bytes",
            http -> http.setMethod(HttpMethod.HTTP_METHOD_POST).setBody("ü".repeat(32_769))),
        http("body", "1", "0 bytes with GET and HEAD", http -> http.setBody("b")),
        http(
            "body",
            "1",
            "0 bytes with GET and HEAD",
            http -> http.setMethod(HttpMethod.HTTP_METHOD_HEAD).setBody("b")),
        http("max_redirects", "21", "0 to 20", http -> http.setMaxRedirects(21)),
        http("max_redirects", "4294967295", "0 to 20", http -> http.setMaxRedirects(-1)),
        http(
            "expected_status",
            "17",
            "at most 16",
            http -> IntStream.range(0, 17).forEach(_ -> http.addExpectedStatus(range(200, 299)))),
        http(
            "expected_status[1]",
            "\"99-200\"",
            STATUS,
            http -> http.addExpectedStatus(range(200, 200)).addExpectedStatus(range(99, 200))),
        http(
            "expected_status[0]",
            "\"200-600\"",
            STATUS,
            http -> http.addExpectedStatus(range(200, 600))),
        http(
            "expected_status[0]",
            "\"300-200\"",
            STATUS,
            http -> http.addExpectedStatus(range(300, 200))),
        http(
            "expected_status[0]",
            "\"200-4294967295\"",
            STATUS,
            http -> http.addExpectedStatus(range(200, -1))),
        http("expected_status[0]", "\"0-0\"", STATUS, http -> http.addExpectedStatus(range(0, 0))),
        http(
            "address_family", "7", "a known address family", http -> http.setAddressFamilyValue(7)),
        tcp("host", "\"\"", HOST, tcp -> tcp.setHost("")),
        tcp("host", "\"127.0.0.1:80\"", HOST, tcp -> tcp.setHost("127.0.0.1:80")),
        tcp("host", "\"https://example.org\"", HOST, tcp -> tcp.setHost("https://example.org")),
        tcp("host", "\"[::1]\"", HOST, tcp -> tcp.setHost("[::1]")),
        tcp("port", "0", "1 to 65535", tcp -> tcp.setPort(0)),
        tcp("port", "65536", "1 to 65535", tcp -> tcp.setPort(65_536)),
        tcp("port", "4294967295", "1 to 65535", tcp -> tcp.setPort(-1)),
        tcp("address_family", "7", "a known address family", tcp -> tcp.setAddressFamilyValue(7)),
        dns("name", "\"\"", DOMAIN, dns -> dns.setName("")),
        dns("name", "\"a..b\"", DOMAIN, dns -> dns.setName("a..b")),
        dns("name", "\"a b\"", DOMAIN, dns -> dns.setName("a b")),
        dns("name", "\"münchen.de\"", DOMAIN, dns -> dns.setName("münchen.de")),
        dns(
            "name",
            "\"" + "a".repeat(64) + ".org\"",
            DOMAIN,
            dns -> dns.setName("a".repeat(64) + ".org")),
        dns(
            "name",
            "\"" + "a.".repeat(50) + "…\" (254 characters)",
            DOMAIN,
            dns -> dns.setName("a.".repeat(127))),
        dns("record_type", "3", "a known record type", dns -> dns.setRecordTypeValue(3)),
        dns("server", "\"8.8.8.8:99999\"", SERVER, dns -> dns.setServer("8.8.8.8:99999")),
        dns("server", "\"dns://8.8.8.8\"", SERVER, dns -> dns.setServer("dns://8.8.8.8")),
        dns("transport", "9", "a known transport", dns -> dns.setTransportValue(9)),
        dns(
            "transport",
            "3",
            "UDP or TCP with a trace",
            dns ->
                dns.setTrace(DnsTrace.getDefaultInstance())
                    .setTransport(DnsTransport.DNS_TRANSPORT_TLS)),
        dns(
            "server",
            "\"9.9.9.9\"",
            "none with a trace, which begins at the root",
            dns -> dns.setTrace(DnsTrace.getDefaultInstance()).setServer("9.9.9.9")),
        dns(
            "server",
            "\"\"",
            SERVER + "; the system's servers are not asked over TLS",
            dns -> dns.setTransport(DnsTransport.DNS_TRANSPORT_TLS)),
        dns("server", "\"9.9.9.9\"", DOH, dns -> overHttps(dns, "9.9.9.9")),
        dns("server", "\"http://a.org/\"", DOH, dns -> overHttps(dns, "http://a.org/")),
        dns("server", "\"https://a:b@c.org/\"", DOH, dns -> overHttps(dns, "https://a:b@c.org/")),
        dns(
            "validate_dnssec.trust_anchors",
            "17",
            "at most 16",
            dns ->
                IntStream.range(0, 17)
                    .forEach(_ -> dns.getValidateDnssecBuilder().addTrustAnchors(ANCHOR))),
        anchor("zone", "\"a..b\"", DOMAIN, anchor -> anchor.setZone("a..b")),
        anchor("key_tag", "65536", "0 to 65535", anchor -> anchor.setKeyTag(65_536)),
        anchor("algorithm", "0", "1 to 255", anchor -> anchor.setAlgorithm(0)),
        anchor("digest_type", "1", "2 (SHA-256) or 4 (SHA-384)", anchor -> anchor.setDigestType(1)),
        anchor("digest", "\"E06D\"", "64 hexadecimal digits", anchor -> anchor.setDigest("E06D")),
        dns(
            "validate_dnssec.expected_status[0]",
            "0",
            "a known status",
            dns ->
                dns.getValidateDnssecBuilder()
                    .addExpectedStatus(DnssecStatus.DNSSEC_STATUS_UNSPECIFIED)),
        hint("address", "\"a.org\"", "an IP address", hint -> hint.setAddress("a.org")),
        hint("name", "\"a b\"", "a host name, or none", hint -> hint.setName("a b")),
        hint("port", "65536", "1 to 65535, or 0 for 53", hint -> hint.setPort(65_536)),
        dns(
            "expect.exact[0]",
            "\" \"",
            "data of a record as in a zone file, at most 4096 characters",
            dns -> dns.getExpectBuilder().addExact(" ")),
        dns(
            "expect.contains",
            "51",
            "at most 50",
            dns ->
                IntStream.range(0, 51).forEach(_ -> dns.getExpectBuilder().addContains("1.2.3.4"))),
        dns(
            "expect.matches[0]",
            "\"(\"",
            "a regular expression, at most 200 characters",
            dns -> dns.getExpectBuilder().addMatches("(")),
        dns(
            "expect.max_answers",
            "1",
            "at least min_answers, which is 2",
            dns -> dns.getExpectBuilder().setMinAnswers(2).setMaxAnswers(1)),
        dns(
            "expected_response_codes[1]",
            "0",
            "a known response code",
            dns ->
                dns.addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_NOERROR)
                    .addExpectedResponseCodes(DnsResponseCode.DNS_RESPONSE_CODE_UNSPECIFIED)),
        dns(
            "expected_response_codes[0]",
            "77",
            "a known response code",
            dns -> dns.addExpectedResponseCodesValue(77)));
  }

  static HttpHeader header(String name, String value) {
    return HttpHeader.newBuilder().setName(name).setValue(value).build();
  }

  static StatusRange range(int first, int last) {
    return StatusRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
