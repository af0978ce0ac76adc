package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.Pem;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.ScriptedServer.Connection;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.AddressSelection;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.HttpVersion;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Resolver, proxy, version, server name and authorities of a test. */
class HttpWayTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration SHORT = Duration.ofMillis(500);

  private static HttpProbe.Builder through(ScriptedServer proxy, String url) {
    HttpProbe.Builder config = HttpProbe.newBuilder().setUrl(url);
    config.getProxyBuilder().setHost("127.0.0.1").setPort(proxy.port());
    return config;
  }

  @Test
  void resolverOfTheTestIsAsked() throws Exception {
    try (FakeDns dns = FakeDns.with("only.example. 60 A 127.0.0.1");
        FakeDns system = FakeDns.with();
        ScriptedServer server = ScriptedServer.answering(OK)) {
      HttpProbe.Builder config =
          HttpProbe.newBuilder()
              .setUrl("http://only.example:" + server.port() + "/")
              .setResolver("127.0.0.1:" + dns.port());
      HttpRun.of(config).resolvers(system.asSystem()).run().passed();
      assertThat(system.questions()).isEmpty();
      assertThat(dns.questions()).containsExactly("udp only.example. A");
    }
  }

  @Test
  void resolverOnTheNeverListIsNotAsked() throws Exception {
    HttpRun.of(HttpProbe.newBuilder().setUrl("http://a.example/").setResolver("169.254.169.254"))
        .run()
        .failed(
            Fault.FAULT_CONFIG,
            ErrorPhase.ERROR_PHASE_DNS,
            "the node never connects to 169.254.169.254");
  }

  @Test
  void versionIsTheTests() throws Exception {
    try (FakeDns dns = FakeDns.with("web.example. 60 A 127.0.0.1");
        ScriptedServer server =
            ScriptedServer.answeringTls(HttpRun.AUTHORITY.issue(Leaf.server("web.example")), OK)) {
      HttpProbe.Builder config =
          HttpProbe.newBuilder().setUrl("https://web.example:" + server.port() + "/");
      assertThat(
              HttpRun.of(config.setVersion(HttpVersion.HTTP_VERSION_1_1))
                  .resolvers(dns.asSystem())
                  .run()
                  .passed()
                  .getProtocol())
          .isEqualTo("http/1.1");
      HttpRun.of(config.setVersion(HttpVersion.HTTP_VERSION_2))
          .resolvers(dns.asSystem())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              "web.example speaks http/1.1 (expected: h2)");
    }
  }

  @Test
  void serverNameAuthorityAndExpiryAreTheTests() throws Exception {
    TestAuthority own = new TestAuthority("Own authority");
    try (ScriptedServer server =
        ScriptedServer.answeringTls(own.issue(Leaf.server("inner.example")), OK)) {
      HttpProbe.Builder config =
          HttpProbe.newBuilder().setUrl("https://127.0.0.1:" + server.port() + "/");
      config
          .getTlsOptionsBuilder()
          .setServerName("inner.example")
          .setCaPem(Pem.of(own.certificate()))
          .setMinExpiryDays(29);
      HttpResult result = HttpRun.of(config).run().passed();
      assertThat(result.getTls().getValid()).isTrue();
      config.getTlsOptionsBuilder().setMinExpiryDays(40);
      HttpRun.of(config)
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_TLS,
              "the certificate of CN=inner.example expires on ");
      config.getTlsOptionsBuilder().clearServerName();
      HttpRun.of(config)
          .run()
          .failed(
              Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_TLS, "is for [inner.example] and not for");
      config.getTlsOptionsBuilder().setServerName("inner.example").clearCaPem();
      HttpRun.of(config)
          .run()
          .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_TLS, "no authority that the node");
    }
  }

  @Test
  void httpGoesThroughTheProxyAsItIs() throws Exception {
    try (ScriptedServer proxy = ScriptedServer.answering(OK)) {
      HttpProbe.Builder config = through(proxy, "http://far.example/x");
      config.getProxyBuilder().getAuthBuilder().setUser("me").getPasswordBuilder().setName("pw");
      HttpResult result = HttpRun.of(config).secrets(name -> Optional.of("secret")).run().passed();
      assertThat(proxy.requests().getFirst())
          .startsWith("GET http://far.example/x HTTP/1.1\r\n")
          .contains("\r\nHost: far.example\r\n", "\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n");
      assertThat(result.getRemoteIp()).isEqualTo("127.0.0.1");
    }
  }

  /** A proxy that does what it should. */
  private static void connect(Connection connection, int port) throws Exception {
    connection.readRequest();
    try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
      Thread.ofVirtual()
          .start(() -> {
            try {
              connection.socket().getInputStream().transferTo(target.getOutputStream());
            } catch (IOException e) {
              // over
            }
          });
      target.getInputStream().transferTo(connection.socket().getOutputStream());
    }
  }

  @Test
  void httpsGoesThroughByConnect() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.answeringTls(HttpRun.AUTHORITY.issue(Leaf.server("far.example")), OK);
        ScriptedServer proxy =
            new ScriptedServer(connection -> connect(connection, server.port()))) {
      HttpProbe.Builder config = through(proxy, "https://far.example/");
      config.getProxyBuilder().getAuthBuilder().setUser("me").getPasswordBuilder().setName("pw");
      HttpResult result = HttpRun.of(config).secrets(name -> Optional.of("secret")).run().passed();
      assertThat(proxy.requests().getFirst())
          .startsWith("CONNECT far.example:443 HTTP/1.1\r\n")
          .contains("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n");
      assertThat(server.requests().getFirst()).doesNotContain("Proxy-Authorization");
      assertThat(result.getTls().getChain(0).getSubject()).isEqualTo("CN=far.example");
      assertThat(result.hasTlsMs()).isTrue();
    }
  }

  @Test
  void proxyThatNeverAnswers() throws Exception {
    try (ScriptedServer proxy = new ScriptedServer(Connection::idle)) {
      HttpRun.of(through(proxy, "https://far.example/"))
          .timeout(SHORT)
          .run()
          .failed(
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "the proxy 127.0.0.1:" + proxy.port() + " made no connection within 500 ms");
      HttpRun.of(through(proxy, "http://far.example/"))
          .timeout(SHORT)
          .run()
          .failed(
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_WAIT,
              "the proxy 127.0.0.1:" + proxy.port() + " sent no response within 500 ms");
    }
  }

  @Test
  void proxyThatRefuses() throws Exception {
    try (ScriptedServer proxy =
        ScriptedServer.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) {
      HttpRun.of(through(proxy, "https://far.example/"))
          .run()
          .failed(
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "the proxy 127.0.0.1:" + proxy.port() + " made no connection: status 403");
    }
    try (ScriptedServer proxy =
        ScriptedServer.answering(
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n")) {
      HttpRun.of(through(proxy, "https://far.example/"))
          .run()
          .failed(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "the proxy 127.0.0.1:" + proxy.port() + " wants other credentials (status 407)");
    }
  }

  @Test
  void neverListHoldsForProxiesAndWhatTheyAreAskedFor() throws Exception {
    String never = "the node never connects to 169.254.169.254";
    HttpProbe.Builder proxied = HttpProbe.newBuilder().setUrl("http://far.example/");
    proxied.getProxyBuilder().setHost("169.254.169.254").setPort(80);
    HttpRun.of(proxied).run().failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, never);
    try (FakeDns dns = FakeDns.with("inside.example. 60 A 169.254.169.254");
        ScriptedServer proxy =
            ScriptedServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n")) {
      for (String host :
          new String[] {
            "169.254.169.254",
            "0xa9fea9fe",
            "0251.0376.0251.0376",
            "2852039166",
            "[::ffff:169.254.169.254]",
            "inside.example"
          }) {
        HttpRun.of(through(proxy, "http://" + host + "/"))
            .resolvers(dns.asSystem())
            .run()
            .failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, never);
      }
      assertThat(proxy.requests()).isEmpty();
      HttpRun.of(through(proxy, "http://far.example/").setMaxRedirects(3))
          .run()
          .failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, never);
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(config().setVersionValue(9), "http.version: 9 (expected: "),
        Arguments.of(
            config().setMaxBodyBytes(16_777_217),
            "http.max_body_bytes: 16777217 (expected: at most 16777216)"),
        Arguments.of(config().setResolver("dns.example"), "http.resolver: 'dns.example' (expected"),
        Arguments.of(config().setResolver("1.1.1.1:99999"), "http.resolver: '1.1.1.1:99999'"),
        Arguments.of(config().setAddressSelectionValue(9), "http.address_selection: 9 (expected: "),
        Arguments.of(
            with(it ->
                it.setAddressSelection(AddressSelection.ADDRESS_SELECTION_RANDOM)
                    .getProxyBuilder()
                    .setHost("p")
                    .setPort(1)),
            "http.address_selection: ADDRESS_SELECTION_RANDOM (expected: none with a proxy"),
        Arguments.of(with(it -> it.getProxyBuilder().setPort(1)), "http.proxy.host: ''"),
        Arguments.of(with(it -> it.getProxyBuilder().setHost("p")), "http.proxy.port: 0 (expected"),
        Arguments.of(
            with(it -> it.getAuthBuilder().getDigestBuilder().setUser("a:b")),
            "http.auth.digest.user: 'a:b' (expected: "),
        Arguments.of(
            with(it -> it.getAuthBuilder().getDigestBuilder().setUser("a")),
            "http.auth.digest.password.name: "),
        Arguments.of(with(HttpProbe.Builder::getAuthBuilder), "http.auth: none that this version"),
        Arguments.of(
            with(it -> it.getAuthBuilder().getBearerBuilder().setName("A")),
            "http.auth.bearer.name: 'A' (expected: 1 to 63"),
        Arguments.of(
            with(it -> it.getAuthBuilder().getBasicBuilder().setUser("a:b")),
            "http.auth.basic.user: 'a:b' (expected: at most 256 characters without a colon)"),
        Arguments.of(
            with(it -> {
              it.getAuthBuilder().getBearerBuilder().setName("a");
              it.addHeadersBuilder().setName("authorization").setValue("x");
            }),
            "http.headers: Authorization (expected: none where auth is given)"));
  }

  private static HttpProbe.Builder config() {
    return HttpProbe.newBuilder().setUrl("http://h/");
  }

  private static HttpProbe.Builder with(java.util.function.Consumer<HttpProbe.Builder> change) {
    HttpProbe.Builder config = config();
    change.accept(config);
    return config;
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void impossibleConfigurationIsRefused(HttpProbe.Builder config, String message) {
    assertThatThrownBy(() -> HttpSettings.of(config.build()))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(message);
  }
}
