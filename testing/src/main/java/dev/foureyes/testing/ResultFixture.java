package dev.foureyes.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.Scope;
import dev.foureyes.model.result.ResultId;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes HTTP results that look like real ones: one test on one node, a result each interval.
 *
 * @param org of test and node
 */
public record ResultFixture(
    String org, String testId, String nodeId, Instant start, Duration interval) {

  /** A fixture of the default organisation with one result a minute from noon on 1 March 2026. */
  public static ResultFixture of(String testId, String nodeId) {
    return new ResultFixture(
        Scope.DEFAULT_ORG,
        testId,
        nodeId,
        Instant.parse("2026-03-01T12:00:00Z"),
        Duration.ofMinutes(1));
  }

  public ResultFixture in(String otherOrg) {
    return new ResultFixture(otherOrg, testId, nodeId, start, interval);
  }

  public ResultFixture from(Instant otherStart) {
    return new ResultFixture(org, testId, nodeId, otherStart, interval);
  }

  /** The result number n, which passed. */
  public Result passed(int n, double totalMs) {
    HttpResult http =
        HttpResult.newBuilder()
            .setDnsMs(1)
            .setConnectMs(2)
            .setSendMs(0.5)
            .setWaitMs(Math.max(0, totalMs - 4.5))
            .setReceiveMs(1)
            .setResponseMs(totalMs - 1)
            .setTotalMs(totalMs)
            .setStatus(200)
            .setWireBytes(1_500)
            .setBodyBytes(1_200)
            .setProtocol("http/1.1")
            .setRemoteIp("192.0.2.1")
            .setFinalUrl("http://www.example.org/")
            .build();
    return result(
        n, ProbeResult.newBuilder().setFault(Fault.FAULT_OK).setDurationMs(totalMs).setHttp(http));
  }

  /** The result number n, for which the target could not be reached. */
  public Result failed(int n) {
    return failed(n, Fault.FAULT_TARGET);
  }

  public Result failed(int n, Fault fault) {
    return result(
        n,
        ProbeResult.newBuilder()
            .setFault(fault)
            .setErrorPhase(ErrorPhase.ERROR_PHASE_CONNECT)
            .setError("connect to 192.0.2.1:80 refused")
            .setDurationMs(2)
            .setHttp(HttpResult.newBuilder().setDnsMs(1).setRemoteIp("192.0.2.1")));
  }

  private Result result(int n, ProbeResult.Builder probe) {
    Instant due = start.plus(interval.multipliedBy(n));
    ResultId id = new ResultId(nodeId, incarnation(), n);
    return Result.newBuilder()
        .setId(id.toString())
        .setOrg(org)
        .setNodeId(nodeId)
        .setIncarnation(id.incarnation())
        .setSeq(n)
        .setReceivedAt(Timestamps.fromMillis(due.toEpochMilli() + 300))
        .setNodeName("Node " + nodeId)
        .putNodeLabels("site", "berlin")
        .setTestName("Test " + testId)
        .setProbe(
            probe
                .setTestId(testId)
                .setConfigVersion(1)
                .setRound(due.toEpochMilli() / interval.toMillis())
                .setScheduledAt(Timestamps.fromMillis(due.toEpochMilli()))
                .setLatenessMs(0.25))
        .build();
  }

  /**
   * The identity of the spool that the results come from; one for each test and node, so that
   * numbers can start at 0.
   */
  public ByteString incarnation() {
    byte[] bytes = new byte[ResultId.INCARNATION_BYTES];
    bytes[0] = (byte) testId.hashCode();
    bytes[1] = (byte) nodeId.hashCode();
    return ByteString.copyFrom(bytes);
  }
}
