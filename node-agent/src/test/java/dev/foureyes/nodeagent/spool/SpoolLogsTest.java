package dev.foureyes.nodeagent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.disk.SimulatedDisk;
import dev.foureyes.nodeagent.spool.SpoolLogs.Entry;
import dev.foureyes.nodeagent.time.ManualClock;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.LossRecord;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpoolLogsTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private final ManualClock time = new ManualClock(START);
  private final SplittableRandom random = new SplittableRandom(1);
  private final SimulatedDisk disk = new SimulatedDisk(random);
  private SpoolLogs logs;
  private SpoolCursor cursor;

  SpoolLogsTest() throws IOException {
    logs = open();
    cursor = new SpoolCursor(logs);
  }

  @Test
  void batchesEndAtTheirLimits() throws IOException {
    append(10, 100);
    assertThat(read(4, 1 << 20).count()).isEqualTo(4);
    SpoolBatch second = read(100, 300);
    assertThat(second.firstSeq()).isEqualTo(4);
    assertThat(second.records().size()).isLessThanOrEqualTo(300);
    assertThat(read(1, 1).count()).as("a record larger than the limit goes alone").isEqualTo(1);
  }

  @Test
  void fullSpoolDropsTheOldestAndSaysWhich() throws IOException {
    for (int i = 0; i < 200; i++) {
      append(5, 100);
      time.advance(Duration.ofSeconds(1));
    }
    assertThat(logs.bytes()).isLessThanOrEqualTo(64 << 10);
    long firstRead = new LogReader(logs.first()).read(1, 1).orElseThrow().firstSeq();
    List<Record> all = readAll();
    List<LossRecord> losses = all.stream().filter(Record::hasLoss).map(Record::getLoss).toList();
    assertThat(losses)
        .extracting(LossRecord::getReason)
        .containsOnly(LossReason.LOSS_REASON_SPOOL_FULL);
    SeqRanges named = new SeqRanges();
    losses.forEach(loss -> named.add(loss.getFirstSeq(), loss.getLastSeq()));
    assertThat(named.missing(0, firstRead - 1)).isEmpty();
    assertThat(named.missing(firstRead, Long.MAX_VALUE - 1)).hasSize(1);
    LossRecord first =
        losses.stream().filter(loss -> loss.getFirstSeq() == 0).findFirst().orElseThrow();
    assertThat(first.getOldest()).isEqualTo(NodeClock.timestamp(START));
    assertThat(first.getNewest().getSeconds()).isGreaterThan(START.getEpochSecond() + 5);
    long results = all.stream().filter(Record::hasResult).count();
    assertThat(logs.state().getDroppedRecords() + results)
        .as("every result is there or counted")
        .isEqualTo(1000);
  }

  @Test
  void oldResultsGoEvenWhenNothingNewComes() throws IOException {
    append(3, 100);
    time.advance(Duration.ofMinutes(59));
    logs.tick();
    assertThat(logs.state().getDroppedRecords()).isZero();
    time.advance(Duration.ofMinutes(2));
    logs.tick();
    assertThat(readAll())
        .containsExactly(
            Record.newBuilder()
                .setLoss(
                    LossRecord.newBuilder()
                        .setLastSeq(2)
                        .setReason(LossReason.LOSS_REASON_TOO_OLD)
                        .setOldest(NodeClock.timestamp(START))
                        .setNewest(NodeClock.timestamp(START)))
                .build());
  }

  @Test
  void aJumpOfTheDateMakesNothingOld() throws IOException {
    append(3, 100);
    time.step(Duration.ofDays(365));
    logs.tick();
    assertThat(readAll()).hasSize(3).allMatch(Record::hasResult);
  }

  @Test
  void acknowledgedRecordsAreNeverNamedLost() throws IOException {
    append(50, 100);
    cursor.acknowledge(read(20, 1 << 20).endSeq());
    time.advance(Duration.ofHours(2));
    logs.tick();
    LossRecord loss = readAll().getFirst().getLoss();
    assertThat(loss.getFirstSeq()).isEqualTo(20);
    assertThat(loss.getLastSeq()).isEqualTo(49);
  }

  @Test
  void fullDiskLosesTheNewestAndSaysSoWhenThereIsRoom() throws IOException {
    append(2, 100);
    disk.setCapacity(disk.used() + 10);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> append(2, 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
    assertThat(logs.state().getDroppedRecords()).isEqualTo(6);
    disk.setCapacity(Long.MAX_VALUE);
    append(1, 100);
    List<Record> all = readAll();
    assertThat(all).hasSize(4);
    assertThat(all.get(2).getLoss().getFirstSeq()).isEqualTo(2);
    assertThat(all.get(2).getLoss().getLastSeq()).isEqualTo(7);
    assertThat(all.get(2).getLoss().getReason()).isEqualTo(LossReason.LOSS_REASON_SPOOL_FULL);
    assertThat(all.get(3).hasResult()).isTrue();
  }

  @Test
  void earlierIncarnationIsDeliveredAndAcknowledgedFirst() throws IOException {
    append(3, 100);
    reopen();
    append(2, 100);
    SpoolBatch old = read(100, 1 << 20);
    assertThat(old.count()).isEqualTo(3);
    assertThat(cursor.read(100, 1 << 20)).as("the next incarnation waits").isEmpty();
    cursor.acknowledge(2);
    assertThat(cursor.read(100, 1 << 20)).isEmpty();
    cursor.acknowledge(3);
    SpoolBatch own = read(100, 1 << 20);
    assertThat(own.incarnation())
        .isNotEqualTo(old.incarnation())
        .isEqualTo(logs.last().incarnation());
    assertThat(own.firstSeq()).isZero();
  }

  @Test
  void newSessionBeginsWithWhatIsNotAcknowledged() throws IOException {
    append(5, 100);
    cursor.acknowledge(read(2, 1 << 20).endSeq());
    SpoolBatch sent = read(2, 1 << 20);
    cursor.close();
    cursor = new SpoolCursor(logs);
    SpoolBatch again = read(2, 1 << 20);
    assertThat(again).isEqualTo(sent);
  }

  @Test
  void acknowledgementOfWhatWasNotSentIsRefused() throws IOException {
    append(5, 100);
    read(2, 1 << 20);
    assertThatThrownBy(() -> cursor.acknowledge(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("next_seq: 3 (expected: at most 2, the end of what was sent)");
  }

  @Test
  void acknowledgedSegmentsLeaveTheDisk() throws IOException {
    for (int i = 0; i < 40; i++) {
      append(10, 100);
      cursor.acknowledge(read(100, 1 << 20).endSeq());
    }
    assertThat(logs.bytes()).isLessThan(10 << 10);
    assertThat(logs.state().getDroppedRecords()).isZero();
  }

  private SpoolBatch read(int maxRecords, int maxBytes) throws IOException {
    return cursor.read(maxRecords, maxBytes).orElseThrow();
  }

  private List<Record> readAll() throws IOException {
    List<Record> all = new ArrayList<>();
    for (Optional<SpoolBatch> batch = cursor.read(100, 1 << 20); batch.isPresent(); ) {
      all.addAll(RecordList.parseFrom(batch.get().records()).getRecordsList());
      batch = cursor.read(100, 1 << 20);
    }
    return all;
  }

  private void append(int records, int idLength) throws IOException {
    Timestamp due = NodeClock.timestamp(time.instant());
    ProbeResult result =
        ProbeResult.newBuilder().setTestId("x".repeat(idLength)).setScheduledAt(due).build();
    Entry entry =
        new Entry(Payloads.of(Record.newBuilder().setResult(result).build()), Optional.of(due));
    logs.append(Collections.nCopies(records, entry));
  }

  private void reopen() throws IOException {
    disk.crash();
    logs = open();
    cursor = new SpoolCursor(logs);
  }

  private SpoolLogs open() throws IOException {
    SpoolLimits limits = new SpoolLimits(64 << 10, Duration.ofHours(1));
    return SpoolLogs.open(disk, Path.of("/spool"), limits, time.clock(), random);
  }
}
