package dev.foureyes.nodeagent.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another process writes and is killed at once, again and again in one directory: whatever it said
 * was durable is there.
 */
class SpoolKillIT {

  private static final int KILLS = 6;

  @TempDir Path directory;

  /**
   * The process to be killed: writes results for ever and prints the name of each that is durable.
   */
  static final class Writer {

    private Writer() {}

    public static void main(String[] args) throws Exception {
      Spool spool =
          Spool.open(new LocalDisk(), Path.of(args[0]), SpoolLimits.DEFAULT, NodeClock.system());
      for (long i = 0; ; i++) {
        ProbeResult result =
            ProbeResult.newBuilder().setTestId(args[1] + "-" + i).setError("x".repeat(200)).build();
        var written = spool.append(result);
        var _ =
            written.thenAccept(id ->
                System.out.println(id.incarnation() + " " + id.seq() + " " + result.getTestId()));
      }
    }
  }

  @Test
  void whatWasSaidToBeDurableIsThere() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    Map<String, String> durable = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      runAndKill("run" + kill, 200 + random.nextInt(3000), durable);
    }
    assertThat(durable).hasSizeGreaterThan(KILLS * 200);
    Map<String, String> delivered = deliver();
    Set<String> missing = new HashSet<>(durable.keySet());
    missing.removeAll(delivered.keySet());
    assertThat(missing).isEmpty();
    assertThat(delivered).containsAllEntriesOf(durable);
  }

  private void runAndKill(String name, int afterRecords, Map<String, String> durable)
      throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                directory.toString(),
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == afterRecords) {
          writer.toHandle().destroyForcibly(); // SIGKILL; what it has printed before is still read
        }
      }
      lines.removeLast(); // perhaps cut
      for (String line : lines) {
        String[] parts = line.split(" ", -1);
        durable.put(parts[0] + " " + parts[1], parts[2]);
      }
    } finally {
      assertThat(writer.waitFor(30, SECONDS)).isTrue();
    }
  }

  private Map<String, String> deliver() throws Exception {
    Map<String, String> delivered = new HashMap<>();
    try (Spool spool =
            Spool.open(new LocalDisk(), directory, SpoolLimits.DEFAULT, NodeClock.system());
        SpoolReader reader = spool.openReader()) {
      for (Optional<SpoolBatch> batch = reader.read(1000, 1 << 20); batch.isPresent(); ) {
        List<Record> records = RecordList.parseFrom(batch.get().records()).getRecordsList();
        for (int i = 0; i < records.size(); i++) {
          assertThat(records.get(i).hasLoss()).isFalse();
          String id = batch.get().incarnation() + " " + (batch.get().firstSeq() + i);
          delivered.put(id, records.get(i).getResult().getTestId());
        }
        reader.acknowledge(batch.get().endSeq());
        batch = reader.read(1000, 1 << 20);
      }
    }
    return delivered;
  }
}
