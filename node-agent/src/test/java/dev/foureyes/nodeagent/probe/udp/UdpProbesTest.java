package dev.foureyes.nodeagent.probe.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.UdpPeer;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.UdpProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.UdpReply;
import dev.foureyes.proto.results.v1.UdpResult;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UdpProbesTest {

  private static final Duration TIMEOUT = Duration.ofMillis(700);
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private static ProbeOutcome run(UdpProbe.Builder config) throws Exception {
    try (FakeDns dns = FakeDns.with("udp.example. 60 A 127.0.0.1")) {
      UdpProbes probes = new UdpProbes(new HostLookup(dns.asSystem()));
      long start = System.nanoTime();
      ProbeOutcome outcome =
          probes.create(config.build()).run(Deadline.after(TIMEOUT, System::nanoTime));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plus(PATIENCE));
      return outcome;
    }
  }

  private static UdpProbe.Builder at(String host, int port) {
    return UdpProbe.newBuilder().setHost(host).setPort(port);
  }

  private static UdpResult result(ProbeOutcome outcome) {
    return ((ProbeDetail.Udp) outcome.detail()).value();
  }

  private static UdpResult failed(
      ProbeOutcome outcome, Fault fault, ErrorPhase phase, String sentence) {
    assertThat(outcome).isInstanceOf(ProbeOutcome.Failed.class);
    Failure failure = ((ProbeOutcome.Failed) outcome).failure();
    assertThat(failure.sentence()).contains(sentence);
    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.phase()).isEqualTo(phase);
    return result(outcome);
  }

  private static UdpPeer echo() throws IOException {
    return new UdpPeer("127.0.0.1", text -> Optional.of(("you said " + text).getBytes(UTF_8)));
  }

  @Test
  void answerIsTimedAndMatched() throws Exception {
    try (UdpPeer peer = echo()) {
      ProbeOutcome outcome =
          run(at("udp.example", peer.port()).setText("hi").setMatches("^you said h.$"));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      UdpResult result = result(outcome);
      assertThat(result.getReply()).isEqualTo(UdpReply.UDP_REPLY_ANSWER);
      assertThat(result.getRttMs()).isPositive();
      assertThat(result.getDnsMs()).isPositive();
      assertThat(result.getTotalMs()).isGreaterThanOrEqualTo(result.getDnsMs() + result.getRttMs());
      assertThat(result.getResponseBytes()).isEqualTo(11);
      assertThat(result.getSentPackets()).isEqualTo(1);
      assertThat(result.getRemoteIp()).isEqualTo("127.0.0.1");
      assertThat(result.getReceivedText()).isEqualTo("you said hi");
      assertThat(peer.received()).containsExactly("hi");
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 00ff0a, ff0a", "::1, DEADbeef, adbe"})
  void bytesAreSentAndFound(String address, String sent, String expected) throws Exception {
    try (UdpPeer peer = new UdpPeer(address, text -> Optional.of(text.getBytes(ISO_8859_1)))) {
      ProbeOutcome outcome = run(at(address, peer.port()).setHex(sent).setContainsHex(expected));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      assertThat(result(outcome).hasDnsMs()).isFalse();
      assertThat(result(outcome).getRemoteIp()).isEqualTo(address);
    }
  }

  @Test
  void wrongAnswerIsTheTargets() throws Exception {
    try (UdpPeer peer = echo()) {
      UdpResult result =
          failed(
              run(at("127.0.0.1", peer.port()).setText("hi").setMatches("^pong")),
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              " answered 'you said hi' (expected: a match of ^pong)");
      assertThat(result.hasRttMs()).isTrue();
      failed(
          run(at("127.0.0.1", peer.port()).setText(".").setContainsHex("00")),
          Fault.FAULT_TARGET,
          ErrorPhase.ERROR_PHASE_CONTENT,
          " answered 796f752073616964202e (expected: 00 somewhere in it)");
    }
  }

  @Test
  void emptyAnswerIsAnAnswer() throws Exception {
    try (UdpPeer peer = new UdpPeer("127.0.0.1", text -> Optional.of(new byte[0]))) {
      ProbeOutcome outcome = run(at("127.0.0.1", peer.port()).setText("."));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      assertThat(result(outcome).hasResponseBytes()).isTrue();
      assertThat(result(outcome).getResponseBytes()).isZero();
    }
  }

  @Test
  void largeAnswerIsTakenWhole() throws Exception {
    try (UdpPeer peer = new UdpPeer("127.0.0.1", text -> Optional.of(new byte[60_000]))) {
      ProbeOutcome outcome = run(at("127.0.0.1", peer.port()).setText("."));
      assertThat(result(outcome).getResponseBytes()).isEqualTo(60_000);
      assertThat(result(outcome).getReceivedText()).isEmpty();
    }
  }

  @Test
  void silenceIsToldFromAPortWhereNothingListens() throws Exception {
    int closed;
    try (UdpPeer peer = new UdpPeer("127.0.0.1", text -> Optional.empty())) {
      closed = peer.port();
      UdpResult result =
          failed(
              run(at("127.0.0.1", peer.port()).setText("x")),
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_WAIT,
              "no answer from 127.0.0.1:" + closed + " within 700 ms (datagrams sent: 1)");
      assertThat(result.getReply()).isEqualTo(UdpReply.UDP_REPLY_SILENCE);
      assertThat(result.hasRttMs()).isFalse();
      assertThat(result.getRemoteIp()).isEqualTo("127.0.0.1");
    }
    for (int attempts : new int[] {1, 3}) {
      UdpResult result =
          failed(
              run(at("127.0.0.1", closed).setText("x").setAttempts(attempts)),
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "127.0.0.1:" + closed + " says that nothing listens there (ICMP port unreachable)");
      assertThat(result.getReply()).isEqualTo(UdpReply.UDP_REPLY_PORT_UNREACHABLE);
      assertThat(result.getSentPackets()).isEqualTo(1);
    }
  }

  @Test
  void laterAttemptIsAnswered() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (UdpPeer peer =
        new UdpPeer(
            "127.0.0.1",
            text ->
                // Ports are used again: what another test has sent may come here.
                !text.equals("later") || count.incrementAndGet() < 3
                    ? Optional.empty()
                    : Optional.of("late".getBytes(UTF_8)))) {
      UdpResult result = result(run(at("127.0.0.1", peer.port()).setText("later").setAttempts(5)));
      assertThat(result.getReply()).isEqualTo(UdpReply.UDP_REPLY_ANSWER);
      assertThat(result.getSentPackets()).isEqualTo(3);
      assertThat(result.getTotalMs()).as("two pauses of 140 ms").isGreaterThan(270);
      assertThat(result.getRttMs()).isLessThan(result.getTotalMs() - 200);
    }
  }

  /** A connected socket takes nothing from strangers. */
  @Test
  void answerFromAnotherPortIsNone() throws Exception {
    try (DatagramSocket target = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread stranger =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (DatagramSocket other = new DatagramSocket()) {
                  DatagramPacket asked = new DatagramPacket(new byte[9], 9);
                  target.receive(asked);
                  other.send(new DatagramPacket(new byte[9], 9, asked.getSocketAddress()));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      UdpResult result = result(run(at("127.0.0.1", target.getLocalPort()).setText(".")));
      assertThat(stranger.join(TIMEOUT)).isTrue();
      assertThat(result.getReply()).isEqualTo(UdpReply.UDP_REPLY_SILENCE);
    }
  }

  @Test
  void addressOfAMetadataServiceIsAConfigurationFault() throws Exception {
    UdpResult result =
        failed(
            run(at("169.254.169.254", 53).setText(".")),
            Fault.FAULT_CONFIG,
            ErrorPhase.ERROR_PHASE_CONNECT,
            "the node never connects to 169.254.169.254");
    assertThat(result.getSentPackets()).isZero();
    assertThat(result.getReply()).isEqualTo(UdpReply.UDP_REPLY_UNSPECIFIED);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(
            new PortUnreachableException(),
            UdpReply.UDP_REPLY_PORT_UNREACHABLE,
            Fault.FAULT_TARGET),
        Arguments.of(
            new SocketException("Protocol not available"),
            UdpReply.UDP_REPLY_UNREACHABLE,
            Fault.FAULT_TARGET),
        Arguments.of(
            new NoRouteToHostException("No route to host"),
            UdpReply.UDP_REPLY_UNREACHABLE,
            Fault.FAULT_PATH),
        Arguments.of(
            new SocketException("Message too long"),
            UdpReply.UDP_REPLY_UNREACHABLE,
            Fault.FAULT_PATH),
        Arguments.of(
            new SocketException("Network is unreachable"),
            UdpReply.UDP_REPLY_UNSPECIFIED,
            Fault.FAULT_NODE_LOCAL),
        Arguments.of(
            new SocketException("Operation not permitted"),
            UdpReply.UDP_REPLY_UNSPECIFIED,
            Fault.FAULT_NODE_LOCAL));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void errorHasItsFault(IOException thrown, UdpReply reply, Fault fault) {
    UdpFailures.Meaning meaning = UdpFailures.of(thrown, "192.0.2.1:9");
    assertThat(meaning.reply()).isEqualTo(reply);
    assertThat(meaning.failure().fault()).isEqualTo(fault);
    assertThat(meaning.failure().sentence()).contains("192.0.2.1:9");
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(at("", 1), "udp.host: ''"),
        Arguments.of(at("[::1]", 1), "udp.host: '[::1]'"),
        Arguments.of(at("h", 0), "udp.port: 0 (expected: 1 to 65535)"),
        Arguments.of(at("h", 1).setAttempts(11), "udp.attempts: 11 (expected: 0 to 10)"),
        Arguments.of(at("h", 1).setAttempts(-1), "udp.attempts: 4294967295 (expected: 0 to 10)"),
        Arguments.of(
            at("h", 1).setText("x".repeat(1_401)), "udp.text: 1401 bytes (expected: 1 to 1400)"),
        Arguments.of(at("h", 1), "udp.text: none (expected: text or hex)"),
        Arguments.of(at("h", 1).setText(""), "udp.text: 0 bytes (expected: 1 to 1400)"),
        Arguments.of(at("h", 1).setHex("abc"), "udp.hex: 'abc' (expected: 1 to 1400 bytes as"),
        Arguments.of(at("h", 1).setHex("00".repeat(1_401)), "udp.hex: 1401 bytes (expected: "),
        Arguments.of(
            at("h", 1).setText(".").setContainsHex(""),
            "udp.contains_hex: 0 bytes (expected: 1 to"),
        Arguments.of(
            at("h", 1).setText(".").setMatches("("), "udp.matches: '(': missing closing )"));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void impossibleConfigurationIsRefused(UdpProbe.Builder config, String message) {
    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(message);
  }
}
