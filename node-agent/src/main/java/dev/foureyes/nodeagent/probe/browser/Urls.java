package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** URLs of configurations and pages. */
final class Urls {

  private static final int MAX_URL = 2_048;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private Urls() {}

  /**
   * The URL, when it is one that a test may open.
   *
   * @param field its path, for messages
   */
  static String checked(String field, String url) throws InvalidProbeException {
    if (url.length() > MAX_URL || origin(url).isEmpty() || hasUser(url)) {
      throw new InvalidProbeException(
          field
              + ": "
              + ShownText.quoted(url)
              + " (expected: an absolute http or https URL of at most "
              + MAX_URL
              + " characters, without user and password)");
    }
    return url;
  }

  private static boolean hasUser(String url) {
    try {
      return new URI(url).getRawUserInfo() != null;
    } catch (URISyntaxException e) {
      return true;
    }
  }

  /** Scheme, host and port, as "https://www.example.org:443"; absent for what is no web page. */
  static Optional<String> origin(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean isWeb = scheme.equals("http") || scheme.equals("https");
      if (!isWeb || uri.getHost() == null) {
        return Optional.empty();
      }
      int usual = scheme.equals("http") ? HTTP : HTTPS;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    } catch (URISyntaxException e) {
      return originOfAddressLine(url);
    }
  }

  /** Browsers' URLs may hold characters behind the host that RFC 3986 does not know. */
  private static Optional<String> originOfAddressLine(String url) {
    int host = url.indexOf("://") + 3;
    int path = url.indexOf('/', host);
    return host < 3 || path < 0 || path + 1 >= url.length()
        ? Optional.empty()
        : origin(url.substring(0, path + 1));
  }
}
