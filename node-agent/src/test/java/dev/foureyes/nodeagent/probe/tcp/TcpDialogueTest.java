package dev.foureyes.nodeagent.probe.tcp;

import static dev.foureyes.nodeagent.probe.tcp.TcpRun.expect;
import static dev.foureyes.nodeagent.probe.tcp.TcpRun.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.common.v1.TcpStep;
import dev.foureyes.proto.common.v1.TcpTls;
import dev.foureyes.proto.common.v1.TlsOptions;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.TcpResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dialogues in the clear: with a server that speaks, and with those that do otherwise. */
class TcpDialogueTest {

  private static final Duration SHORT = Duration.ofMillis(500);

  private static TcpProbe.Builder steps(TcpStep... steps) {
    TcpProbe.Builder config = TcpProbe.newBuilder();
    for (TcpStep step : steps) {
      config.addSteps(step);
    }
    return config;
  }

  @Test
  void stepsFollowEachOther() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.write("220 ready\r\n");
          String request = connection.readRequest(); // up to an empty line
          connection.write("250-" + request.length() + "\r\n250 gr\u00fc\u00dfe\r\n");
          connection.idle();
        })) {
      TcpResult result =
          TcpRun.at(
                  server,
                  steps(
                      expect("^220 .*\\n"),
                      send("EHLO me\r\n\r\n"),
                      expect("(?m)^250-11\\r$"),
                      expect("(?m)^250 gr.+e\\r\\n")))
              .passed();
      assertThat(result.getSentBytes()).isEqualTo(11);
      assertThat(result.getReceivedBytes()).isEqualTo(11 + 8 + 11);
      assertThat(result.getReceivedText()).startsWith("220 ready\r\n250-11\r\n250 gr");
      assertThat(result.hasFailedStep()).isFalse();
      assertThat(result.getDnsMs()).isPositive();
      assertThat(result.getDialogueMs()).isPositive();
      assertThat(result.hasTlsMs()).isFalse();
      assertThat(result.getTotalMs())
          .isEqualTo(result.getDnsMs() + result.getConnectMs() + result.getDialogueMs());
    }
  }

  @Test
  void matchIsUsedUp() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.write("one");
          connection.idle();
        })) {
      TcpResult result =
          TcpRun.at(server, steps(expect("one"), expect("one")))
              .timeout(SHORT)
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_WAIT,
                  "steps[1]: 127.0.0.1:"
                      + server.port()
                      + " sent nothing within 500 ms (expected: a match of one)");
      assertThat(result.getFailedStep()).isEqualTo(1);
    }
  }

  @Test
  void wrongBanner() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> connection.write("554 go away\r\n"))) {
      TcpResult result =
          TcpRun.at(server, steps(expect("^220 "), send("EHLO me\r\n")))
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_CONTENT,
                  " sent '554 go away' and closed the connection (expected: a match of ^220 )");
      assertThat(result.hasFailedStep()).isTrue();
      assertThat(result.getFailedStep()).isZero();
      assertThat(result.getReceivedText()).isEqualTo("554 go away\r\n");
      assertThat(result.getSentBytes()).isZero();
      assertThat(result.hasTotalMs()).isFalse();
      assertThat(result.hasDialogueMs()).isTrue();
    }
  }

  @Test
  void wrongBannerOfAServerThatStays() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.write("554 no\r\n");
          connection.idle();
        })) {
      TcpRun.at(server, steps(expect("^220 ")))
          .timeout(SHORT)
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              " sent '554 no' within 500 ms (expected: a match of ^220 )");
    }
  }

  @Test
  void silence() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::idle)) {
      TcpResult result =
          TcpRun.at(server, steps(expect("^220 ")))
              .timeout(SHORT)
              .failed(
                  Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, " sent nothing within 500 ms");
      assertThat(result.hasConnectMs()).isTrue();
      assertThat(result.getReceivedBytes()).isZero();
    }
  }

  @Test
  void closedWithoutAWord() throws Exception {
    try (ScriptedServer server = new ScriptedServer(connection -> {})) {
      TcpRun.at(server, steps(expect("^220 ")))
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_WAIT,
              " sent nothing and closed the connection");
    }
  }

  /** One byte now and then, each of which would begin a read's timeout anew. */
  @Test
  void drip() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          while (true) {
            connection.write("x");
            connection.pause(20);
          }
        })) {
      TcpRun.at(server, steps(expect("^220 ")))
          .timeout(SHORT)
          .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, " sent 'xxx");
    }
  }

  @Test
  void bytesThatNeverEnd() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          byte[] much = "(a+)+ ".repeat(10_000).getBytes(UTF_8);
          while (true) {
            connection.write(much);
          }
        })) {
      TcpResult result =
          TcpRun.at(server, steps(expect("((\\(?a\\+?\\)?)+)+\\+ !$")))
              .timeout(Duration.ofSeconds(5))
              .failed(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_CONTENT,
                  "characters without a match, beginning with '(a+)+ (a+)+");
      assertThat(result.getReceivedBytes()).isBetween(16_384, 16_384 + 4_096);
      assertThat(result.getReceivedText()).hasSize(256);
    }
  }

  @Test
  void whatIsNoTextIsLeftOut() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.write(new byte[] {'o', 'k', 0, (byte) 0xff, 'x'});
          connection.idle();
        })) {
      TcpResult result = TcpRun.at(server, steps(expect("ok\\x00.x"))).passed();
      assertThat(result.getReceivedText()).isEqualTo("ok");
      assertThat(result.getReceivedBytes()).isEqualTo(5);
    }
  }

  @Test
  void characterThatComesInTwoParts() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(connection -> {
          connection.socket().setTcpNoDelay(true);
          connection.write(new byte[] {(byte) 0xe2, (byte) 0x82});
          connection.pause(50);
          connection.write(new byte[] {(byte) 0xac});
          connection.idle();
        })) {
      assertThat(TcpRun.at(server, steps(expect("^\u20ac$"))).passed().getReceivedText())
          .isEqualTo("\u20ac");
    }
  }

  static Stream<Arguments> impossible() {
    TcpProbe.Builder many = steps();
    Collections.nCopies(33, send("x")).forEach(many::addSteps);
    return Stream.of(
        Arguments.of(many, "tcp.steps: 33 (expected: at most 32)"),
        Arguments.of(steps(send("")), "tcp.steps[0].send.text: 0 bytes (expected: 1 to 4096)"),
        Arguments.of(
            steps(send("ä".repeat(2_049))),
            "tcp.steps[0].send.text: 4098 bytes (expected: 1 to 4096)"),
        Arguments.of(
            steps(send("a"), expect("(")), "tcp.steps[1].expect.matches: '(': missing closing )"),
        Arguments.of(
            steps(expect("((a{1000}){1000}){1000}")),
            "tcp.steps[0].expect.matches: '((a{1000}){1000}){1000}': its repetitions are too many"),
        Arguments.of(
            steps(TcpStep.getDefaultInstance()),
            "tcp.steps[0]: one that this version of the agent does not know"),
        Arguments.of(
            steps(TcpRun.startTls()),
            "tcp.steps: 1 times start_tls (expected: once with tls in the dialogue, else never)"),
        Arguments.of(
            steps().setTls(TcpTls.TCP_TLS_IN_DIALOGUE),
            "tcp.steps: 0 times start_tls (expected: once with tls in the dialogue, else never)"),
        Arguments.of(
            steps().setTlsOptions(TlsOptions.getDefaultInstance()),
            "tcp.tls_options: given (expected: none without tls)"),
        Arguments.of(
            steps().setTlsValue(9), "tcp.tls: 9 (expected: one that this version of the agent"),
        Arguments.of(
            tls(TlsOptions.newBuilder().setServerName("10.0.0.1")),
            "tcp.tls_options.server_name: '10.0.0.1' (expected: a host name"),
        Arguments.of(
            tls(TlsOptions.newBuilder().setServerName("a b")),
            "tcp.tls_options.server_name: 'a b' (expected: a host name"),
        Arguments.of(
            tls(TlsOptions.newBuilder().setMinExpiryDays(3_651)),
            "tcp.tls_options.min_expiry_days: 3651 (expected: 0 to 3650)"),
        Arguments.of(
            tls(TlsOptions.newBuilder().setCaPem("none")),
            "tcp.tls_options.ca_pem: 0 certificates (expected: 1 to 20 certificates as PEM"),
        Arguments.of(
            tls(
                TlsOptions.newBuilder()
                    .setCaPem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
            "tcp.tls_options.ca_pem: certificate 1 cannot be read (expected: "),
        Arguments.of(
            tls(clientCertificate("../../etc/passwd")),
            "tcp.tls_options.client_certificate.name: '../../etc/passwd' (expected: 1 to 63 of"));
  }

  private static TcpProbe.Builder tls(TlsOptions.Builder options) {
    return TcpProbe.newBuilder().setTls(TcpTls.TCP_TLS_FROM_START).setTlsOptions(options);
  }

  private static TlsOptions.Builder clientCertificate(String name) {
    TlsOptions.Builder options = TlsOptions.newBuilder();
    options.getClientCertificateBuilder().setName(name);
    return options;
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void impossibleConfigurationIsRefused(TcpProbe.Builder config, String message) throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      TcpProbes probes =
          new TcpProbes(
              new HostLookup(dns.asSystem()),
              HttpProbes.systemTrust(),
              Secrets.NONE,
              InstantSource.system());
      assertThatThrownBy(() -> probes.create(config.setHost("h").setPort(1).build()))
          .isInstanceOf(InvalidProbeException.class)
          .hasMessageStartingWith(message);
    }
  }
}
