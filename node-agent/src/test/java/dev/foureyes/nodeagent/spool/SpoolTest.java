package dev.foureyes.nodeagent.spool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool with its thread, on this machine's disk. */
class SpoolTest {

  @TempDir Path directory;

  private Spool open() throws Exception {
    return Spool.open(
        new LocalDisk(), directory.resolve("spool"), SpoolLimits.DEFAULT, NodeClock.system());
  }

  private static ProbeResult result(int number) {
    return ProbeResult.newBuilder().setTestId("test-" + number).build();
  }

  @Test
  void resultsGetNumbersInTheOrderTheyCame() throws Exception {
    try (Spool spool = open()) {
      List<CompletableFuture<RecordId>> written = new ArrayList<>();
      for (int i = 0; i < 250; i++) {
        written.add(spool.append(result(i)));
      }
      for (int i = 0; i < 250; i++) {
        assertThat(written.get(i).get(10, SECONDS).seq()).isEqualTo(i);
      }
      assertThat(spool.state().getNextSeq()).isEqualTo(250);
    }
  }

  @Test
  void durableRecordsAreAnnouncedAndReadable() throws Exception {
    try (Spool spool = open();
        SpoolReader reader = spool.openReader()) {
      CountDownLatch announced = new CountDownLatch(1);
      spool.onDurable(announced::countDown);
      RecordId id = spool.append(result(1)).get(10, SECONDS);
      assertThat(announced.await(10, SECONDS)).isTrue();
      SpoolBatch batch = reader.read(10, 1000).orElseThrow();
      assertThat(batch.incarnation()).isEqualTo(id.incarnation());
      assertThat(batch.count()).isEqualTo(1);
      assertThat(reader.ahead()).isZero();
      reader.acknowledge(1);
      assertThat(spool.state().getFirstUnackedSeq()).isEqualTo(1);
    }
  }

  @Test
  void whatIsWaitingAtTheEndIsWritten() throws Exception {
    List<CompletableFuture<RecordId>> written = new ArrayList<>();
    Spool spool = open();
    for (int i = 0; i < 30; i++) {
      written.add(spool.append(result(i)));
    }
    spool.close();
    assertThat(written).allMatch(CompletableFuture::isDone);
    try (Spool again = open();
        SpoolReader reader = again.openReader()) {
      assertThat(reader.read(100, 1 << 20).orElseThrow().count()).isEqualTo(30);
    }
    assertThatThrownBy(() -> spool.append(result(0))).hasMessage("spool is closed");
  }

  @Test
  void tooLargeAResultIsRefusedByName() throws Exception {
    try (Spool spool = open()) {
      ProbeResult huge = ProbeResult.newBuilder().setError("x".repeat(300_000)).build();
      assertThatThrownBy(() -> spool.append(huge))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("result: 3000\\d\\d bytes \\(expected: at most 262144\\)");
    }
  }

  @Test
  void onlyTheOwnerCanRead() throws Exception {
    try (Spool spool = open()) {
      spool.append(result(1)).get(10, SECONDS);
    }
    try (Stream<Path> files = Files.walk(directory.resolve("spool"))) {
      for (Path file : files.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        assertThat(mode)
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void directoryThatCannotBeWrittenLosesResultsAndSaysSo() throws Exception {
    try (Spool spool = open()) {
      Files.writeString(directory.resolve("spool"), "a file where the directory should be");
      assertThatThrownBy(() -> spool.append(result(1)).get(10, SECONDS))
          .hasCauseInstanceOf(SpoolLossException.class);
      assertThat(spool.state().getDroppedRecords()).isEqualTo(1);
    }
  }
}
