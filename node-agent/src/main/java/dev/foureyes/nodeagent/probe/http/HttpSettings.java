package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.HttpHeader;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.StatusRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.ByteString;

/**
 * An HTTP test's configuration, checked.
 *
 * @param body empty for none
 * @param maxRedirects 0 to follow none
 * @param expected never none
 */
record HttpSettings(
    HttpUrl url,
    String method,
    Headers headers,
    ByteString body,
    int maxRedirects,
    List<StatusRange> expected,
    AddressFamily family,
    ResponseChecks checks,
    HttpOptions options) {

  private static final int MAX_URL = 2048;
  private static final int MAX_HEADERS = 32;
  private static final int MAX_BODY = 65_536;
  private static final int MAX_REDIRECTS = 20;
  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "content-length", "connection", "transfer-encoding");
  private static final StatusRange DEFAULT_EXPECTED =
      StatusRange.newBuilder().setFirst(200).setLast(399).build();

  static HttpSettings of(HttpProbe config) throws InvalidProbeException {
    String method = method(config);
    return new HttpSettings(
        url(config.getUrl()),
        method,
        headers(config),
        body(config.getBody(), method),
        maxRedirects(config.getMaxRedirects()),
        expected(config.getExpectedStatusList()),
        config.getAddressFamily(),
        ResponseChecks.of(config.getAssertionsList()),
        HttpOptions.of(config));
  }

  private static HttpUrl url(String text) throws InvalidProbeException {
    HttpUrl url = text.length() > MAX_URL ? null : HttpUrl.parse(text);
    if (url == null) {
      throw new InvalidProbeException(
          "http.url: '"
              + cut(text)
              + "' (expected: an absolute http or https URL of at most "
              + MAX_URL
              + " characters)");
    }
    return url;
  }

  private static String cut(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private static String method(HttpProbe config) throws InvalidProbeException {
    return switch (config.getMethod()) {
      case HTTP_METHOD_UNSPECIFIED, HTTP_METHOD_GET -> "GET";
      case HTTP_METHOD_HEAD -> "HEAD";
      case HTTP_METHOD_POST -> "POST";
      case HTTP_METHOD_PUT -> "PUT";
      case HTTP_METHOD_PATCH -> "PATCH";
      case HTTP_METHOD_DELETE -> "DELETE";
      case HTTP_METHOD_OPTIONS -> "OPTIONS";
      case UNRECOGNIZED ->
          throw new InvalidProbeException(
              "http.method: "
                  + config.getMethodValue()
                  + " (expected: one that this version of the agent knows)");
    };
  }

  private static Headers headers(HttpProbe config) throws InvalidProbeException {
    List<HttpHeader> headers = config.getHeadersList();
    if (headers.size() > MAX_HEADERS) {
      throw new InvalidProbeException(
          "http.headers: " + headers.size() + " (expected: at most " + MAX_HEADERS + ")");
    }
    Headers.Builder checked = new Headers.Builder();
    for (HttpHeader header : headers) {
      if (OWN_HEADERS.contains(header.getName().toLowerCase(Locale.ROOT))) {
        throw new InvalidProbeException(
            "http.headers: " + header.getName() + " (expected: none that the node sets itself)");
      }
      if (config.hasAuth() && header.getName().equalsIgnoreCase("Authorization")) {
        throw new InvalidProbeException(
            "http.headers: Authorization (expected: none where auth is given)");
      }
      try {
        checked.add(header.getName(), header.getValue());
      } catch (IllegalArgumentException e) {
        throw new InvalidProbeException(
            "http.headers: '"
                + cut(header.getName())
                + "' (expected: a name and value that HTTP allows)");
      }
    }
    return checked.build();
  }

  private static ByteString body(String text, String method) throws InvalidProbeException {
    ByteString body = ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    if (body.size() > MAX_BODY) {
      throw new InvalidProbeException(
          "http.body: " + body.size() + " bytes (expected: at most " + MAX_BODY + ")");
    }
    if (body.size() > 0 && (method.equals("GET") || method.equals("HEAD"))) {
      throw new InvalidProbeException(
          "http.body: " + body.size() + " bytes (expected: none with " + method + ")");
    }
    return body;
  }

  private static int maxRedirects(int unsigned) throws InvalidProbeException {
    if (Integer.compareUnsigned(unsigned, MAX_REDIRECTS) > 0) {
      throw new InvalidProbeException(
          "http.max_redirects: "
              + Integer.toUnsignedLong(unsigned)
              + " (expected: at most "
              + MAX_REDIRECTS
              + ")");
    }
    return unsigned;
  }

  private static List<StatusRange> expected(List<StatusRange> ranges) throws InvalidProbeException {
    for (StatusRange range : ranges) {
      if (range.getFirst() < FIRST_STATUS
          || range.getLast() > LAST_STATUS
          || range.getLast() < range.getFirst()) {
        throw new InvalidProbeException(
            "http.expected_status: "
                + range.getFirst()
                + " to "
                + range.getLast()
                + " (expected: within 100 to 599)");
      }
    }
    return ranges.isEmpty() ? List.of(DEFAULT_EXPECTED) : List.copyOf(ranges);
  }

  boolean isExpected(int status) {
    return expected.stream()
        .anyMatch(range -> range.getFirst() <= status && status <= range.getLast());
  }

  /** The expected codes for people, for example "200 to 399". */
  String expectedText() {
    StringBuilder text = new StringBuilder();
    for (StatusRange range : expected) {
      text.append(text.isEmpty() ? "" : ", ").append(range.getFirst());
      if (range.getLast() != range.getFirst()) {
        text.append(" to ").append(range.getLast());
      }
    }
    return text.toString();
  }
}
