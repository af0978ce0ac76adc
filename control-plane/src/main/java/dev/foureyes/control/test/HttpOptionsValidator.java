package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.AddressSelection;
import dev.foureyes.proto.common.v1.BasicAuth;
import dev.foureyes.proto.common.v1.DigestAuth;
import dev.foureyes.proto.common.v1.HttpAssertion;
import dev.foureyes.proto.common.v1.HttpHeader;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.HttpSizeAssertion;
import dev.foureyes.proto.common.v1.HttpTimeAssertion;
import dev.foureyes.proto.common.v1.HttpTiming;
import dev.foureyes.proto.common.v1.HttpVersion;
import java.util.regex.Pattern;

/** What an HTTP test asks for besides its request. */
final class HttpOptionsValidator {

  private static final int MAX_ASSERTIONS = 32;
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final int MAX_USER = 256;
  private static final int MAX_PATH = 256;
  private static final double MAX_MS = 600_000;
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final Pattern HOST_LETTERS = Pattern.compile(".*[g-zG-Z_].*");

  private final Violations violations;
  private final Conditions conditions;

  HttpOptionsValidator(Violations violations) {
    this.violations = violations;
    this.conditions = new Conditions(violations);
  }

  void check(String at, HttpProbe http) {
    conditions.tls(at + "tls_options", http.getTlsOptions());
    violations.check(
        http.getVersion() != HttpVersion.UNRECOGNIZED,
        at + "version",
        http.getVersionValue(),
        "a known version");
    violations.check(
        http.getMaxBodyBytes() >= 0 && http.getMaxBodyBytes() <= MAX_BODY_BYTES,
        at + "max_body_bytes",
        Integer.toUnsignedLong(http.getMaxBodyBytes()),
        "0 to " + MAX_BODY_BYTES);
    String resolver = http.getResolver();
    violations.check(
        resolver.isEmpty()
            || (Hosts.isServer(resolver) && !HOST_LETTERS.matcher(resolver).matches()),
        at + "resolver",
        resolver,
        "an IP address, with an optional :port");
    addresses(at, http);
    auth(at, http);
    proxy(at, http);
    violations.check(
        http.getAssertionsCount() <= MAX_ASSERTIONS,
        at + "assertions",
        http.getAssertionsCount(),
        "at most " + MAX_ASSERTIONS);
    for (int i = 0; i < http.getAssertionsCount(); i++) {
      assertion(at + "assertions[" + i + "]", http.getAssertions(i));
    }
  }

  private void addresses(String at, HttpProbe http) {
    AddressSelection addresses = http.getAddressSelection();
    violations.check(
        addresses != AddressSelection.UNRECOGNIZED,
        at + "address_selection",
        http.getAddressSelectionValue(),
        "a known selection");
    violations.check(
        !http.hasProxy() || addresses == AddressSelection.ADDRESS_SELECTION_UNSPECIFIED,
        at + "address_selection",
        addresses.name(),
        "none with a proxy, which chooses the address itself");
  }

  private void auth(String at, HttpProbe http) {
    if (!http.hasAuth()) {
      return;
    }
    switch (http.getAuth().getSchemeCase()) {
      case BASIC -> basic(at + "auth.basic", http.getAuth().getBasic());
      case DIGEST -> {
        DigestAuth digest = http.getAuth().getDigest();
        user(at + "auth.digest", digest.getUser());
        conditions.secret(at + "auth.digest.password", digest.getPassword());
      }
      case BEARER -> conditions.secret(at + "auth.bearer", http.getAuth().getBearer());
      case SCHEME_NOT_SET -> violations.missing(at + "auth", "one of basic, bearer and digest");
    }
    for (HttpHeader header : http.getHeadersList()) {
      violations.check(
          !header.getName().equalsIgnoreCase("Authorization"),
          at + "headers",
          header.getName(),
          "none of that name where auth is given");
    }
  }

  private void basic(String field, BasicAuth auth) {
    user(field, auth.getUser());
    conditions.secret(field + ".password", auth.getPassword());
  }

  private void user(String field, String user) {
    violations.check(
        user.length() <= MAX_USER
            && !user.contains(":")
            && user.chars().noneMatch(Character::isISOControl),
        field + ".user",
        user,
        "at most " + MAX_USER + " characters without a colon");
  }

  private void proxy(String at, HttpProbe http) {
    if (!http.hasProxy()) {
      return;
    }
    violations.check(
        Hosts.isHost(http.getProxy().getHost()),
        at + "proxy.host",
        http.getProxy().getHost(),
        "a host name or an IP address, at most " + Hosts.MAX_CHARS + " characters");
    violations.check(
        Hosts.isPort(http.getProxy().getPort()),
        at + "proxy.port",
        Integer.toUnsignedLong(http.getProxy().getPort()),
        "1 to 65535");
    if (http.getProxy().hasAuth()) {
      basic(at + "proxy.auth", http.getProxy().getAuth());
    }
  }

  private void assertion(String field, HttpAssertion assertion) {
    switch (assertion.getAssertionCase()) {
      case HEADER -> {
        violations.check(
            HEADER_NAME.matcher(assertion.getHeader().getName()).matches(),
            field + ".header.name",
            assertion.getHeader().getName(),
            "a header name (RFC 9110)");
        conditions.text(field + ".header.condition", assertion.getHeader().getCondition());
      }
      case BODY -> conditions.text(field + ".body", assertion.getBody());
      case JSON -> {
        String path = assertion.getJson().getPath();
        violations.check(
            path.startsWith("$") && path.length() <= MAX_PATH,
            field + ".json.path",
            path,
            "a JSONPath such as $.items[0].name, at most " + MAX_PATH + " characters");
        conditions.text(field + ".json.condition", assertion.getJson().getCondition());
      }
      case BODY_BYTES -> size(field + ".body_bytes", assertion.getBodyBytes());
      case TIME -> time(field + ".time", assertion.getTime());
      case ASSERTION_NOT_SET ->
          violations.missing(field, "one of header, body, json, body_bytes and time");
    }
  }

  private void size(String field, HttpSizeAssertion size) {
    violations.check(
        size.hasMin() || size.hasMax(), field, "neither min nor max", "min, max or both");
    violations.check(
        !size.hasMax() || Integer.compareUnsigned(size.getMin(), size.getMax()) <= 0,
        field,
        Integer.toUnsignedString(size.getMin()) + "-" + Integer.toUnsignedString(size.getMax()),
        "min and max, in that order");
  }

  private void time(String field, HttpTimeAssertion time) {
    violations.check(
        time.getTiming() != HttpTiming.UNRECOGNIZED,
        field + ".timing",
        time.getTimingValue(),
        "a known timing");
    violations.check(
        time.getMaxMs() > 0 && time.getMaxMs() <= MAX_MS,
        field + ".max_ms",
        time.getMaxMs(),
        "more than 0, at most 600000");
  }
}
