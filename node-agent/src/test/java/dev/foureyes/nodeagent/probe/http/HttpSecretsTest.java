package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.Pem;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.ScriptedServer.Connection;
import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.nodeagent.probe.tls.TestTrust;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** What only the node has, and what becomes of it. */
class HttpSecretsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Secrets SECRETS =
      name ->
          Optional.ofNullable(
              Map.of("pw", "p:w€1", "token", "tok-SECRET-1", "odd", "a\r\nX: y").get(name));

  private static HttpProbe.Builder get(String url) {
    return HttpProbe.newBuilder().setUrl(url);
  }

  private static HttpProbe.Builder bearer(String url, String secret) {
    HttpProbe.Builder config = get(url);
    config.getAuthBuilder().getBearerBuilder().setName(secret);
    return config;
  }

  @Test
  void basicAndBearer() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      HttpProbe.Builder basic = get(server.url());
      basic.getAuthBuilder().getBasicBuilder().setUser("me").getPasswordBuilder().setName("pw");
      HttpRun.of(basic).secrets(SECRETS).run().passed();
      HttpRun.of(bearer(server.url(), "token")).secrets(SECRETS).run().passed();
      assertThat(server.requests().get(0))
          .contains("\r\nAuthorization: Basic bWU6cDp34oKsMQ==\r\n");
      assertThat(server.requests().get(1)).contains("\r\nAuthorization: Bearer tok-SECRET-1\r\n");
    }
  }

  @Test
  void whatIsMissingOrNoTokenIsAFaultOfTheConfiguration() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      HttpResult result =
          HttpRun.of(bearer(server.url(), "gone"))
              .secrets(SECRETS)
              .run()
              .failed(
                  Fault.FAULT_CONFIG,
                  ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                  "secret 'gone' is not in this node's store");
      assertThat(result.getFinalUrl()).isEqualTo(server.url());
      HttpRun.of(bearer(server.url(), "odd"))
          .secrets(SECRETS)
          .run()
          .failed(
              Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_UNSPECIFIED, "secret 'odd' is no token");
      assertThat(server.requests()).isEmpty();
    }
  }

  /** A server that says all that it was told, wherever a result has room for it. */
  @Test
  void secretsThatComeBackAreNotInTheResult() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          String body = "you said Bearer tok-SECRET-1";
          connection.write(
              "HTTP/1.1 302 Found\r\nX-Echo: tok-SECRET-1\r\nLocation: /tok-SECRET-1\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
        })) {
      HttpProbe.Builder config = bearer(server.url(), "token").setMaxRedirects(1);
      HttpRun looped = HttpRun.of(config).secrets(SECRETS).run();
      HttpResult result =
          looped.failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              "more than 1 redirects; the last leads to /(secret)");
      assertThat(result.toString()).doesNotContain("SECRET").contains("/(secret)");
      config.setMaxRedirects(0);
      config.addAssertionsBuilder().getBodyBuilder().setContains("nothing");
      config
          .addAssertionsBuilder()
          .getHeaderBuilder()
          .setName("X-Echo")
          .getConditionBuilder()
          .setEquals("");
      HttpRun asserted = HttpRun.of(config).secrets(SECRETS).run();
      HttpResult second =
          asserted.failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              "the body is 'you said Bearer (secret)'");
      assertThat(second.toString()).doesNotContain("SECRET");
      assertThat(second.getAssertions(1).getActual()).isEqualTo("(secret)");
    }
  }

  @Test
  void passwordsStayWithTheirOrigin() throws Exception {
    try (ScriptedServer other = ScriptedServer.answering(OK);
        ScriptedServer first =
            ScriptedServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: "
                    + other.url()
                    + "\r\nContent-Length: 0\r\n\r\n")) {
      HttpRun.of(bearer(first.url(), "token").setMaxRedirects(2)).secrets(SECRETS).run().passed();
      assertThat(first.requests().getFirst()).contains("Authorization");
      assertThat(other.requests().getFirst()).doesNotContain("Authorization");
    }
  }

  @Test
  void clientCertificateGoesToItsOriginOnly() throws Exception {
    Issued identity = HttpRun.AUTHORITY.issue(Leaf.server("web.example"));
    Issued client =
        HttpRun.AUTHORITY.issue(Leaf.server("node.example").forUses(KeyPurposeId.id_kp_clientAuth));
    try (FakeDns dns = FakeDns.with("web.example. 60 A 127.0.0.1");
        ScriptedServer other =
            new ScriptedServer(connection -> {
              Connection tls = connection.startTls(identity, TestTrust.in(HttpRun.AUTHORITY));
              tls.readRequest();
              tls.write(OK);
            });
        ScriptedServer first =
            new ScriptedServer(connection -> {
              Connection tls = connection.startTls(identity, TestTrust.in(HttpRun.AUTHORITY));
              tls.readRequest();
              String name = ((SSLSocket) tls.socket()).getSession().getPeerPrincipal().getName();
              tls.write(
                  "HTTP/1.1 302 Found\r\nX-Peer: "
                      + name
                      + "\r\nLocation: https://web.example:"
                      + other.port()
                      + "/\r\nContent-Length: 0\r\n\r\n");
            })) {
      HttpProbe.Builder config = get("https://web.example:" + first.port() + "/");
      config.getTlsOptionsBuilder().getClientCertificateBuilder().setName("client");
      config.addExpectedStatusBuilder().setFirst(302).setLast(302);
      config
          .addAssertionsBuilder()
          .getHeaderBuilder()
          .setName("X-Peer")
          .getConditionBuilder()
          .setEquals("CN=node.example");
      Secrets store = name -> Optional.of(Pem.of(client));
      HttpRun.of(config).resolvers(dns.asSystem()).secrets(store).run().passed();
      HttpResult result =
          HttpRun.of(config.setMaxRedirects(1))
              .resolvers(dns.asSystem())
              .secrets(store)
              .run()
              .result();
      assertThat(result.getHopsList()).hasSize(2);
      assertThat(result.hasStatus()).as("refused by the other").isFalse();
      HttpRun.of(config)
          .resolvers(dns.asSystem())
          .run()
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "secret 'client' is not in this node's store");
    }
  }
}
