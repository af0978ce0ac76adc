package dev.foureyes.nodeagent.probe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.probe.ProbeFailedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Challenge;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Digest authentication (RFC 7616) within one conversation: the first request goes without it, and
 * those after the server's challenge with it, each with the next number of the nonce. Nothing is
 * kept for later runs, or they would measure something else than the first.
 */
final class DigestSession {

  private static final String AUTHORIZATION = "Authorization";

  private final DigestLogin login;
  private final Supplier<String> nonces;
  private Optional<DigestChallenge> challenge = Optional.empty();
  private String clientNonce = "";
  private int count;

  /**
   * @param nonces of the client, each another that nobody can guess
   */
  DigestSession(DigestLogin login, Supplier<String> nonces) {
    this.login = login;
    this.nonces = nonces;
  }

  /** The request with an answer to the challenge; as it is where there was none yet. */
  Request signed(Request request) {
    if (challenge.isEmpty()) {
      return request;
    }
    String value = answer(challenge.get(), request.method(), target(request.url()));
    return request
        .newBuilder()
        .headers(
            request
                .headers()
                .newBuilder()
                .removeAll(AUTHORIZATION)
                .addUnsafeNonAscii(AUTHORIZATION, value) // realms may be in any language
                .build())
        .build();
  }

  /**
   * Takes the challenge of a response with the status 401.
   *
   * @return whether the request is worth another try with it
   * @throws ProbeFailedException when the node cannot answer it
   */
  boolean take(List<Challenge> challenges) throws ProbeFailedException {
    Optional<DigestChallenge> next = DigestChallenge.of(challenges);
    if (next.isEmpty() || (challenge.isPresent() && !next.get().isStale())) {
      return false; // another scheme, or the password is wrong
    }
    challenge = next;
    clientNonce = nonces.get();
    count = 0;
    return true;
  }

  /** What the request line has, without the host (RFC 9112, 3.2.1). */
  private static String target(HttpUrl url) {
    String query = url.encodedQuery();
    return query == null ? url.encodedPath() : url.encodedPath() + "?" + query;
  }

  private String answer(DigestChallenge asked, String method, String target) {
    String number = String.format(Locale.ROOT, "%08x", ++count);
    String hash = asked.hash();
    String password = digest(hash, login.user() + ":" + asked.realm() + ":" + login.password());
    String key =
        asked.isSession()
            ? digest(hash, password + ":" + asked.nonce() + ":" + clientNonce)
            : password;
    String response =
        digest(
            hash,
            String.join(
                ":",
                key,
                asked.nonce(),
                number,
                clientNonce,
                "auth",
                digest(hash, method + ":" + target)));
    StringBuilder header =
        new StringBuilder("Digest ")
            .append(user())
            .append(", realm=")
            .append(quoted(asked.realm()))
            .append(", uri=")
            .append(quoted(target))
            .append(asked.algorithm().map(name -> ", algorithm=" + name).orElse(""))
            .append(", nonce=")
            .append(quoted(asked.nonce()))
            .append(", nc=")
            .append(number)
            .append(", cnonce=")
            .append(quoted(clientNonce))
            .append(", qop=auth, response=")
            .append(quoted(response));
    asked.opaque().ifPresent(opaque -> header.append(", opaque=").append(quoted(opaque)));
    return header.toString();
  }

  /** Names that are not of ASCII have a parameter of their own (RFC 8187). */
  private String user() {
    if (login.user().chars().allMatch(c -> c < 0x80)) {
      return "username=" + quoted(login.user());
    }
    StringBuilder encoded = new StringBuilder("username*=UTF-8''");
    for (byte each : login.user().getBytes(UTF_8)) {
      boolean isPlain =
          (each >= '0' && each <= '9')
              || (each >= 'A' && each <= 'Z')
              || (each >= 'a' && each <= 'z');
      encoded.append(
          isPlain
              ? String.valueOf((char) each)
              : "%" + HexFormat.of().withUpperCase().toHexDigits(each));
    }
    return encoded.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String digest(String hash, String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + hash, e);
    }
  }
}
