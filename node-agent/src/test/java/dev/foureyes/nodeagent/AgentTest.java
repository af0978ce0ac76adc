package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.identity.EnrolmentToken;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.FakeSession;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.node.v1.AssignmentAck;
import dev.foureyes.proto.node.v1.Capability;
import dev.foureyes.proto.node.v1.ConnectRequest.MessageCase;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.NodeHealth;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The whole agent in this process, with a gateway and targets on loopback. */
@Isolated("times the whole agent")
class AgentTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("FourEyes test authority");

  @TempDir Path directory;

  private FakeGateway gateway;
  private ScriptedServer target;

  @BeforeEach
  void start() throws Exception {
    gateway = FakeGateway.start(AUTHORITY);
    target = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  @AfterEach
  void stop() throws Exception {
    target.close();
    gateway.close();
  }

  private Agent agent() throws IOException {
    return new Agent(
        new AgentSettings(
            gateway.address(),
            directory.resolve("data"),
            "host-7",
            "branch-7",
            SpoolLimits.DEFAULT));
  }

  private CompletableFuture<Refusal> enrolAndStart(Agent agent) throws Exception {
    NodeIdentity identity =
        agent.identity().isPresent()
            ? agent.identity().get()
            : agent.enrol(EnrolmentToken.parse(gateway.token()));
    return agent.start(identity);
  }

  private Assignment http(String id) {
    return Assignment.newBuilder()
        .setTestId(id)
        .setConfigVersion(1)
        .setProbe(ProbeConfig.newBuilder().setHttp(HttpProbe.newBuilder().setUrl(target.url())))
        .setIntervalMs(1000)
        .setTimeoutMs(900)
        .build();
  }

  private static ProbeResult nextResult(FakeSession session) throws InterruptedException {
    while (true) {
      ResultBatch batch = session.nextBatch();
      for (Record each : FakeSession.records(batch)) {
        return each.getResult();
      }
    }
  }

  @Test
  void assignedTestGivesItsFirstResultWithinASecondOfTheSnapshot() throws Exception {
    try (Agent agent = agent()) {
      var _ = enrolAndStart(agent);
      FakeSession session = gateway.nextSession().acknowledging();
      Hello hello = session.welcome(1);
      assertThat(hello.getHostname()).isEqualTo("host-7");
      assertThat(gateway.enrolments().getFirst().getSuggestedName()).isEqualTo("branch-7");
      assertThat(hello.getCapabilitiesList())
          .as("nobody has allowed a browser")
          .doesNotContain(Capability.CAPABILITY_BROWSER)
          .contains(
              Capability.CAPABILITY_HTTP,
              Capability.CAPABILITY_TCP,
              Capability.CAPABILITY_DNS,
              Capability.CAPABILITY_UDP);
      session.nextAssignmentAck();
      await().until(() -> session.has(MessageCase.HEARTBEAT)); // warmed up by then
      long start = System.nanoTime();
      session.snapshot(2, http("t"));
      ProbeResult result = nextResult(session);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_OK);
      assertThat(result.getHttp().getStatus()).isEqualTo(200);
      assertThat(result.getHttp().getTotalMs())
          .as("not the time of a cold process")
          .isLessThan(150);
      NodeHealth health = session.next(MessageCase.HEARTBEAT).getHeartbeat().getHealth();
      assertThat(health.getTestsAssigned()).isEqualTo(1);
      assertThat(health.getResultsTotal()).isPositive();
      assertThat(health.getRssBytes()).isGreaterThan(10L << 20);
      assertThat(health.getCpuS()).isPositive();
    }
  }

  @Test
  void restartedWithoutItsServerItGoesOnMeasuring() throws Exception {
    try (Agent agent = agent()) {
      var _ = enrolAndStart(agent);
      FakeSession session = gateway.nextSession().acknowledging();
      session.welcome(5, http("t"));
      session.nextBatch();
    }
    gateway.stop();
    int before = target.requests().size();
    try (Agent agent = agent()) {
      var _ = enrolAndStart(agent);
      await().until(() -> target.requests().size() > before);
      gateway.start();
      FakeSession session = gateway.nextSession().acknowledging();
      Hello hello = session.welcome(5, http("t"));
      assertThat(hello.getAssignmentRevision()).isEqualTo(5);
      assertThat(nextResult(session).getTestId()).isEqualTo("t");
    }
  }

  @Test
  void whatThisVersionCannotRunIsRefusedByName() throws Exception {
    try (Agent agent = agent()) {
      var _ = enrolAndStart(agent);
      FakeSession session = gateway.nextSession().acknowledging();
      Assignment newer =
          http("newer").toBuilder().setProbe(ProbeConfig.getDefaultInstance()).build();
      Assignment wrong =
          http("wrong").toBuilder()
              .setProbe(
                  ProbeConfig.newBuilder().setTcp(TcpProbe.newBuilder().setHost("h").setPort(0)))
              .build();
      session.welcome(1, newer, wrong, http("good"));
      AssignmentAck ack = session.nextAssignmentAck();
      assertThat(ack.getRefusedList())
          .extracting(refusal -> refusal.getTestId() + " " + refusal.getReason())
          .containsExactlyInAnyOrder(
              "newer probe: a kind that this version of the agent does not know (expected: HTTP, TCP, DNS, UDP, ping, path, agent-to-agent, BGP, page or transaction)",
              "wrong tcp.port: 0 (expected: 1 to 65535)");
      assertThat(nextResult(session).getTestId()).isEqualTo("good");
    }
  }

  @Test
  void directoryBelongsToOneAgent() throws Exception {
    try (Agent agent = agent()) {
      assertThat(agent.identity()).isEmpty();
      assertThatThrownBy(this::agent)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use by another agent");
    }
    agent().close();
  }

  @Test
  void revokedNodeIsToldSo() throws Exception {
    gateway.onConnect(session ->
        session.fail(FakeGateway.refusal(Status.Code.PERMISSION_DENIED, "NODE_REVOKED")));
    try (Agent agent = agent()) {
      assertThat(enrolAndStart(agent).get()).isEqualTo(Refusal.NODE_REVOKED);
    }
  }
}
