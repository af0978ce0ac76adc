package dev.foureyes.nodeagent.probe.agent;

import com.google.protobuf.util.JsonFormat;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * One end of a pair as a process, for a namespace of its own: {@code ASSIGNMENT OUT RUNS TIMEOUT_MS
 * CLOCK_AHEAD_MS}. Waits until the other has begun too, runs, writes the last result, and stays
 * until its standard input ends.
 */
final class PairNode {

  private PairNode() {}

  public static void main(String[] arguments) throws Exception {
    Assignment.Builder assignment = Assignment.newBuilder();
    JsonFormat.parser().merge(Files.readString(Path.of(arguments[0])), assignment);
    Path out = Path.of(arguments[1]);
    TestNode node =
        new TestNode(Duration.ofMillis(Long.parseLong(arguments[4])))
            .knowsTheTime(Duration.ofMillis(1));
    Probe probe = node.probe(assignment.getProbe().getAgent(), assignment.getPeers(0));
    try (probe) {
      ProbeResult result = ProbeResult.getDefaultInstance();
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        result = node.run(probe, Duration.ofMillis(Long.parseLong(arguments[3])));
      }
      Path temporary = Files.createTempFile(out.getParent(), "result", ".json");
      Files.writeString(temporary, JsonFormat.printer().print(result));
      Files.move(temporary, out, StandardCopyOption.ATOMIC_MOVE);
      while (System.in.read() >= 0) {
        // stays, for the other end
      }
    }
  }
}
