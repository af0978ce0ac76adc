package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.FakeSession;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.SocketTable;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.ResultBatch;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own. */
class MainIT {

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

  private AgentProcess run(String... more) throws Exception {
    String[] arguments = new String[more.length + 5];
    System.arraycopy(
        new String[] {
          "run",
          "--server",
          gateway.address().toString(),
          "--data-dir",
          directory.resolve("data").toString()
        },
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return new AgentProcess(Map.of(), arguments);
  }

  private Assignment[] tests() {
    ProbeConfig http =
        ProbeConfig.newBuilder().setHttp(HttpProbe.newBuilder().setUrl(target.url())).build();
    ProbeConfig tcp =
        ProbeConfig.newBuilder()
            .setTcp(TcpProbe.newBuilder().setHost("127.0.0.1").setPort(target.port()))
            .build();
    ProbeConfig dns =
        ProbeConfig.newBuilder()
            .setDns(
                DnsProbe.newBuilder().setName("a.example").setServer("127.0.0.1:" + target.port()))
            .build();
    return List.of(http, tcp, dns).stream()
        .map(probe ->
            Assignment.newBuilder()
                .setTestId(probe.getProbeCase().name())
                .setConfigVersion(1)
                .setProbe(probe)
                .setIntervalMs(1000)
                .setTimeoutMs(500)
                .build())
        .toArray(Assignment[]::new);
  }

  @Test
  void enrolsWithAFileThatComesLaterMeasuresAndStopsInOrder() throws Exception {
    Path tokenFile = directory.resolve("token");
    try (AgentProcess agent = run("--token-file", tokenFile.toString())) {
      await().until(() -> agent.output().contains("waiting for the enrolment token"));
      Files.writeString(tokenFile, gateway.token() + "\n");
      FakeSession session = gateway.nextSession().acknowledging();
      session.welcome(1, tests());
      session.nextBatch();
      agent.terminate();
      long start = System.nanoTime();
      assertThat(agent.exitCode()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      session.awaitEnd();
      assertThat(agent.output()).contains("agent stopped");
      assertThat(agent.output().lines().filter(line -> line.contains("waiting for"))).hasSize(1);
      assertThat(agent.output()).as("secrets stay out of the log").doesNotContain(gateway.token());
    }
    try (AgentProcess again = run("--token", "anything")) {
      gateway.nextSession().welcome(1);
      assertThat(gateway.enrolments()).as("a node that is enrolled needs no token").hasSize(1);
      again.terminate();
      assertThat(again.exitCode()).isZero();
    }
  }

  @Test
  void nothingEverListens() throws Exception {
    try (ServerSocket check = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(SocketTable.listening(ProcessHandle.current().pid()))
          .as("the test sees what listens")
          .anyMatch(line -> line.contains(String.format(":%04X", check.getLocalPort())));
    }
    try (AgentProcess agent = run("--token", gateway.token(), "--log-format", "json")) {
      FakeSession session = gateway.nextSession().acknowledging();
      session.welcome(1, tests());
      session.nextBatch();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(SocketTable.listening(agent.pid())).isEmpty());
      session.nextBatch();
      assertThat(agent.isAlive()).isTrue();
      assertThat(agent.output()).startsWith("{\"time\":\"");
    }
  }

  @Test
  void killedAgentDeliversWhatItHadMeasured() throws Exception {
    Map<String, String> seen = new HashMap<>();
    String killedIncarnation;
    try (AgentProcess agent = run("--token", gateway.token())) {
      FakeSession session = gateway.nextSession();
      killedIncarnation = hex(session.welcome(1, tests()).getSpool().getIncarnation());
      for (int i = 0; i < 2; i++) {
        take(session.nextBatch(), seen);
      }
      agent.kill();
    }
    assertThat(seen).isNotEmpty();
    try (AgentProcess agent = run()) {
      FakeSession session = gateway.nextSession();
      assertThat(hex(session.welcome(1, tests()).getSpool().getIncarnation()))
          .isNotEqualTo(killedIncarnation);
      Map<String, String> again = new HashMap<>();
      while (again.size() < seen.size()) {
        ResultBatch batch = session.nextBatch();
        take(batch, again);
        session.acknowledge(batch.getFirstSeq() + batch.getCount());
      }
      assertThat(again).containsAllEntriesOf(seen);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static void take(ResultBatch batch, Map<String, String> into) {
    List<Record> records = FakeSession.records(batch);
    for (int i = 0; i < records.size(); i++) {
      into.put(
          hex(batch.getIncarnation()) + " " + (batch.getFirstSeq() + i), records.get(i).toString());
    }
  }

  @Test
  void refusedTokenEndsWithCode3AndSaysWhatToDo() throws Exception {
    gateway.onEnroll(request -> {
      throw FakeGateway.refusal(Status.Code.UNAUTHENTICATED, "TOKEN_EXPIRED");
    });
    try (AgentProcess agent = run("--token", gateway.token())) {
      assertThat(agent.exitCode()).isEqualTo(3);
      assertThat(agent.output()).contains("the enrolment token has expired: make a new one");
    }
  }

  @Test
  void revokedNodeEndsWithCode3AndSaysWhatToDo() throws Exception {
    gateway.onConnect(session ->
        session.fail(FakeGateway.refusal(Status.Code.PERMISSION_DENIED, "NODE_REVOKED")));
    try (AgentProcess agent = run("--token", gateway.token())) {
      assertThat(agent.exitCode()).isEqualTo(3);
      assertThat(agent.output()).contains("this node was revoked on the server");
    }
  }

  @Test
  void wrongUsageEndsWithCode2() throws Exception {
    try (AgentProcess agent =
        new AgentProcess(Map.of("FOUREYES_NODE_SERVER", "nowhere"), "run", "--data-dir", "d")) {
      assertThat(agent.exitCode()).isEqualTo(2);
      assertThat(agent.output())
          .isEqualTo(
              "foureyes-node: --server: nowhere (expected: HOST:PORT, for example gateway.example.com:9443)");
    }
    try (AgentProcess agent = run()) {
      assertThat(agent.exitCode()).isEqualTo(2);
      assertThat(agent.output()).contains("--token: not given, and this node is not enrolled");
    }
    try (AgentProcess agent = run("--token", "fee.x.y")) {
      assertThat(agent.exitCode()).isEqualTo(2);
      assertThat(agent.output())
          .contains("--token: secret of 1 characters (expected: 32 bytes in base64url");
    }
  }

  @Test
  void directoryThatCannotBeUsedEndsWithCode1() throws Exception {
    Files.writeString(directory.resolve("data"), "a file");
    try (AgentProcess agent = run("--token", gateway.token())) {
      assertThat(agent.exitCode()).isEqualTo(1);
      assertThat(agent.output()).contains("cannot run");
    }
  }

  @Test
  void versionAndHelpArePrinted() throws Exception {
    try (AgentProcess agent = new AgentProcess(Map.of(), "version")) {
      assertThat(agent.exitCode()).isZero();
      assertThat(agent.output()).startsWith("foureyes-node ");
    }
    try (AgentProcess agent = new AgentProcess(Map.of(), "--help")) {
      assertThat(agent.exitCode()).isZero();
      assertThat(agent.output()).contains("foureyes-node probe http URL");
    }
  }

  @Test
  void probesOnceAndPrintsNothingElse() throws Exception {
    try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        AgentProcess probe =
            new AgentProcess(
                Map.of("NO_COLOR", "1"), "probe", "tcp", "127.0.0.1:" + target.getLocalPort())) {
      assertThat(probe.exitCode()).isZero();
      assertThat(probe.output())
          .startsWith(
              "TCP 127.0.0.1:" + target.getLocalPort() + "\npassed   connected to 127.0.0.1 in ");
    }
  }

  @Test
  void aProbeThatFailsEndsWithCode1AndOneThatIsRefusedWithCode4() throws Exception {
    try (AgentProcess probe = new AgentProcess(Map.of(), "probe", "tcp", "127.0.0.1:1")) {
      assertThat(probe.exitCode()).isEqualTo(1);
      assertThat(probe.output()).contains("failed   connect to 127.0.0.1:1 refused");
    }
    try (AgentProcess probe =
        new AgentProcess(Map.of(), "probe", "http", "http://169.254.169.254/")) {
      assertThat(probe.exitCode()).isEqualTo(4);
      assertThat(probe.output()).contains("refused  the node never connects to 169.254.169.254");
    }
    try (AgentProcess probe = new AgentProcess(Map.of(), "probe", "tcp", "127.0.0.1")) {
      assertThat(probe.exitCode()).isEqualTo(2);
      assertThat(probe.output())
          .startsWith("foureyes-node: HOST:PORT: 127.0.0.1 (expected: HOST:PORT");
    }
  }
}
