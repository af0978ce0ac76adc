package dev.foureyes.nodeagent.blame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.ServerClock;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.FaultEvidence;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.TlsCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlameTest {

  private static final long MILLI = 1_000_000;
  private static final Instant WALL = Instant.parse("2026-11-01T00:00:00Z");
  private static final ServerAddress NOBODY = new ServerAddress("nobody.test", 1);

  private final AtomicLong now = new AtomicLong();
  private final Stalls stalls = new Stalls(0);
  private final NodeClock clock = new NodeClock(() -> WALL, now::get);
  private final ServerClock serverClock = new ServerClock(clock);
  private FakeDns dns;
  private ServerSocket open;
  private ServerAddress closed;

  @BeforeEach
  void peers() throws IOException {
    dns = FakeDns.with(); // no name exists
    open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (ServerSocket soon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = new ServerAddress("127.0.0.1", soon.getLocalPort());
    }
  }

  @AfterEach
  void close() throws IOException {
    dns.close();
    open.close();
  }

  private ServerAddress listening() {
    return new ServerAddress("127.0.0.1", open.getLocalPort());
  }

  private ProbeResult review(Fault fault, ServerAddress... references) throws Exception {
    ProbeResult.Builder result =
        ProbeResult.newBuilder().setFault(fault).setError(fault == Fault.FAULT_OK ? "" : "slow");
    blame(references).review(result, 0, 1000 * MILLI);
    return result.build();
  }

  private Blame blame(ServerAddress... references) {
    return new Blame(
        new References(List.of(references), new HostLookup(dns.asSystem()), now::get),
        stalls,
        clock,
        serverClock);
  }

  private void beatsUntil(long ms) {
    for (long beat = 50; beat <= ms; beat += 50) {
      stalls.beat(beat * MILLI);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FAULT_PATH, NONE, FAULT_PATH, 0, 0",
    "FAULT_PATH, LISTENING, FAULT_PATH, 1, 1",
    "FAULT_PATH, REFUSING, FAULT_PATH, 1, 1",
    "FAULT_PATH, GONE, FAULT_NODE_LOCAL, 1, 0",
    "FAULT_PATH, ONE_OF_TWO, FAULT_PATH, 2, 1",
    "FAULT_TARGET, GONE, FAULT_TARGET, 0, 0", // it answered
    "FAULT_CONFIG, GONE, FAULT_CONFIG, 0, 0",
    "FAULT_INTERNAL, GONE, FAULT_INTERNAL, 0, 0",
    "FAULT_NODE_LOCAL, GONE, FAULT_NODE_LOCAL, 0, 0",
    "FAULT_OK, GONE, FAULT_OK, 0, 0"
  })
  void references(Fault found, String references, Fault judged, int asked, int reached)
      throws Exception {
    beatsUntil(1000);
    ServerAddress[] named =
        switch (references) {
          case "NONE" -> new ServerAddress[0];
          case "LISTENING" -> new ServerAddress[] {listening()};
          case "REFUSING" -> new ServerAddress[] {closed};
          case "GONE" -> new ServerAddress[] {NOBODY};
          default -> new ServerAddress[] {NOBODY, listening()};
        };
    ProbeResult result = review(found, named);

    assertThat(result.getFault()).isEqualTo(judged);
    assertThat(result.getEvidence().getReferencesAsked()).isEqualTo(asked);
    assertThat(result.getEvidence().getReferencesReached()).isEqualTo(reached);
    assertThat(result.hasEvidence()).isEqualTo(asked > 0);
  }

  @Test
  void whoIsCutOffSaysSo() throws Exception {
    beatsUntil(1000);
    assertThat(review(Fault.FAULT_PATH, NOBODY, new ServerAddress("else.test", 2)).getError())
        .isEqualTo("the node is cut off: it reaches none of nobody.test:1, else.test:2; slow");
  }

  @ParameterizedTest
  @CsvSource({
    "FAULT_TARGET, 1000, FAULT_TARGET, 0",
    "FAULT_TARGET, 800, FAULT_TARGET, 150", // seen, and not enough
    "FAULT_TARGET, 650, FAULT_NODE_LOCAL, 300",
    "FAULT_PATH, 650, FAULT_NODE_LOCAL, 300",
    "FAULT_CONFIG, 100, FAULT_CONFIG, 0",
    "FAULT_OK, 100, FAULT_OK, 0"
  })
  void stall(Fault found, long lastBeatMs, Fault judged, double stalledMs) throws Exception {
    beatsUntil(lastBeatMs);
    ProbeResult result = review(found);

    assertThat(result.getFault()).isEqualTo(judged);
    assertThat(result.getEvidence())
        .isEqualTo(FaultEvidence.newBuilder().setStalledMs(stalledMs).build());
  }

  @Test
  void whoStoodStillSaysSo() throws Exception {
    beatsUntil(650);
    assertThat(review(Fault.FAULT_TARGET).getError())
        .isEqualTo("the node's machine stood still for 300 of the run's 1000 ms; slow");
  }

  @ParameterizedTest
  @CsvSource({
    // by the node's clock it is 00:00; the certificate ends at 23:00 the day before
    "false, PT2H, -1, FAULT_NODE_LOCAL", // and by the server's it was 22:00
    "false, PT30M, -1, FAULT_TARGET", // 23:30: expired all the same
    "false, PT0S, -1, FAULT_TARGET",
    "false, PT-2H, 1, FAULT_NODE_LOCAL", // begins at 01:00, and it is 02:00
    "false, PT-30M, 1, FAULT_TARGET",
    "true, PT2H, -1, FAULT_TARGET" // it failed for something else
  })
  void aCertificateThatIsInvalidForThisClockAlone(
      boolean isValid, Duration ahead, int beginOrEnd, Fault judged) throws Exception {
    beatsUntil(1000);
    serverClock.heard(WALL.minus(ahead), 0, 0);
    Instant edge = WALL.plus(Duration.ofHours(beginOrEnd));
    Instant other = WALL.plus(Duration.ofDays(beginOrEnd));
    TlsCertificate certificate =
        TlsCertificate.newBuilder()
            .setNotBefore(NodeClock.timestamp(beginOrEnd > 0 ? edge : other))
            .setNotAfter(NodeClock.timestamp(beginOrEnd > 0 ? other : edge))
            .build();
    ProbeResult.Builder result =
        ProbeResult.newBuilder().setFault(Fault.FAULT_TARGET).setError("not valid");
    result.getHttpBuilder().getTlsBuilder().setValid(isValid).addChain(certificate);

    blame().review(result, 0, 1000 * MILLI);

    assertThat(result.getFault()).isEqualTo(judged);
    if (judged == Fault.FAULT_NODE_LOCAL) {
      assertThat(result.getError())
          .isEqualTo(
              "the node's clock is 7200 s "
                  + (ahead.isNegative() ? "behind" : "ahead of")
                  + " the server's; not valid");
      assertThat(result.getEvidence().getClockOffsetMs())
          .isCloseTo((double) ahead.toMillis(), within(10.0));
    } else {
      assertThat(result.hasEvidence()).isFalse();
    }
  }

  @Test
  void aLongErrorKeepsItsBound() throws Exception {
    ProbeResult.Builder result =
        ProbeResult.newBuilder().setFault(Fault.FAULT_PATH).setError("😀".repeat(1024));
    blame(NOBODY).review(result, 0, 10 * MILLI);
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
    assertThat(result.getError().codePointCount(0, result.getError().length())).isEqualTo(1000);
  }

  @Test
  void manyFailuresAskOnce() throws Exception {
    beatsUntil(1000);
    Blame blame = blame(listening());
    for (int i = 0; i < 10; i++) {
      blame.review(ProbeResult.newBuilder().setFault(Fault.FAULT_PATH), 0, 1000 * MILLI);
    }
    open.accept().close();
    open.setSoTimeout(50);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(open::accept))
        .as("a second connection")
        .isInstanceOf(java.net.SocketTimeoutException.class);

    now.set(2001 * MILLI);
    blame.review(ProbeResult.newBuilder().setFault(Fault.FAULT_PATH), 0, 1000 * MILLI);
    open.setSoTimeout(5000);
    open.accept().close();
  }
}
