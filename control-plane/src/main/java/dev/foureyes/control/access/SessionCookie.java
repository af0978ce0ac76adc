package dev.foureyes.control.access;

import java.time.Duration;
import java.util.Optional;

/**
 * The cookie that carries a session's token. Scripts cannot read it, and other sites cannot make
 * browsers send it with a change.
 */
final class SessionCookie {

  static final String NAME = "foureyes_session";

  private SessionCookie() {}

  static String set(String token, Duration lifetime, boolean secure) {
    return NAME
        + "="
        + token
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
        + lifetime.toSeconds()
        + (secure ? "; Secure" : "");
  }

  static String clear() {
    return NAME + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
  }

  /** The token in a Cookie header. */
  static Optional<String> read(String header) {
    for (String cookie : header.split(";", -1)) {
      String[] parts = cookie.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(NAME) && !parts[1].isEmpty()) {
        return Optional.of(parts[1]);
      }
    }
    return Optional.empty();
  }
}
