package dev.foureyes.nodeagent.probe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.SecretValues;
import dev.foureyes.nodeagent.probe.http.HttpOptions.Auth;
import dev.foureyes.nodeagent.probe.http.HttpOptions.Basic;
import dev.foureyes.nodeagent.probe.http.HttpOptions.Bearer;
import dev.foureyes.nodeagent.probe.http.HttpOptions.Digest;
import dev.foureyes.nodeagent.probe.http.HttpOptions.ProxyServer;
import dev.foureyes.nodeagent.probe.tls.TlsClient;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.results.v1.AssertionResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;

/**
 * What the secrets of a test are in one run. They are read anew for each, and taken out of the
 * result again: a server can send back what it was sent.
 *
 * @param authorization value of the header for the target, where it is known beforehand
 * @param digest what answers the target's challenges
 * @param proxyAuthorization value of the header for the proxy
 */
record Credentials(
    Optional<String> authorization,
    Optional<DigestLogin> digest,
    Optional<String> proxyAuthorization,
    Optional<KeyManager> identity,
    List<String> secretTexts) {

  private static final String HIDDEN = "(secret)";

  /**
   * Reads them.
   *
   * @throws ProbeFailedException when one is not there
   */
  static Credentials of(HttpOptions options, Secrets secrets) throws ProbeFailedException {
    List<String> texts = new ArrayList<>();
    Optional<Auth> auth = options.auth();
    Optional<Auth> proxyAuth = options.proxy().flatMap(ProxyServer::auth).map(basic -> basic);
    Optional<String> name = options.tls().clientSecret();
    Credentials all =
        new Credentials(
            auth.isPresent() ? header(auth.get(), secrets, texts) : Optional.empty(),
            auth.isPresent() ? digest(auth.get(), secrets, texts) : Optional.empty(),
            proxyAuth.isPresent() ? header(proxyAuth.get(), secrets, texts) : Optional.empty(),
            name.isPresent()
                ? Optional.of(TlsClient.identity(name.get(), secrets))
                : Optional.empty(),
            texts);
    texts.sort(Comparator.comparingInt(String::length).reversed()); // the longest first
    return all;
  }

  private static Optional<DigestLogin> digest(Auth auth, Secrets secrets, List<String> texts)
      throws ProbeFailedException {
    if (!(auth instanceof Digest digest)) {
      return Optional.empty();
    }
    String password = SecretValues.of(digest.passwordSecret(), secrets);
    texts.add(password);
    return Optional.of(new DigestLogin(digest.user(), password));
  }

  private static Optional<String> header(Auth auth, Secrets secrets, List<String> texts)
      throws ProbeFailedException {
    return switch (auth) {
      case Basic basic -> {
        String password = SecretValues.of(basic.passwordSecret(), secrets);
        String both =
            Base64.getEncoder().encodeToString((basic.user() + ":" + password).getBytes(UTF_8));
        texts.add(password);
        texts.add(both);
        yield Optional.of("Basic " + both);
      }
      case Bearer bearer -> {
        String token = SecretValues.of(bearer.tokenSecret(), secrets);
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
          throw new ProbeFailedException(
              new Failure(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                  "secret '"
                      + bearer.tokenSecret()
                      + "' is no token (expected: visible ASCII characters only)"));
        }
        texts.add(token);
        yield Optional.of("Bearer " + token);
      }
      case Digest _ -> Optional.empty(); // answers a challenge
    };
  }

  Failure hide(Failure failure) {
    return secretTexts.isEmpty()
        ? failure
        : new Failure(failure.fault(), failure.phase(), hidden(failure.sentence()));
  }

  /** Takes secrets out of all that a server had a say in. */
  HttpResult hide(HttpResult.Builder result) {
    if (secretTexts.isEmpty()) {
      return result.build();
    }
    UnaryOperator<String> hide = this::hidden;
    result.setFinalUrl(hide.apply(result.getFinalUrl()));
    for (HttpHop.Builder hop : result.getHopsBuilderList()) {
      hop.setUrl(hide.apply(hop.getUrl()));
    }
    for (AssertionResult.Builder assertion : result.getAssertionsBuilderList()) {
      assertion.setActual(hide.apply(assertion.getActual()));
    }
    return result.build();
  }

  private String hidden(String text) {
    String hidden = text;
    for (String secret : secretTexts) {
      hidden = hidden.replace(secret, HIDDEN);
    }
    return hidden;
  }
}
