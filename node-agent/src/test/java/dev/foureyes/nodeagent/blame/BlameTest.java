package dev.foureyes.nodeagent.blame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.FaultEvidence;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlameTest {

  private static final long MILLI = 1_000_000;
  private static final ServerAddress NOBODY = new ServerAddress("nobody.test", 1);

  private final AtomicLong now = new AtomicLong();
  private final Stalls stalls = new Stalls(0);
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
        new References(List.of(references), new HostLookup(dns.asSystem()), now::get), stalls);
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
