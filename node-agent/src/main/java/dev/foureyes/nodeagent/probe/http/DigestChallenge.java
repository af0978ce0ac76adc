package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Challenge;

/**
 * A server's question for a digest (RFC 7616, section 3.3), of those that the node can answer.
 *
 * @param algorithm as the server wrote it; absent for its default, MD5
 * @param isSession whether the password's digest is made anew with each nonce
 * @param isStale whether only the nonce of the answer before was wrong
 */
record DigestChallenge(
    String realm,
    String nonce,
    Optional<String> opaque,
    Optional<String> algorithm,
    String hash,
    boolean isSession,
    boolean isStale) {

  /** Parameters are sent back; a server must not make requests as large as it likes. */
  private static final int MAX_CHARS = 4096;

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  /** By its name in a challenge, in upper case. */
  private static final Map<String, String> HASHES = Map.of("MD5", "MD5", "SHA-256", "SHA-256");

  private static final String SESSION = "-SESS";

  /**
   * The first that the node can answer: servers name the one that they like best first.
   *
   * @return absent when the server does not ask for a digest
   * @throws ProbeFailedException when it asks for nothing but digests that the node cannot make
   */
  static Optional<DigestChallenge> of(List<Challenge> challenges) throws ProbeFailedException {
    Optional<ProbeFailedException> refusal = Optional.empty();
    for (Challenge each : challenges) {
      if (each.scheme().equalsIgnoreCase("Digest")) {
        try {
          return Optional.of(of(parameters(each)));
        } catch (ProbeFailedException e) {
          refusal = refusal.or(() -> Optional.of(e));
        }
      }
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return Optional.empty();
  }

  private static Map<String, String> parameters(Challenge challenge) {
    Map<String, String> parameters = new HashMap<>();
    challenge
        .authParams()
        .forEach((name, value) -> {
          if (name != null) { // a token in place of parameters has no name
            parameters.put(name.toLowerCase(Locale.ROOT), value);
          }
        });
    return parameters;
  }

  private static DigestChallenge of(Map<String, String> parameters) throws ProbeFailedException {
    Optional<String> algorithm = Optional.ofNullable(parameters.get("algorithm"));
    String name = algorithm.orElse("MD5").toUpperCase(Locale.ROOT);
    boolean isSession = name.endsWith(SESSION);
    String hash =
        HASHES.get(isSession ? name.substring(0, name.length() - SESSION.length()) : name);
    if (hash == null) {
      throw refused("algorithm", algorithm.orElse(""), "MD5 or SHA-256, also with -sess");
    }
    String qop = parameters.getOrDefault("qop", "");
    if (Stream.of(COMMA.split(qop.strip(), -1)).noneMatch("auth"::equalsIgnoreCase)) {
      throw refused("qop", qop, "auth");
    }
    if (parameters.getOrDefault("userhash", "false").equalsIgnoreCase("true")) {
      throw refused("userhash", "true", "false: the node sends the user's name as it is");
    }
    return new DigestChallenge(
        parameter(parameters, "realm").orElse(""),
        parameter(parameters, "nonce")
            .orElseThrow(() -> refused("nonce", "", "one that is not empty")),
        parameter(parameters, "opaque"),
        algorithm,
        hash,
        isSession,
        parameters.getOrDefault("stale", "false").equalsIgnoreCase("true"));
  }

  private static Optional<String> parameter(Map<String, String> parameters, String name)
      throws ProbeFailedException {
    String value = parameters.get(name);
    if (value != null
        && (value.length() > MAX_CHARS || value.chars().anyMatch(Character::isISOControl))) {
      throw refused(
          name, value, "at most " + MAX_CHARS + " characters, none of them a control character");
    }
    return Optional.ofNullable(value);
  }

  private static ProbeFailedException refused(String name, String value, String expected) {
    return new ProbeFailedException(
        new Failure(
            Fault.FAULT_CONFIG,
            ErrorPhase.ERROR_PHASE_STATUS,
            "the server asks for digest authentication that the node does not know: "
                + name
                + ": "
                + ShownText.quoted(value)
                + " (expected: "
                + expected
                + ")"));
  }
}
