package dev.foureyes.rest.transcoder;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps other web sites from using a visitor's session: a request that changes something and
 * carries a cookie must come from our own pages. Browsers say so themselves (Fetch Metadata, or
 * Origin where that is missing); programs send neither, and no cookies.
 */
final class CrossSite {

  private static final Set<String> SAFE_VERBS = Set.of("GET", "HEAD", "OPTIONS");

  private CrossSite() {}

  static boolean isForgery(HttpServletRequest http) {
    if (SAFE_VERBS.contains(http.getMethod()) || http.getHeader("Cookie") == null) {
      return false;
    }
    String site = http.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    return Optional.ofNullable(http.getHeader("Origin"))
        .map(origin -> !sameHost(origin, String.valueOf(http.getHeader("Host"))))
        .orElse(false);
  }

  private static boolean sameHost(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
