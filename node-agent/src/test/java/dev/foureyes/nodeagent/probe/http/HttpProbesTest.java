package dev.foureyes.nodeagent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.HttpHeader;
import dev.foureyes.proto.common.v1.HttpMethod;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.StatusRange;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbesTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  @Test
  void everyFieldIsMeasured() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK);
        FakeDns dns = FakeDns.with("web.example. 60 A 127.0.0.1")) {
      String url = "http://web.example:" + server.port() + "/path?q=1";
      HttpResult result = HttpRun.get(url).resolvers(dns.asSystem()).run().passed();
      assertThat(result.getStatus()).isEqualTo(200);
      assertThat(result.getProtocol()).isEqualTo("http/1.1");
      assertThat(result.getRemoteIp()).isEqualTo("127.0.0.1");
      assertThat(result.getFinalUrl()).isEqualTo(url);
      assertThat(result.getDnsMs()).isPositive();
      assertThat(result.getConnectMs()).isPositive();
      assertThat(result.hasTlsMs()).isFalse();
      assertThat(result.hasTls()).isFalse();
      assertThat(result.getSendMs()).isPositive();
      assertThat(result.getWaitMs()).isPositive();
      assertThat(result.hasReceiveMs()).isTrue();
      assertThat(result.getResponseMs())
          .isEqualTo(
              result.getDnsMs() + result.getConnectMs() + result.getSendMs() + result.getWaitMs(),
              within(1e-9));
      assertThat(result.getTotalMs()).isGreaterThan(result.getResponseMs());
      assertThat(result.getWireBytes()).isEqualTo(OK.length());
      assertThat(result.getBodyBytes()).isEqualTo(5);
      assertThat(result.getBodyTruncated()).isFalse();
      assertThat(result.getHopsList()).hasSize(1);
      assertThat(result.getHops(0).getStatus()).isEqualTo(200);
      assertThat(result.getHops(0).getWaitMs()).isEqualTo(result.getWaitMs());
    }
  }

  @Test
  void requestIsTheTestsOwn() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      HttpRun.of(
              HttpProbe.newBuilder()
                  .setUrl(server.url() + "a")
                  .setMethod(HttpMethod.HTTP_METHOD_POST)
                  .setBody("grüß")
                  .addHeaders(
                      HttpHeader.newBuilder().setName("Content-Type").setValue("text/plain"))
                  .addHeaders(HttpHeader.newBuilder().setName("X-A").setValue("1"))
                  .addHeaders(HttpHeader.newBuilder().setName("X-A").setValue("2")))
          .run()
          .passed();
      assertThat(server.requests().getFirst())
          .startsWith("POST /a HTTP/1.1\r\nContent-Type: text/plain\r\nX-A: 1\r\nX-A: 2\r\n")
          .contains("User-Agent: FourEyes/test\r\n")
          .contains("Content-Length: 6\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void methodsAreSent(String method) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
      HttpResult result =
          HttpRun.of(
                  HttpProbe.newBuilder()
                      .setUrl(server.url())
                      .setMethod(HttpMethod.valueOf("HTTP_METHOD_" + method)))
              .run()
              .passed();
      assertThat(server.requests().getFirst()).startsWith(method + " / HTTP/1.1\r\n");
      assertThat(result.getBodyBytes()).isZero();
      assertThat(result.hasBodyBytes()).isTrue();
    }
  }

  @Test
  void statusThatIsNotExpectedIsTheTargetsFault() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")) {
      HttpResult result =
          HttpRun.get(server.url())
              .run()
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_STATUS,
                  "status 503 (expected: 200 to 399)");
      assertThat(result.getStatus()).isEqualTo(503);
      assertThat(result.hasTotalMs()).isTrue();
    }
  }

  @Test
  void expectedStatusIsTheTests() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")) {
      HttpProbe.Builder probe =
          HttpProbe.newBuilder()
              .setUrl(server.url())
              .addExpectedStatus(StatusRange.newBuilder().setFirst(404).setLast(404))
              .addExpectedStatus(StatusRange.newBuilder().setFirst(410).setLast(410));
      HttpRun.of(probe).run().passed();
    }
  }

  /** OkHttp would send it again by itself. */
  @Test
  void requestIsSentOnceWhateverTheServerAsks() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")) {
      HttpRun.get(server.url()).run();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void refusedConnectionSaysWhere() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    HttpResult result =
        HttpRun.get("http://127.0.0.1:" + closed + "/")
            .run()
            .failed(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_CONNECT,
                "connect to 127.0.0.1:" + closed + " refused");
    assertThat(result.getRemoteIp()).isEmpty();
    assertThat(result.hasConnectMs()).isFalse();
    assertThat(result.hasTotalMs()).isFalse();
    assertThat(result.hasStatus()).isFalse();
    assertThat(result.getHopsList()).hasSize(1);
  }

  @Test
  void unknownNameFailsInTheDnsPhase() throws Exception {
    try (FakeDns dns = FakeDns.with()) {
      HttpRun.get("http://none.example/")
          .resolvers(dns.asSystem())
          .run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_DNS,
              "none.example does not exist (NXDOMAIN)");
    }
  }

  @Test
  void firstByteIsTheFirstByteAndNotTheWholeHead() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.readRequest();
          connection.pause(100);
          connection.write("HTTP/1.1 200 OK\r\n");
          connection.pause(300);
          connection.write("Content-Length: 0\r\n\r\n");
        })) {
      HttpResult result = HttpRun.get(server.url()).run().passed();
      assertThat(result.getWaitMs()).isBetween(95.0, 300.0);
      assertThat(result.getReceiveMs()).isBetween(250.0, 600.0);
      assertThat(result.getThroughputBytesPerS()).isPositive();
    }
  }

  @Test
  void everyRunHasAConnectionOfItsOwn() throws Exception {
    java.util.concurrent.atomic.AtomicInteger connections =
        new java.util.concurrent.atomic.AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connections.incrementAndGet();
          while (true) {
            connection.readRequest();
            connection.write(OK);
          }
        })) {
      for (int i = 0; i < 3; i++) {
        HttpRun.get(server.url()).run().passed();
      }
      assertThat(connections).hasValue(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/",
        "http://2852039166/",
        "http://[::ffff:169.254.169.254]/",
        "http://0/"
      })
  void addressOfAMetadataServiceIsAConfigurationFault(String url) throws Exception {
    HttpResult result =
        HttpRun.get(url)
            .run()
            .failed(
                Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, "the node never connects to ");
    assertThat(result.getRemoteIp()).isEmpty();
  }

  static Stream<Arguments> impossible() {
    HttpProbe ok = HttpProbe.newBuilder().setUrl("http://h/").build();
    HttpProbe.Builder manyHeaders = ok.toBuilder();
    for (int i = 0; i < 33; i++) {
      manyHeaders.addHeaders(HttpHeader.newBuilder().setName("a" + i));
    }
    return Stream.of(
        Arguments.of(ok.toBuilder().setUrl(""), "http.url: ''"),
        Arguments.of(ok.toBuilder().setUrl("ftp://h/"), "http.url: 'ftp://h/'"),
        Arguments.of(ok.toBuilder().setUrl("http://h:99999/"), "http.url: "),
        Arguments.of(ok.toBuilder().setUrl("http://h/" + "x".repeat(2048)), "http.url: "),
        Arguments.of(ok.toBuilder().setMethodValue(99), "http.method: 99"),
        Arguments.of(ok.toBuilder().setBody("b"), "http.body: 1 bytes (expected: none with GET)"),
        Arguments.of(
            ok.toBuilder().setMethod(HttpMethod.HTTP_METHOD_PUT).setBody("x".repeat(65_537)),
            "http.body: 65537 bytes"),
        Arguments.of(ok.toBuilder().setMaxRedirects(21), "http.max_redirects: 21"),
        Arguments.of(manyHeaders, "http.headers: 33"),
        Arguments.of(
            ok.toBuilder().addHeaders(HttpHeader.newBuilder().setName("hOST").setValue("x")),
            "http.headers: hOST"),
        Arguments.of(
            ok.toBuilder().addHeaders(HttpHeader.newBuilder().setName("a").setValue("x\r\ny: z")),
            "http.headers: 'a'"),
        Arguments.of(
            ok.toBuilder().addExpectedStatus(StatusRange.newBuilder().setFirst(300).setLast(200)),
            "http.expected_status: 300 to 200"),
        Arguments.of(
            ok.toBuilder().addExpectedStatus(StatusRange.newBuilder().setFirst(0).setLast(600)),
            "http.expected_status: 0 to 600"));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void impossibleConfigurationIsRefused(HttpProbe.Builder config, String message) {
    assertThatThrownBy(() -> HttpSettings.of(config.build()))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("expected");
  }
}
