package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.TlsResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HttpTlsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Leaf GOOD = Leaf.server("web.example");

  private static HttpRun https(FakeDns dns, ScriptedServer server, boolean skipCheck)
      throws Exception {
    return HttpRun.of(
            HttpProbe.newBuilder()
                .setUrl("https://web.example:" + server.port() + "/")
                .setSkipCertificateCheck(skipCheck))
        .resolvers(dns.asSystem())
        .run();
  }

  private static FakeDns names() throws Exception {
    return FakeDns.with("web.example. 60 A 127.0.0.1");
  }

  @Test
  void handshakeIsTimedAndTheChainIsReported() throws Exception {
    try (FakeDns dns = names();
        ScriptedServer server = ScriptedServer.answeringTls(HttpRun.AUTHORITY.issue(GOOD), OK)) {
      HttpResult result = https(dns, server, false).passed();
      assertThat(result.getTlsMs()).isPositive();
      assertThat(result.getResponseMs()).isGreaterThan(result.getTlsMs());
      assertThat(result.getWireBytes()).as("without TLS").isEqualTo(OK.length());
      TlsResult tls = result.getTls();
      assertThat(tls.getVersion()).isEqualTo("TLSv1.3");
      assertThat(tls.getCipher()).startsWith("TLS_");
      assertThat(tls.getValid()).isTrue();
      assertThat(tls.getInvalidReason()).isEmpty();
      assertThat(tls.getExpiryDays()).isBetween(29.9, 30.0);
      assertThat(tls.getChainList()).hasSize(2);
      assertThat(tls.getChain(0).getSubject()).isEqualTo("CN=web.example");
      assertThat(tls.getChain(0).getIssuer()).isEqualTo("CN=Test web authority");
      assertThat(tls.getChain(0).getSubjectAlternativeNamesList()).containsExactly("web.example");
      assertThat(tls.getChain(0).getSha256()).matches("[0-9a-f]{64}");
    }
  }

  static Stream<Arguments> badCertificates() {
    Instant now = Instant.now();
    TestAuthority unknown = new TestAuthority("Unknown authority");
    Issued selfSigned = selfSigned();
    return Stream.of(
        Arguments.of(
            HttpRun.AUTHORITY.issue(
                GOOD.valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)))),
            "the certificate of CN=web.example expired on "),
        Arguments.of(
            HttpRun.AUTHORITY.issue(
                GOOD.valid(now.plus(Duration.ofDays(2)), now.plus(Duration.ofDays(9)))),
            "the certificate of CN=web.example is not valid before "),
        Arguments.of(
            HttpRun.AUTHORITY.issue(Leaf.server("other.example")),
            "the certificate is for [other.example] and not for web.example"),
        Arguments.of(
            unknown.issue(GOOD),
            "no authority that the node trusts has issued the certificate (issuer: CN=Unknown authority)"),
        Arguments.of(selfSigned, "the certificate is self-signed"));
  }

  private static Issued selfSigned() {
    TestAuthority own = new TestAuthority("web.example");
    return new Issued(own.key(), List.of(own.certificate()));
  }

  @ParameterizedTest
  @MethodSource("badCertificates")
  void invalidCertificateFailsTheTestAndIsReported(Issued identity, String reason)
      throws Exception {
    try (FakeDns dns = names();
        ScriptedServer server = ScriptedServer.answeringTls(identity, OK)) {
      HttpResult result =
          https(dns, server, false)
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_TLS,
                  "the certificate of 127.0.0.1:" + server.port() + " is not valid: " + reason);
      assertReported(result.getTls(), identity, reason);
      assertThat(result.hasTlsMs()).isFalse();
      assertThat(result.hasConnectMs()).isTrue();
      assertThat(result.getRemoteIp()).isEqualTo("127.0.0.1");
    }
  }

  @ParameterizedTest
  @MethodSource("badCertificates")
  void skippedCheckPassesAndStillReports(Issued identity, String reason) throws Exception {
    try (FakeDns dns = names();
        ScriptedServer server = ScriptedServer.answeringTls(identity, OK)) {
      HttpResult result = https(dns, server, true).passed();
      assertReported(result.getTls(), identity, reason);
      assertThat(result.hasTlsMs()).isTrue();
    }
  }

  private static void assertReported(TlsResult tls, Issued identity, String reason) {
    assertThat(tls.getValid()).isFalse();
    assertThat(tls.getInvalidReason()).startsWith(reason);
    assertThat(tls.getChainCount()).isEqualTo(identity.chain().size());
    assertThat(tls.getVersion()).isEqualTo("TLSv1.3");
    boolean isExpired = reason.contains("expired");
    assertThat(tls.getExpiryDays() < 0).isEqualTo(isExpired);
  }

  @Test
  void everyHandshakeIsAFullOne() throws Exception {
    try (FakeDns dns = names();
        ScriptedServer server = ScriptedServer.answeringTls(HttpRun.AUTHORITY.issue(GOOD), OK)) {
      for (int i = 0; i < 3; i++) {
        assertThat(https(dns, server, false).passed().getTls().getChainCount()).isEqualTo(2);
      }
    }
  }

  @Test
  void certificateForAnAddressIsValidForIt() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answeringTls(HttpRun.AUTHORITY.issue(Leaf.server("127.0.0.1")), OK)) {
      HttpRun.get("https://127.0.0.1:" + server.port() + "/").run().passed();
    }
  }

  @Test
  void handshakeThatDoesNotEnd() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::idle)) {
      HttpResult result =
          HttpRun.get("https://127.0.0.1:" + server.port() + "/")
              .timeout(Duration.ofSeconds(2))
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_TLS,
                  "the TLS handshake with 127.0.0.1:"
                      + server.port()
                      + " did not end within 2000 ms");
      assertThat(result.hasConnectMs()).isTrue();
      assertThat(result.hasTls()).isFalse();
    }
  }

  @Test
  void serverWithoutTls() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> connection.write("HTTP/1.1 400 Bad\r\n\r\n"))) {
      HttpRun.get("https://127.0.0.1:" + server.port() + "/")
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              "the TLS handshake with 127.0.0.1:" + server.port() + " failed: ");
    }
  }

  @Test
  void connectionClosedDuringTheHandshake() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> connection.socket().getInputStream().read())) {
      HttpRun.get("https://127.0.0.1:" + server.port() + "/")
          .run()
          .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_TLS, "the TLS handshake with ");
    }
  }
}
