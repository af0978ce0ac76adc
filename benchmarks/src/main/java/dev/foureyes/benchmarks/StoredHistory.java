package dev.foureyes.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.results.v1.AgentDirection;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.AgentResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.TlsCertificate;
import dev.foureyes.proto.results.v1.TlsResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Results as an installation makes them, minute by minute: many tests on a node each for as long as
 * there are rows to fill, one test on 20 nodes for 30 days, and a mesh of 100 nodes for the last
 * half hour.
 */
final class StoredHistory {

  static final String CHARTED = "test-charted";
  static final String MESH = "test-mesh";
  static final int CHARTED_NODES = 20;
  static final int MESH_NODES = 100;
  static final Duration CHARTED_TIME = Duration.ofDays(30);
  private static final Duration MESH_TIME = Duration.ofMinutes(30);
  private static final int FAILS_ONE_IN = 200;

  private final Instant end;
  private final int tests;
  private final long minutesOfTests;
  private final Random random = new Random(1);
  private final ByteString incarnation = ByteString.copyFrom(new byte[ResultId.INCARNATION_BYTES]);
  private final TlsResult tls;
  private long seq;

  /**
   * A history.
   *
   * @param end when its last minute ends
   * @param rows about how many results in all
   * @param tests those with one node each
   */
  StoredHistory(Instant end, long rows, int tests) {
    this.end = end;
    this.tests = tests;
    long charted = CHARTED_TIME.toMinutes() * CHARTED_NODES;
    this.minutesOfTests = Math.clamp((rows - charted) / tests, 1, CHARTED_TIME.toMinutes());
    TlsCertificate.Builder certificate =
        TlsCertificate.newBuilder()
            .setSubject("CN=www.example.com")
            .setIssuer("C=US, O=Example Trust Services, CN=Example TLS RSA CA 2026")
            .setSha256("0f".repeat(32))
            .addAllSubjectAlternativeNames(List.of("www.example.com", "example.com"));
    this.tls =
        TlsResult.newBuilder()
            .addChain(certificate)
            .addChain(certificate)
            .addChain(certificate)
            .build();
  }

  static String testId(int number) {
    return "test-%05d".formatted(number);
  }

  /** Hands over the results of each minute, in the order of time. */
  void each(Consumer<List<Result>> minuteTo) {
    long minutes = CHARTED_TIME.toMinutes();
    for (long minute = 0; minute < minutes; minute++) {
      long left = minutes - minute;
      Instant start = end.minus(Duration.ofMinutes(left));
      List<Result> results = new ArrayList<>();
      for (int node = 0; node < CHARTED_NODES; node++) {
        results.add(http(CHARTED, node, start));
      }
      if (left <= minutesOfTests) {
        for (int test = 0; test < tests; test++) {
          results.add(http(testId(test), test % MESH_NODES, start));
        }
      }
      if (left <= MESH_TIME.toMinutes()) {
        for (int node = 0; node < MESH_NODES; node++) {
          results.add(mesh(node, start));
        }
      }
      minuteTo.accept(results);
    }
  }

  private Result http(String testId, int node, Instant due) {
    double wait = 20 * Math.exp(random.nextGaussian() / 2);
    HttpResult.Builder http = HttpResult.newBuilder().setDnsMs(1 + random.nextDouble());
    ProbeResult.Builder probe = ProbeResult.newBuilder();
    if (random.nextInt(FAILS_ONE_IN) == 0) {
      probe
          .setFault(Fault.FAULT_TARGET)
          .setErrorPhase(ErrorPhase.ERROR_PHASE_CONNECT)
          .setError("connect to 192.0.2.1:443 refused");
    } else {
      probe.setFault(Fault.FAULT_OK);
      http.setConnectMs(5 + random.nextDouble())
          .setTlsMs(11 + random.nextDouble())
          .setSendMs(0.1)
          .setWaitMs(wait)
          .setReceiveMs(0.5)
          .setResponseMs(18 + wait)
          .setTotalMs(18.5 + wait)
          .setStatus(200)
          .setWireBytes(15_000)
          .setBodyBytes(48_000)
          .setProtocol("h2")
          .setRemoteIp("192.0.2.1")
          .setFinalUrl("https://www.example.com/")
          .setTls(tls);
    }
    return result(testId, node, due, probe.setHttp(http));
  }

  private Result mesh(int node, Instant due) {
    AgentResult.Builder mesh = AgentResult.newBuilder().setRttAvgMs(20).setLossRatio(0);
    for (int peer = 0; peer < MESH_NODES; peer++) {
      if (peer != node) {
        AgentDirection.Builder way =
            AgentDirection.newBuilder()
                .setSent(10)
                .setReceived(10)
                .setLost(0)
                .setLossRatio(0)
                .setJitterRfc3550Ms(random.nextDouble())
                .setDelayAvgMs(10 + random.nextDouble());
        mesh.addPeers(
            AgentPeerResult.newBuilder()
                .setNodeId(nodeId(peer))
                .setNodeName("node " + peer)
                .setRemote("192.0.2.2:20001")
                .setReach(AgentReach.AGENT_REACH_BOTH_WAYS)
                .setFault(Fault.FAULT_OK)
                .setSent(10)
                .setReceived(10)
                .setRttAvgMs(20 + random.nextDouble())
                .setRttP95Ms(22)
                .setOut(way)
                .setIn(way));
      }
    }
    return result(
        MESH, node, due, ProbeResult.newBuilder().setFault(Fault.FAULT_OK).setAgent(mesh));
  }

  private static String nodeId(int number) {
    return "nd-%03d".formatted(number);
  }

  private Result result(String testId, int node, Instant due, ProbeResult.Builder probe) {
    String nodeId = nodeId(node);
    long number = seq++;
    long dueMillis = due.toEpochMilli() + Math.floorMod(testId.hashCode() + node, 60_000);
    return Result.newBuilder()
        .setId(new ResultId(nodeId, incarnation, number).toString())
        .setOrg("default")
        .setNodeId(nodeId)
        .setIncarnation(incarnation)
        .setSeq(number)
        .setReceivedAt(Timestamps.fromMillis(dueMillis + 500))
        .setNodeName("node " + node)
        .setTestName(testId)
        .setProbe(
            probe
                .setTestId(testId)
                .setScheduledAt(Timestamps.fromMillis(dueMillis))
                .setDurationMs(40))
        .build();
  }
}
