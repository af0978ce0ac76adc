package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.DnsExpectation;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsRecordType;
import dev.foureyes.proto.common.v1.DnsResponseCode;
import dev.foureyes.proto.common.v1.DnsRootHint;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.DnsTrustAnchor;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.common.v1.DnssecValidation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a DNS test must be. */
final class DnsValidator {

  private static final int MAX_URL = 2_048;
  private static final int MAX_ANCHORS = 16;
  private static final int MAX_HINTS = 16;
  private static final int MAX_RECORDS = 50;
  private static final int MAX_DATA = 4_096;
  private static final int MAX_PATTERNS = 10;
  private static final int MAX_PATTERN = 200;
  private static final int MAX_TAG = 65_535;
  private static final int MAX_ALGORITHM = 255;
  private static final int SHA_256 = 2;
  private static final int SHA_256_DIGITS = 64;
  private static final int SHA_384 = 4;
  private static final int SHA_384_DIGITS = 96;
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]*");
  private static final Pattern NAME =
      Pattern.compile("\\.|[A-Za-z0-9_*-]{1,63}(\\.[A-Za-z0-9_*-]{1,63})*\\.?");

  private final Violations violations;

  DnsValidator(Violations violations) {
    this.violations = violations;
  }

  /**
   * Checks one.
   *
   * @param at the path of its fields, with a dot at the end
   */
  void check(String at, DnsProbe dns) {
    checkName(at + "name", dns.getName());
    violations.check(
        dns.getRecordType() != DnsRecordType.UNRECOGNIZED,
        at + "record_type",
        dns.getRecordTypeValue(),
        "a known record type");
    violations.check(
        dns.getTransport() != DnsTransport.UNRECOGNIZED,
        at + "transport",
        dns.getTransportValue(),
        "a known transport");
    checkServer(at + "server", dns);
    for (int i = 0; i < dns.getExpectedResponseCodesCount(); i++) {
      DnsResponseCode code = dns.getExpectedResponseCodes(i);
      violations.check(
          code != DnsResponseCode.UNRECOGNIZED
              && code != DnsResponseCode.DNS_RESPONSE_CODE_UNSPECIFIED,
          at + "expected_response_codes[" + i + "]",
          dns.getExpectedResponseCodesValue(i),
          "a known response code");
    }
    checkValidation(at + "validate_dnssec.", dns.getValidateDnssec());
    checkHints(at + "trace.root_hints", dns.getTrace().getRootHintsList());
    checkExpectation(at + "expect.", dns.getExpect());
  }

  private void checkName(String field, String name) {
    violations.check(
        name.length() <= Hosts.MAX_CHARS && NAME.matcher(name).matches(),
        field,
        name,
        "a domain name, at most " + Hosts.MAX_CHARS + " characters");
  }

  private void checkServer(String field, DnsProbe dns) {
    String server = dns.getServer();
    if (dns.hasTrace()) {
      violations.check(
          server.isEmpty(), field, server, "none with a trace, which begins at the root");
      violations.check(
          dns.getTransport() != DnsTransport.DNS_TRANSPORT_TLS
              && dns.getTransport() != DnsTransport.DNS_TRANSPORT_HTTPS,
          field.replace("server", "transport"),
          dns.getTransportValue(),
          "UDP or TCP with a trace");
      return;
    }
    switch (dns.getTransport()) {
      case DNS_TRANSPORT_HTTPS ->
          violations.check(
              isHttps(server),
              field,
              server,
              "an https URL such as https://dns.example.org/dns-query, at most "
                  + MAX_URL
                  + " characters, without user name and password");
      case DNS_TRANSPORT_TLS ->
          violations.check(
              Hosts.isServer(server),
              field,
              server,
              "a host name or an IP address, with an optional :port; the system's servers are not"
                  + " asked over TLS");
      default ->
          violations.check(
              server.isEmpty() || Hosts.isServer(server),
              field,
              server,
              "a host name or an IP address, with an optional :port");
    }
  }

  private static boolean isHttps(String url) {
    try {
      URI uri = new URI(url);
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && (uri.getPort() == -1 || Hosts.isPort(uri.getPort()))
          && url.length() <= MAX_URL;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void checkValidation(String at, DnssecValidation validation) {
    violations.check(
        validation.getTrustAnchorsCount() <= MAX_ANCHORS,
        at + "trust_anchors",
        validation.getTrustAnchorsCount(),
        "at most " + MAX_ANCHORS);
    for (int i = 0; i < validation.getTrustAnchorsCount(); i++) {
      checkAnchor(at + "trust_anchors[" + i + "].", validation.getTrustAnchors(i));
    }
    for (int i = 0; i < validation.getExpectedStatusCount(); i++) {
      DnssecStatus status = validation.getExpectedStatus(i);
      violations.check(
          status != DnssecStatus.UNRECOGNIZED && status != DnssecStatus.DNSSEC_STATUS_UNSPECIFIED,
          at + "expected_status[" + i + "]",
          validation.getExpectedStatusValue(i),
          "a known status");
    }
  }

  private void checkAnchor(String at, DnsTrustAnchor anchor) {
    checkName(at + "zone", anchor.getZone());
    violations.check(
        anchor.getKeyTag() >= 0 && anchor.getKeyTag() <= MAX_TAG,
        at + "key_tag",
        Integer.toUnsignedLong(anchor.getKeyTag()),
        "0 to " + MAX_TAG);
    violations.check(
        anchor.getAlgorithm() >= 1 && anchor.getAlgorithm() <= MAX_ALGORITHM,
        at + "algorithm",
        Integer.toUnsignedLong(anchor.getAlgorithm()),
        "1 to " + MAX_ALGORITHM);
    int type = anchor.getDigestType();
    violations.check(
        type == SHA_256 || type == SHA_384,
        at + "digest_type",
        Integer.toUnsignedLong(type),
        "2 (SHA-256) or 4 (SHA-384)");
    int digits = type == SHA_384 ? SHA_384_DIGITS : SHA_256_DIGITS;
    violations.check(
        anchor.getDigest().length() == digits && HEX.matcher(anchor.getDigest()).matches(),
        at + "digest",
        anchor.getDigest(),
        digits + " hexadecimal digits");
  }

  private void checkHints(String at, List<DnsRootHint> hints) {
    violations.check(hints.size() <= MAX_HINTS, at, hints.size(), "at most " + MAX_HINTS);
    for (int i = 0; i < hints.size(); i++) {
      DnsRootHint hint = hints.get(i);
      violations.check(
          Hosts.isAddress(hint.getAddress()),
          at + "[" + i + "].address",
          hint.getAddress(),
          "an IP address");
      violations.check(
          hint.getName().isEmpty() || Hosts.isHost(hint.getName()),
          at + "[" + i + "].name",
          hint.getName(),
          "a host name, or none");
      violations.check(
          hint.getPort() == 0 || Hosts.isPort(hint.getPort()),
          at + "[" + i + "].port",
          Integer.toUnsignedLong(hint.getPort()),
          "1 to 65535, or 0 for 53");
    }
  }

  private void checkExpectation(String at, DnsExpectation expect) {
    checkData(at + "exact", expect.getExactList());
    checkData(at + "contains", expect.getContainsList());
    violations.check(
        expect.getMatchesCount() <= MAX_PATTERNS,
        at + "matches",
        expect.getMatchesCount(),
        "at most " + MAX_PATTERNS);
    for (int i = 0; i < expect.getMatchesCount(); i++) {
      violations.check(
          isPattern(expect.getMatches(i)),
          at + "matches[" + i + "]",
          expect.getMatches(i),
          "a regular expression, at most " + MAX_PATTERN + " characters");
    }
    if (expect.hasMinAnswers() && expect.hasMaxAnswers()) {
      violations.check(
          Integer.compareUnsigned(expect.getMinAnswers(), expect.getMaxAnswers()) <= 0,
          at + "max_answers",
          Integer.toUnsignedLong(expect.getMaxAnswers()),
          "at least min_answers, which is " + Integer.toUnsignedString(expect.getMinAnswers()));
    }
  }

  private void checkData(String field, List<String> data) {
    violations.check(data.size() <= MAX_RECORDS, field, data.size(), "at most " + MAX_RECORDS);
    for (int i = 0; i < data.size(); i++) {
      violations.check(
          !data.get(i).isBlank() && data.get(i).length() <= MAX_DATA,
          field + "[" + i + "]",
          data.get(i),
          "data of a record as in a zone file, at most " + MAX_DATA + " characters");
    }
  }

  private static boolean isPattern(String text) {
    try {
      Pattern.compile(text);
      return !text.isEmpty() && text.length() <= MAX_PATTERN;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
