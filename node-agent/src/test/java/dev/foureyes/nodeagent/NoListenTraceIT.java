package dev.foureyes.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.FakeSession;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.ProbeConfig.ProbeCase;
import dev.foureyes.proto.node.v1.Record;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that runs every kind of test, with each of its system calls for sockets written down by
 * strace: it never listens and never accepts.
 */
class NoListenTraceIT {

  private static final Set<ProbeCase> ALL =
      EnumSet.complementOf(EnumSet.of(ProbeCase.PROBE_NOT_SET));

  @TempDir private Path directory;

  /** One of every kind, at a server on this machine where that needs one. */
  private static ProbeConfig config(ProbeCase kind, ScriptedServer target) throws Exception {
    String text =
        switch (kind) {
          case HTTP -> "http { url: '" + target.url() + "' }";
          case TCP -> "tcp { host: '127.0.0.1' port: " + target.port() + " }";
          case DNS -> "dns { name: 'a.test' server: '127.0.0.1:" + target.port() + "' }";
          case UDP -> "udp { host: '127.0.0.1' port: 9 text: '?' }";
          case PING -> "ping { host: '127.0.0.1' count: 1 }";
          case PATH -> "path { host: '127.0.0.1' }";
          case BGP ->
              "bgp { host: '127.0.0.1' port: "
                  + target.port()
                  + " local_as: 64500 peer_as: 64501 }";
          case AGENT -> "agent { }";
          case PAGE -> "page { url: '" + target.url() + "' }";
          case TRANSACTION -> "transaction { steps { open { url: '" + target.url() + "' } } }";
          case PROBE_NOT_SET -> throw new AssertionError(kind);
        };
    return TextFormat.parse(text, ProbeConfig.class);
  }

  private String[] traced(Path calls, FakeGateway gateway) {
    List<String> command =
        new ArrayList<>(
            List.of("-f", "--seccomp-bpf", "-e", "trace=network", "-o", calls.toString()));
    command.addAll(
        AgentProcess.command(
            "run",
            "--server",
            gateway.address().toString(),
            "--token",
            gateway.token(),
            "--data-dir",
            directory.resolve("data").toString()));
    return command.toArray(String[]::new);
  }

  @Test
  void noSystemCallEverWaitsForWhoComes() throws Exception {
    Path calls = directory.resolve("calls");
    try (FakeGateway gateway = FakeGateway.start(new TestAuthority("Trace"));
        ScriptedServer target =
            ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        AgentProcess agent = AgentProcess.of(Map.of(), Path.of("strace"), traced(calls, gateway))) {
      FakeSession session = gateway.nextSession().acknowledging();
      List<Assignment> tests = new ArrayList<>();
      for (ProbeCase kind : ALL) {
        tests.add(
            Assignment.newBuilder()
                .setTestId(kind.name())
                .setConfigVersion(1)
                .setProbe(config(kind, target))
                .setIntervalMs(10_000)
                .setTimeoutMs(5_000)
                .setTraceOnFailure(true)
                .build());
      }
      session.welcome(1, tests.toArray(Assignment[]::new));
      Set<String> measured = new HashSet<>();
      while (measured.size() < tests.size()) {
        for (Record record : FakeSession.records(session.nextBatch())) {
          measured.add(record.getResult().getTestId());
        }
      }
      ProcessHandle.of(agent.pid()).orElseThrow().children().forEach(ProcessHandle::destroy);
      assertThat(agent.exitCode()).isZero();
    }
    List<String> lines = Files.readAllLines(calls);
    assertThat(lines.stream().filter(line -> line.contains("connect("))).isNotEmpty();
    assertThat(lines)
        .noneMatch(line ->
            line.contains("listen(") || line.contains("accept(") || line.contains("accept4("));
  }
}
