package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.StatusRange;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** What probes of web addresses have in common. */
final class Urls {

  private static final int MAX_URL = 2_048;
  private static final int MAX_STATUS_RANGES = 16;

  private Urls() {}

  /** An absolute http or https URL. */
  static void check(Violations violations, String field, String url) {
    String expected =
        "an absolute URL such as https://www.example.org/path, at most " + MAX_URL + " characters";
    try {
      URI uri = new URI(url);
      boolean scheme =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      boolean port = uri.getPort() == -1 || Hosts.isPort(uri.getPort());
      boolean good =
          scheme
              && uri.getHost() != null
              && port
              && uri.getUserInfo() == null
              && url.length() <= MAX_URL;
      violations.check(
          good,
          field,
          url,
          expected + (uri.getUserInfo() == null ? "" : ", without user name and password"));
    } catch (URISyntaxException e) {
      violations.add(field, url, expected);
    }
  }

  /** Status codes that count as success. */
  static void checkStatus(Violations violations, String field, List<StatusRange> ranges) {
    violations.check(
        ranges.size() <= MAX_STATUS_RANGES, field, ranges.size(), "at most " + MAX_STATUS_RANGES);
    for (int i = 0; i < ranges.size(); i++) {
      StatusRange range = ranges.get(i);
      violations.check(
          range.getFirst() >= 100 && range.getFirst() <= range.getLast() && range.getLast() <= 599,
          field + "[" + i + "]",
          Integer.toUnsignedString(range.getFirst())
              + "-"
              + Integer.toUnsignedString(range.getLast()),
          "first and last from 100 to 599, in that order");
    }
  }
}
