package dev.foureyes.nodeagent.probe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.DigestServer;
import dev.foureyes.nodeagent.peers.HostileInput;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpHop;
import dev.foureyes.proto.results.v1.HttpResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Challenge;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest authentication: RFC 7616, and a server of our own. */
class HttpDigestTest {

  private static final Secrets SECRETS =
      name -> Optional.ofNullable(Map.of("pw", DigestServer.PASSWORD, "no", "wrong-one").get(name));

  private static HttpProbe.Builder config(String url, String user, String secret) {
    HttpProbe.Builder config = HttpProbe.newBuilder().setUrl(url);
    config.getAuthBuilder().getDigestBuilder().setUser(user).getPasswordBuilder().setName(secret);
    return config;
  }

  private static HttpRun get(String url) {
    return HttpRun.of(config(url, DigestServer.USER, "pw")).secrets(SECRETS);
  }

  private static List<Challenge> challenges(String... values) {
    Headers.Builder headers = new Headers.Builder();
    List.of(values).forEach(value -> headers.add("WWW-Authenticate", value));
    return new Response.Builder()
        .request(new Request.Builder().url("http://a/").build())
        .protocol(okhttp3.Protocol.HTTP_1_1)
        .code(401)
        .message("")
        .headers(headers.build())
        .build()
        .challenges();
  }

  /** Section 3.9.1. */
  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void exampleOfTheRfc(String algorithm, String response) throws Exception {
    DigestSession session =
        new DigestSession(
            new DigestLogin("Mufasa", "Circle of Life"),
            () -> "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
    assertThat(
            session.take(
                challenges(
                    """
                    Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=%s, \
                    nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", \
                    opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\
                    """
                        .formatted(algorithm))))
        .isTrue();
    Request signed =
        session.signed(new Request.Builder().url("http://www.example.org/dir/index.html").build());
    assertThat(signed.header("Authorization"))
        .isEqualTo(
            """
            Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", \
            algorithm=%s, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
            cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s", \
            opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\
            """
                .formatted(algorithm, response));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MD5", "md5", "MD5-sess", "SHA-256", "SHA-256-sess"})
  void everyAlgorithmIsLetIn(String algorithm) throws Exception {
    try (DigestServer server = DigestServer.with(algorithm)) {
      HttpResult result = get(server.url() + "dir/?q=a%20b&c").run().passed();
      assertThat(server.verdicts()).containsExactly("none", "good");
      assertThat(result.getHopsList()).extracting(HttpHop::getStatus).containsExactly(401, 200);
      assertThat(result.getStatus()).isEqualTo(200);
      assertThat(result.getRedirects()).isZero();
      assertThat(result.toString()).doesNotContain(DigestServer.PASSWORD);
      assertThat(server.requests().getFirst())
          .as("nothing before it is asked for")
          .doesNotContain("Authorization");
    }
  }

  @Test
  void bodyIsSentAgain() throws Exception {
    try (DigestServer server = DigestServer.with("SHA-256")) {
      HttpProbe.Builder config = config(server.url(), DigestServer.USER, "pw");
      config.setMethod(dev.foureyes.proto.common.v1.HttpMethod.HTTP_METHOD_POST).setBody("hello");
      HttpRun.of(config).secrets(SECRETS).run().passed();
      assertThat(server.requests())
          .allSatisfy(head -> assertThat(head).startsWith("POST / ").contains("Length: 5\r\n"));
    }
  }

  @Test
  void redirectToTheSameServerUsesTheNonceOnceMore() throws Exception {
    try (DigestServer server = DigestServer.with("MD5-sess")) {
      HttpResult result = get(server.url() + "from").redirects(1).run().passed();
      assertThat(server.verdicts()).containsExactly("none", "good", "good");
      assertThat(server.requests().get(1)).contains("nc=00000001");
      assertThat(server.requests().get(2)).contains("nc=00000002", "uri=\"/to?b=2\"");
      assertThat(result.getRedirects()).isEqualTo(1);
      assertThat(result.getHopsList()).hasSize(3);
    }
  }

  @Test
  void staleNonceIsTakenForANewOne() throws Exception {
    try (DigestServer server =
        new DigestServer(DigestServer.USER, DigestServer.REALM, "SHA-256", 1)) {
      get(server.url() + "from").redirects(1).run().passed();
      assertThat(server.verdicts()).containsExactly("none", "good", "stale", "good");
      assertThat(server.requests().get(3)).contains("nc=00000001");
    }
    try (DigestServer server =
        new DigestServer(DigestServer.USER, DigestServer.REALM, "SHA-256", 0)) {
      get(server.url())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              "status 401 (expected: 200 to 399)");
      assertThat(server.verdicts()).as("not for ever").containsExactly("none", "stale", "stale");
    }
  }

  @Test
  void wrongPasswordIsTriedOnce() throws Exception {
    try (DigestServer server = DigestServer.with("MD5")) {
      HttpResult result =
          HttpRun.of(config(server.url(), DigestServer.USER, "no"))
              .secrets(SECRETS)
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_STATUS,
                  "status 401 (expected: 200 to 399)");
      assertThat(server.verdicts()).containsExactly("none", "wrong response");
      assertThat(result.getStatus()).isEqualTo(401);
    }
  }

  @Test
  void namesAndRealmsMayBeInAnyLanguage() throws Exception {
    try (DigestServer server =
        new DigestServer("Jäsøn Doe", "Bücher \u2014 privat", "SHA-256", 9)) {
      HttpRun.of(config(server.url(), "Jäsøn Doe", "pw")).secrets(SECRETS).run().passed();
      assertThat(server.requests().get(1))
          .contains("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm=\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "realm=\"a\", nonce=\"b\", qop=\"auth-int\" | qop: 'auth-int' (expected: auth)",
        "realm=\"a\", nonce=\"b\" | qop: '' (expected: auth)",
        "realm=\"a\", nonce=\"b\", qop=\"auth\", userhash=true | userhash: 'true' (expected: false",
        "realm=\"a\", nonce=\"b\", qop=\"auth\", algorithm=SHA-512-256 | algorithm: 'SHA-512-256'"
            + " (expected: MD5 or SHA-256, also with -sess)",
        "realm=\"a\", qop=\"auth\" | nonce: '' (expected: one that is not empty)",
      })
  void whatTheNodeCannotAnswerIsSaid(String parameters, String sentence) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 401 Who?\r\nWWW-Authenticate: Digest "
                + parameters
                + "\r\nContent-Length: 0\r\n\r\n")) {
      get(server.url()).run().failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_STATUS, sentence);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void theFirstThatTheNodeKnowsIsTaken() throws Exception {
    assertThat(
            DigestChallenge.of(
                challenges(
                    "Digest realm=\"a\", nonce=\"b\", qop=\"auth\", algorithm=SHA-512-256",
                    "Basic realm=\"a\", Digest realm=\"a\", nonce=\"c\", qop=\"auth\","
                        + " algorithm=SHA-256, stale=TRUE, Digest realm=\"a\", nonce=\"d\","
                        + " qop=auth")))
        .contains(
            new DigestChallenge(
                "a", "c", Optional.empty(), Optional.of("SHA-256"), "SHA-256", false, true));
    assertThat(DigestChallenge.of(challenges("Basic realm=\"a\""))).isEmpty();
    assertThat(DigestChallenge.of(List.of())).isEmpty();
    assertThatThrownBy(() ->
            DigestChallenge.of(challenges("Digest qop=auth, nonce=\"" + "n".repeat(4097) + "\"")))
        .hasMessageContaining("at most 4096 characters");
  }

  @Test
  void anotherServerGetsNoDigest() throws Exception {
    try (DigestServer other = DigestServer.with("MD5");
        ScriptedServer server =
            ScriptedServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: "
                    + other.url()
                    + "\r\nContent-Length: 0\r\n\r\n")) {
      get(server.url())
          .redirects(1)
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              "status 401 (expected: 200 to 399)");
      assertThat(other.verdicts()).containsExactly("none");
    }
  }

  @Test
  void missingSecretIsTheConfigurations() throws Exception {
    HttpRun.of(config("http://127.0.0.1:9/", "me", "gone"))
        .secrets(SECRETS)
        .run()
        .failed(
            Fault.FAULT_CONFIG,
            ErrorPhase.ERROR_PHASE_UNSPECIFIED,
            "secret 'gone' is not in this node's store");
  }

  @Test
  void challengesAreAnsweredOrRefusedAndNothingElse() throws Exception {
    HostileInput.of("digest", 1 << 18)
        .refusedWith(ProbeFailedException.class)
        .check(bytes -> {
          String value = new String(bytes, UTF_8).replaceAll("[\\r\\n]", " ");
          DigestSession session = new DigestSession(new DigestLogin("u", "p"), () -> "c");
          boolean isTaken = session.take(parsed(value));
          Request signed = session.signed(new Request.Builder().url("http://a/b?c").build());
          assertThat(signed.header("Authorization") != null).isEqualTo(isTaken);
        });
  }

  private static List<Challenge> parsed(String value) {
    Headers headers = new Headers.Builder().addUnsafeNonAscii("WWW-Authenticate", value).build();
    return new Response.Builder()
        .request(new Request.Builder().url("http://a/").build())
        .protocol(okhttp3.Protocol.HTTP_1_1)
        .code(401)
        .message("")
        .headers(headers)
        .build()
        .challenges();
  }
}
