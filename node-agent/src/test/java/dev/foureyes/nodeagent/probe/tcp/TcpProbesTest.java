package dev.foureyes.nodeagent.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpProbes;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.TcpResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TcpProbesTest {

  private static final Duration TIMEOUT = Duration.ofMillis(700);

  private static TcpProbes probes(FakeDns dns) {
    return new TcpProbes(
        new HostLookup(dns.asSystem()),
        HttpProbes.systemTrust(),
        Secrets.NONE,
        InstantSource.system());
  }

  private static ProbeOutcome run(FakeDns dns, String host, int port) throws Exception {
    return probes(dns)
        .create(TcpProbe.newBuilder().setHost(host).setPort(port).build())
        .run(Deadline.after(TIMEOUT, System::nanoTime));
  }

  private static TcpResult tcp(ProbeOutcome outcome) {
    return ((ProbeDetail.Tcp) outcome.detail()).value();
  }

  private static Failure failure(ProbeOutcome outcome) {
    return ((ProbeOutcome.Failed) outcome).failure();
  }

  @Test
  void literalHasNoLookup() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("");
        FakeDns dns = FakeDns.silent()) {
      ProbeOutcome outcome = run(dns, "127.0.0.1", server.port());
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      assertThat(tcp(outcome).hasDnsMs()).isFalse();
      assertThat(tcp(outcome).getConnectMs()).isPositive();
      assertThat(tcp(outcome).getTotalMs()).isEqualTo(tcp(outcome).getConnectMs());
      assertThat(tcp(outcome).getRemoteIp()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void nameIsLookedUpEachTime() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("");
        FakeDns dns = FakeDns.with("web.example. 60 A 127.0.0.1")) {
      for (int i = 0; i < 2; i++) {
        ProbeOutcome outcome = run(dns, "web.example", server.port());
        assertThat(tcp(outcome).getDnsMs()).isPositive();
        assertThat(tcp(outcome).getTotalMs())
            .isEqualTo(tcp(outcome).getDnsMs() + tcp(outcome).getConnectMs());
      }
      assertThat(dns.questions()).containsExactly("udp web.example. A", "udp web.example. A");
    }
  }

  @Test
  void refusedConnectIsTheTargets() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      int closed;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        closed = socket.getLocalPort();
      }
      ProbeOutcome outcome = run(dns, "127.0.0.1", closed);
      assertThat(failure(outcome))
          .isEqualTo(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_CONNECT,
                  "connect to 127.0.0.1:" + closed + " refused"));
      assertThat(tcp(outcome)).isEqualTo(TcpResult.getDefaultInstance());
    }
  }

  /** A listener whose queue is full does not answer further connects. */
  @Test
  void silenceIsThePaths() throws Exception {
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FakeDns dns = FakeDns.silent()) {
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(full.getLocalSocketAddress(), 50);
        } catch (SocketTimeoutException e) {
          break; // full now
        }
      }
      long start = System.nanoTime();
      ProbeOutcome outcome = run(dns, "127.0.0.1", full.getLocalPort());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusMillis(250));
      assertThat(failure(outcome).fault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(failure(outcome).sentence())
          .isEqualTo(
              "connect to 127.0.0.1:" + full.getLocalPort() + " got no answer within 700 ms");
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  @Test
  void addressOfAMetadataServiceIsAConfigurationFault() throws Exception {
    try (FakeDns dns = FakeDns.with("inside.example. 60 A 169.254.169.254")) {
      for (String host :
          List.of("169.254.169.254", "2852039166", "inside.example", "::ffff:169.254.169.254")) {
        Failure failure = failure(run(dns, host, 80));
        assertThat(failure.fault()).as(host).isEqualTo(Fault.FAULT_CONFIG);
        assertThat(failure.sentence())
            .isEqualTo(
                "the node never connects to 169.254.169.254: link-local, where clouds keep their metadata services"
                    + " (169.254.0.0/16)");
      }
    }
  }

  static Stream<Arguments> connectFailures() {
    return Stream.of(
        Arguments.of(
            new ConnectException("Connection refused"),
            Fault.FAULT_TARGET,
            "connect to [::1]:80 refused"),
        Arguments.of(
            new SocketTimeoutException("Connect timed out"),
            Fault.FAULT_PATH,
            "connect to [::1]:80 got no answer within 1000 ms"),
        Arguments.of(
            new ConnectException("Connection timed out"),
            Fault.FAULT_PATH,
            "connect to [::1]:80 got no answer within 1000 ms"),
        Arguments.of(
            new NoRouteToHostException("No route to host"),
            Fault.FAULT_PATH,
            "connect to [::1]:80 failed: host unreachable"),
        Arguments.of(
            new ConnectException("Network is unreachable"),
            Fault.FAULT_NODE_LOCAL,
            "connect to [::1]:80 failed: this machine has no route to it"),
        Arguments.of(
            new SocketException("Too many open files"),
            Fault.FAULT_NODE_LOCAL,
            "connect to [::1]:80 failed on this machine: Too many open files"),
        Arguments.of(
            new SocketException("odd"), Fault.FAULT_PATH, "connect to [::1]:80 failed: odd"));
  }

  @ParameterizedTest
  @MethodSource("connectFailures")
  void connectFailureHasItsFault(IOException thrown, Fault fault, String sentence) {
    InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);
    assertThat(Connects.failure(thrown, target, Duration.ofSeconds(1)))
        .isEqualTo(new Failure(fault, ErrorPhase.ERROR_PHASE_CONNECT, sentence));
  }

  @Test
  void impossibleConfigurationIsRefused() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      TcpProbes probes = probes(dns);
      assertThatThrownBy(
              () -> probes.create(TcpProbe.newBuilder().setHost("h").setPort(70000).build()))
          .isInstanceOf(InvalidProbeException.class)
          .hasMessage("tcp.port: 70000 (expected: 1 to 65535)");
      assertThatThrownBy(() -> probes.create(TcpProbe.newBuilder().setPort(1).build()))
          .isInstanceOf(InvalidProbeException.class);
      assertThatThrownBy(
              () -> probes.create(TcpProbe.newBuilder().setHost("[::1]").setPort(1).build()))
          .isInstanceOf(InvalidProbeException.class);
    }
  }
}
