package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.AddressSelection;
import dev.foureyes.proto.common.v1.BasicAuth;
import dev.foureyes.proto.common.v1.HttpAssertion;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.HttpProxy;
import dev.foureyes.proto.common.v1.HttpTiming;
import dev.foureyes.proto.common.v1.HttpVersion;
import dev.foureyes.proto.common.v1.SecretRef;
import dev.foureyes.proto.common.v1.TextCondition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options of {@code probe http} besides those of the request: who asks, by which way, and what is
 * expected.
 */
final class HttpFlags {

  private static final Flag USER =
      Flag.option(
          "--user", "USER:SECRET", "basic authentication; the password is a secret of the\nnode");
  private static final Flag DIGEST =
      Flag.option("--digest", "USER:SECRET", "digest authentication, likewise");
  private static final Flag BEARER =
      Flag.option("--bearer", "SECRET", "bearer token, a secret of the node");
  private static final Flag HTTP_VERSION =
      Flag.option("--http", "VERSION", "1.1 or 2; default: 2 where the server offers it");
  private static final Flag MAX_BODY =
      Flag.option("--max-body", "BYTES", "how much of a body is read; default 1,048,576");
  private static final Flag RESOLVER =
      Flag.option("--resolver", "ADDRESS", "DNS server to ask, with an optional :PORT");
  private static final Flag ADDRESSES =
      Flag.option(
          "--addresses",
          "WHICH",
          "of the host: first, random (one by chance) or each; default\nfirst");
  private static final Flag PROXY = Flag.option("--proxy", "HOST:PORT", "go through this proxy");
  private static final Flag PROXY_USER =
      Flag.option("--proxy-user", "USER:SECRET", "for the proxy");
  private static final Flag EXPECT_BODY =
      Flag.option("--expect-body", "PATTERN", "what the body must match (RE2)").repeated();
  private static final Flag REJECT_BODY =
      Flag.option("--reject-body", "PATTERN", "what the body must not match").repeated();
  private static final Flag EXPECT_HEADER =
      Flag.option("--expect-header", "'NAME: PATTERN'", "what a header must match").repeated();
  private static final Flag EXPECT_JSON =
      Flag.option("--expect-json", "PATH=VALUE", "what a value must be, as in $.status=ok")
          .repeated();
  private static final Flag MAX_TIME =
      Flag.option(
              "--max-time",
              "PHASE=MS",
              "dns, connect, tls, send, wait, receive, response\nor total")
          .repeated();

  static final List<Flag> ALL =
      List.of(
          USER,
          DIGEST,
          BEARER,
          HTTP_VERSION,
          MAX_BODY,
          RESOLVER,
          ADDRESSES,
          PROXY,
          PROXY_USER,
          EXPECT_HEADER,
          EXPECT_BODY,
          REJECT_BODY,
          EXPECT_JSON,
          MAX_TIME);

  private static final Pattern MILLIS = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?");
  private static final String TIMING = "HTTP_TIMING_";

  private HttpFlags() {}

  static Map<String, String> fieldNames() {
    Map<String, String> names = new HashMap<>(TlsFlags.fieldNames("http.tls_options"));
    names.putAll(
        Map.of(
            "http.version", HTTP_VERSION.name(),
            "http.max_body_bytes", MAX_BODY.name(),
            "http.resolver", RESOLVER.name(),
            "http.address_selection", ADDRESSES.name(),
            "http.auth.bearer.name", BEARER.name(),
            "http.auth.basic.user", USER.name(),
            "http.auth.basic.password.name", USER.name()));
    names.putAll(
        Map.of(
            "http.auth.digest.user", DIGEST.name(),
            "http.auth.digest.password.name", DIGEST.name(),
            "http.proxy.host", PROXY.name(),
            "http.proxy.port", PROXY.name()));
    return names;
  }

  static void into(HttpProbe.Builder http, Arguments arguments) throws UsageException {
    if (TlsFlags.areGiven(arguments)) {
      http.setTlsOptions(TlsFlags.options(arguments));
    }
    arguments.notBoth(USER, BEARER);
    arguments.notBoth(USER, DIGEST);
    arguments.notBoth(DIGEST, BEARER);
    arguments
        .<BasicAuth>value(USER, HttpFlags::basic)
        .ifPresent(basic -> http.getAuthBuilder().setBasic(basic));
    arguments
        .<BasicAuth>value(DIGEST, HttpFlags::basic)
        .ifPresent(typed ->
            http.getAuthBuilder()
                .getDigestBuilder()
                .setUser(typed.getUser())
                .setPassword(typed.getPassword()));
    arguments
        .value(BEARER, text -> text)
        .ifPresent(name -> http.getAuthBuilder().getBearerBuilder().setName(name));
    http.setVersion(
            arguments
                .<HttpVersion>value(HTTP_VERSION, HttpFlags::version)
                .orElse(HttpVersion.HTTP_VERSION_UNSPECIFIED))
        .setMaxBodyBytes(arguments.value(MAX_BODY, HttpFlags::bytes).orElse(0))
        .setResolver(arguments.value(RESOLVER, text -> text).orElse(""))
        .setAddressSelection(
            arguments
                .<AddressSelection>value(ADDRESSES, HttpFlags::addresses)
                .orElse(AddressSelection.ADDRESS_SELECTION_UNSPECIFIED));
    arguments.<HttpProxy.Builder>value(PROXY, HttpFlags::proxy).ifPresent(http::setProxy);
    arguments
        .<BasicAuth>value(PROXY_USER, HttpFlags::basic)
        .ifPresent(basic -> http.getProxyBuilder().setAuth(basic));
    http.addAllAssertions(arguments.values(EXPECT_HEADER, HttpFlags::header))
        .addAllAssertions(
            arguments.values(
                EXPECT_BODY, text -> body(TextCondition.newBuilder().setMatches(text))))
        .addAllAssertions(
            arguments.values(
                REJECT_BODY, text -> body(TextCondition.newBuilder().setNotMatches(text))))
        .addAllAssertions(arguments.values(EXPECT_JSON, HttpFlags::json))
        .addAllAssertions(arguments.values(MAX_TIME, HttpFlags::time));
  }

  private static BasicAuth basic(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          text + " (expected: USER:SECRET, where SECRET is the name of a secret of the node)");
    }
    return BasicAuth.newBuilder()
        .setUser(text.substring(0, colon))
        .setPassword(SecretRef.newBuilder().setName(text.substring(colon + 1)))
        .build();
  }

  private static HttpVersion version(String text) {
    return switch (text) {
      case "1.1" -> HttpVersion.HTTP_VERSION_1_1;
      case "2" -> HttpVersion.HTTP_VERSION_2;
      default -> throw new IllegalArgumentException(text + " (expected: 1.1 or 2)");
    };
  }

  private static AddressSelection addresses(String text) {
    return switch (text) {
      case "first" -> AddressSelection.ADDRESS_SELECTION_UNSPECIFIED;
      case "random" -> AddressSelection.ADDRESS_SELECTION_RANDOM;
      case "each" -> AddressSelection.ADDRESS_SELECTION_EACH;
      default -> throw new IllegalArgumentException(text + " (expected: first, random or each)");
    };
  }

  private static int bytes(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(text + " (expected: a number of bytes)");
    }
    return Integer.parseInt(text);
  }

  private static HttpProxy.Builder proxy(String text) {
    try {
      HostPort proxy = HostPort.parse("HOST:PORT", text);
      return HttpProxy.newBuilder().setHost(proxy.host()).setPort(proxy.port());
    } catch (UsageException e) {
      throw new IllegalArgumentException(text + " (expected: " + HostPort.EXPECTED + ")", e);
    }
  }

  private static HttpAssertion body(TextCondition.Builder condition) {
    return HttpAssertion.newBuilder().setBody(condition).build();
  }

  private static HttpAssertion header(String text) {
    var header = Values.header(text);
    HttpAssertion.Builder assertion = HttpAssertion.newBuilder();
    assertion
        .getHeaderBuilder()
        .setName(header.getName())
        .getConditionBuilder()
        .setMatches(header.getValue());
    return assertion.build();
  }

  private static HttpAssertion json(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(text + " (expected: PATH=VALUE, for example $.status=ok)");
    }
    HttpAssertion.Builder assertion = HttpAssertion.newBuilder();
    assertion
        .getJsonBuilder()
        .setPath(text.substring(0, equals))
        .getConditionBuilder()
        .setEquals(text.substring(equals + 1));
    return assertion.build();
  }

  private static HttpAssertion time(String text) {
    int equals = text.indexOf('=');
    Matcher millis = MILLIS.matcher(text.substring(equals + 1));
    if (equals < 1 || !millis.matches()) {
      throw new IllegalArgumentException(text + " (expected: PHASE=MS, for example response=200)");
    }
    String phase = text.substring(0, equals);
    HttpAssertion.Builder assertion = HttpAssertion.newBuilder();
    assertion
        .getTimeBuilder()
        .setTiming(
            phase.equals("total")
                ? HttpTiming.HTTP_TIMING_UNSPECIFIED
                : Values.oneOf(Values.meant(HttpTiming.values()), TIMING, phase))
        .setMaxMs(Double.parseDouble(millis.group()));
    return assertion.build();
  }
}
