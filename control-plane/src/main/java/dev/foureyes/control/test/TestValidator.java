package dev.foureyes.control.test;

import dev.foureyes.control.database.Ids;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.UdpProbe;
import dev.foureyes.proto.control.v1.Test;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a test must be. All that is wrong is told at once, with the path of the field from the
 * request on.
 *
 * <p>Zeros were replaced by their defaults before.
 */
final class TestValidator {

  private static final int MAX_NAME = 100;
  private static final int MIN_INTERVAL_MS = 1_000;
  private static final int MAX_INTERVAL_MS = 86_400_000;
  private static final int MIN_TIMEOUT_MS = 100;
  private static final int MAX_TIMEOUT_MS = 60_000;
  private static final int MAX_HEADERS = 32;
  private static final int MAX_HEADER_VALUE = 8_192;
  private static final int MAX_BODY_BYTES = 65_536;
  private static final int MAX_REDIRECTS = 20;
  private static final int MAX_SELECTED_NODES = 1_000;
  private static final Pattern HEADER_NAME =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}"); // RFC 9110, token
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(
          HttpMethod.HTTP_METHOD_UNSPECIFIED,
          HttpMethod.HTTP_METHOD_GET,
          HttpMethod.HTTP_METHOD_HEAD);
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "content-length", "connection", "transfer-encoding");

  private final Violations violations = new Violations();
  private final String prefix;

  /**
   * A validator of one test.
   *
   * @param prefix of field paths, for example {@code test.}
   */
  TestValidator(String prefix) {
    this.prefix = prefix;
  }

  Violations check(Test test) {
    violations.check(
        test.getId().isEmpty() || Ids.ID.matcher(test.getId()).matches(),
        prefix + "id",
        test.getId(),
        Ids.ID_FORM);
    String name = test.getName();
    violations.check(
        !name.isBlank() && name.length() <= MAX_NAME && name.strip().equals(name),
        prefix + "name",
        name,
        "1 to " + MAX_NAME + " characters, without space at either end");
    long interval = Integer.toUnsignedLong(test.getIntervalMs());
    violations.check(
        interval >= MIN_INTERVAL_MS && interval <= MAX_INTERVAL_MS,
        prefix + "interval_ms",
        interval,
        MIN_INTERVAL_MS + " to " + MAX_INTERVAL_MS);
    long timeout = Integer.toUnsignedLong(test.getTimeoutMs());
    violations.check(
        timeout >= MIN_TIMEOUT_MS && timeout <= MAX_TIMEOUT_MS && timeout <= interval,
        prefix + "timeout_ms",
        timeout,
        MIN_TIMEOUT_MS + " to " + MAX_TIMEOUT_MS + ", and no longer than the interval");
    violations.check(
        test.getNodes().getNodeIdsCount() <= MAX_SELECTED_NODES,
        prefix + "nodes.node_ids",
        test.getNodes().getNodeIdsCount(),
        "at most " + MAX_SELECTED_NODES + "; select by labels instead");
    Labels.check(violations, prefix + "nodes.match_labels", test.getNodes().getMatchLabelsMap());
    checkPeers(test);
    Labels.check(violations, prefix + "labels", test.getLabelsMap());
    checkProbe(test.getProbe(), timeout);
    return violations;
  }

  private void checkPeers(Test test) {
    violations.check(
        !test.hasPeers() || test.getProbe().hasAgent(),
        prefix + "peers",
        "set",
        "not set, for tests that are not agent-to-agent");
    violations.check(
        test.getPeers().getNodeIdsCount() <= MAX_SELECTED_NODES,
        prefix + "peers.node_ids",
        test.getPeers().getNodeIdsCount(),
        "at most " + MAX_SELECTED_NODES + "; select by labels instead");
    Labels.check(violations, prefix + "peers.match_labels", test.getPeers().getMatchLabelsMap());
  }

  private void checkProbe(ProbeConfig probe, long timeoutMs) {
    switch (probe.getProbeCase()) {
      case HTTP -> checkHttp(prefix + "probe.http.", probe.getHttp());
      case TCP -> checkTcp(prefix + "probe.tcp.", probe.getTcp());
      case DNS -> new DnsValidator(violations).check(prefix + "probe.dns.", probe.getDns());
      case PING -> checkPing(prefix + "probe.ping.", probe.getPing(), timeoutMs);
      case PATH -> checkPath(prefix + "probe.path.", probe.getPath());
      case UDP -> checkUdp(prefix + "probe.udp.", probe.getUdp());
      case AGENT ->
          new AgentValidator(violations, prefix + "probe.agent.")
              .check(probe.getAgent(), timeoutMs);
      case BGP -> new BgpValidator(violations, prefix + "probe.bgp.").check(probe.getBgp());
      case PAGE -> new PageValidator(violations).check(prefix + "probe.page.", probe.getPage());
      case TRANSACTION ->
          new TransactionValidator(violations)
              .check(prefix + "probe.transaction.", probe.getTransaction());
      case PROBE_NOT_SET ->
          violations.missing(
              prefix + "probe",
              "one of http, tcp, dns, udp, ping, path, agent, bgp, page and transaction");
    }
  }

  private void checkHttp(String at, HttpProbe http) {
    Urls.check(violations, at + "url", http.getUrl());
    violations.check(
        http.getMethod() != HttpMethod.UNRECOGNIZED,
        at + "method",
        http.getMethodValue(),
        "a known method");
    violations.check(
        http.getHeadersCount() <= MAX_HEADERS,
        at + "headers",
        http.getHeadersCount(),
        "at most " + MAX_HEADERS);
    for (int i = 0; i < http.getHeadersCount(); i++) {
      String name = http.getHeaders(i).getName();
      String value = http.getHeaders(i).getValue();
      violations.check(
          HEADER_NAME.matcher(name).matches(),
          at + "headers[" + i + "].name",
          name,
          "a header name (RFC 9110)");
      violations.check(
          !OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT)),
          at + "headers[" + i + "].name",
          name,
          "one that the node does not set itself");
      violations.check(
          value.length() <= MAX_HEADER_VALUE && HEADER_VALUE.matcher(value).matches(),
          at + "headers[" + i + "].value",
          value,
          "at most " + MAX_HEADER_VALUE + " characters of ASCII, without line breaks");
    }
    int bodyBytes = http.getBody().getBytes(StandardCharsets.UTF_8).length;
    violations.check(
        bodyBytes <= MAX_BODY_BYTES,
        at + "body",
        bodyBytes,
        "at most " + MAX_BODY_BYTES + " bytes");
    violations.check(
        bodyBytes == 0 || !WITHOUT_BODY.contains(http.getMethod()),
        at + "body",
        bodyBytes,
        "0 bytes with GET and HEAD");
    violations.check(
        http.getMaxRedirects() >= 0 && http.getMaxRedirects() <= MAX_REDIRECTS,
        at + "max_redirects",
        Integer.toUnsignedLong(http.getMaxRedirects()),
        "0 to " + MAX_REDIRECTS);
    Urls.checkStatus(violations, at + "expected_status", http.getExpectedStatusList());
    checkFamily(at, http.getAddressFamilyValue());
    new HttpOptionsValidator(violations).check(at, http);
  }

  private void checkTcp(String at, TcpProbe tcp) {
    checkHost(at + "host", tcp.getHost());
    violations.check(
        Hosts.isPort(tcp.getPort()),
        at + "port",
        Integer.toUnsignedLong(tcp.getPort()),
        "1 to 65535");
    checkFamily(at, tcp.getAddressFamilyValue());
    new DialogueValidator(violations).check(at, tcp);
  }

  private void checkUdp(String at, UdpProbe udp) {
    checkHost(at + "host", udp.getHost());
    violations.check(
        Hosts.isPort(udp.getPort()),
        at + "port",
        Integer.toUnsignedLong(udp.getPort()),
        "1 to 65535");
    checkFamily(at, udp.getAddressFamilyValue());
    new DialogueValidator(violations).check(at, udp);
  }

  private void checkHost(String field, String host) {
    violations.check(
        Hosts.isHost(host),
        field,
        host,
        "a host name or an IP address, at most " + Hosts.MAX_CHARS + " characters");
  }

  private void checkFamily(String at, int family) {
    violations.check(
        AddressFamily.forNumber(family) != null,
        at + "address_family",
        family,
        "a known address family");
  }

  private void checkPing(String at, PingProbe ping, long timeoutMs) {
    checkHost(at + "host", ping.getHost());
    checkFamily(at, ping.getAddressFamilyValue());
    new PingValidator(violations, at).check(ping, timeoutMs);
  }

  private void checkPath(String at, PathProbe path) {
    checkHost(at + "host", path.getHost());
    checkFamily(at, path.getAddressFamilyValue());
    new PathValidator(violations, at).check(path);
  }
}
