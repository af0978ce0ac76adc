package dev.foureyes.nodeagent.probe.agent;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import dev.foureyes.nodeagent.peers.link.Namespace;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Two {@link PairNode}s in two namespaces, and what they find. */
final class PairInside {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What both ends found. */
  record Found(ProbeResult byFirst, ProbeResult bySecond) {}

  /**
   * How an end runs.
   *
   * @param ahead of its wall clock
   */
  record End(Namespace namespace, AgentPeer peer, Duration ahead) {}

  private PairInside() {}

  static Found run(
      Path directory, AgentProbe config, int runs, Duration timeout, End first, End second)
      throws IOException {
    try (Node one = Node.start(directory, config, runs, timeout, first);
        Node other = Node.start(directory, config, runs, timeout, second)) {
      return new Found(one.result(), other.result());
    }
  }

  private record Node(Process process, Path out) implements AutoCloseable {

    static Node start(Path directory, AgentProbe config, int runs, Duration timeout, End end)
        throws IOException {
      Path assignment = directory.resolve(UUID.randomUUID() + ".json");
      Path out = directory.resolve(UUID.randomUUID() + ".result");
      Files.writeString(
          assignment,
          JsonFormat.printer()
              .print(
                  Assignment.newBuilder()
                      .setProbe(ProbeConfig.newBuilder().setAgent(config))
                      .addPeers(end.peer())));
      List<String> command =
          List.of(
              "ip",
              "netns",
              "exec",
              end.namespace().name(),
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx64m",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              PairNode.class.getName(),
              assignment.toString(),
              out.toString(),
              String.valueOf(runs),
              String.valueOf(timeout.toMillis()),
              String.valueOf(end.ahead().toMillis()));
      return new Node(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start(),
          out);
    }

    ProbeResult result() throws IOException {
      await()
          .atMost(PATIENCE)
          .until(() -> {
            if (!process.isAlive()) {
              throw new IllegalStateException("a node ended: exit code " + process.exitValue());
            }
            return Files.exists(out);
          });
      ProbeResult.Builder result = ProbeResult.newBuilder();
      JsonFormat.parser().merge(Files.readString(out), result);
      return result.build();
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close(); // it ends by itself then
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
