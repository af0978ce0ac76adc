package dev.foureyes.nodeagent.spool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.disk.SimulatedDisk;
import dev.foureyes.nodeagent.spool.SpoolLogs.Entry;
import dev.foureyes.nodeagent.time.ManualClock;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start makes of files that are not as they should be. */
class LogRecoveryTest {

  private static final Path DIRECTORY = Path.of("/spool");

  private final SplittableRandom random = new SplittableRandom(3);
  private final SimulatedDisk disk = new SimulatedDisk(random);
  private final ManualClock time = new ManualClock(Instant.parse("2026-11-01T00:00:00Z"));

  private record Delivered(long seq, Record message) {}

  @BeforeEach
  void tenResults() throws IOException {
    SpoolLogs logs = open();
    for (int i = 0; i < 10; i++) {
      logs.append(List.of(entry("r" + i)));
    }
    logs.close();
  }

  @Test
  void tornTailIsLeftOutWithoutALoss() throws IOException {
    byte[] garbage = new byte[137];
    random.nextBytes(garbage);
    disk.put(segment(), Bytes.concat(disk.content(segment()), garbage));
    assertAllDelivered();
  }

  private void assertAllDelivered() throws IOException {
    assertThat(deliver(open()))
        .extracting(Delivered::seq)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  private void assertOnlyLost(long seq) throws IOException {
    List<Delivered> all = deliver(open());
    assertThat(all.stream().filter(each -> each.message.hasResult()).map(Delivered::seq))
        .containsExactlyElementsOf(LongStream.range(0, 10).filter(i -> i != seq).boxed().toList());
    assertThat(all.getLast().seq).isEqualTo(10);
    assertThat(all.getLast().message.getLoss())
        .isEqualTo(
            LossRecord.newBuilder()
                .setFirstSeq(seq)
                .setLastSeq(seq)
                .setReason(LossReason.LOSS_REASON_DAMAGED)
                .build());
  }

  @Test
  void anyDamagedByteCostsOneRecord() throws IOException {
    Path segment = segment();
    Map<Path, byte[]> good = new HashMap<>();
    disk.files().forEach(file -> good.put(file, disk.content(file)));
    int size = disk.content(segment).length;
    for (int position = 0; position < size; position++) {
      disk.flipBit(segment, position);
      assertOnlyLost(position / (size / 10));
      disk.files().forEach(disk::remove);
      good.forEach(disk::put);
    }
  }

  @Test
  void damagedTailBelowTheMarkIsALoss() throws IOException {
    byte[] content = disk.content(segment());
    disk.put(segment(), Arrays.copyOf(content, content.length - 20));
    assertOnlyLost(9);
  }

  @Test
  void zeroFilledTailIsLeftOut() throws IOException {
    byte[] content = disk.content(segment());
    disk.put(segment(), Arrays.copyOf(content, content.length + 8192));
    assertAllDelivered();
  }

  @Test
  void missingSegmentIsNamedAsAWhole() throws IOException {
    disk.remove(segment());
    List<Delivered> all = deliver(open());
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().message.getLoss().getFirstSeq()).isEqualTo(0);
    assertThat(all.getFirst().message.getLoss().getLastSeq()).isEqualTo(9);
    assertThat(all.getFirst().seq).isEqualTo(10);
  }

  @Test
  void segmentOfAnotherLogIsIgnored() throws IOException {
    disk.put(segment().resolveSibling(Segment.name(10)), foreignSegment());
    assertAllDelivered();
  }

  private byte[] foreignSegment() throws IOException {
    SpoolLogs other = SpoolLogs.open(disk, Path.of("/other"), limits(), time.clock(), random);
    for (int i = 0; i < 12; i++) {
      other.append(List.of(entry("foreign" + i)));
    }
    return disk.content(
        disk.files().stream()
            .filter(file -> file.startsWith("/other") && isSegment(file))
            .findFirst()
            .orElseThrow());
  }

  @Test
  void garbageBesideTheSegmentsIsIgnored() throws IOException {
    disk.put(DIRECTORY.resolve("notes.txt"), new byte[] {1, 2, 3});
    disk.put(DIRECTORY.resolve("00000009-zz/x"), new byte[] {1, 2, 3});
    disk.put(segment().resolveSibling("0000000000000000099.seg"), new byte[5000]);
    disk.put(segment().resolveSibling("core"), new byte[5000]);
    assertAllDelivered();
  }

  @Test
  void withoutItsMarkTheLogIsSentAgain() throws IOException {
    disk.remove(segment().resolveSibling(MarkFile.NAME));
    assertAllDelivered();
  }

  @Test
  void markBeyondTheLogCountsWhatIsMissing() throws IOException {
    MarkFile mark = new MarkFile(disk, requireNonNull(segment().getParent()), incarnation());
    mark.open(new MarkFile.Mark(25, 25));
    assertThat(deliver(open())).as("all is acknowledged").isEmpty();
    assertThat(disk.files()).as("the drained log is gone").noneMatch(LogRecoveryTest::isSegment);
  }

  @Test
  void acknowledgedHeadIsNotMissed() throws IOException {
    SpoolLogs logs = open();
    SpoolCursor cursor = new SpoolCursor(logs);
    assertThat(cursor.read(4, 1 << 20)).isPresent();
    cursor.acknowledge(4);
    logs.close();
    assertThat(deliver(open())).extracting(Delivered::seq).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void aRestoredCopyGetsNumbersOfItsOwn() throws IOException {
    RecordId before = open().append(List.of(entry("new")));
    RecordId after = open().append(List.of(entry("new")));
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    assertThat(after.seq()).isZero();
  }

  @Test
  void emptyLogsLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 5; i++) {
      open().close();
    }
    assertThat(disk.files().stream().filter(LogRecoveryTest::isSegment)).hasSize(1);
  }

  private Path segment() {
    return disk.files().stream().filter(LogRecoveryTest::isSegment).findFirst().orElseThrow();
  }

  private static boolean isSegment(Path file) {
    return Segment.isName(file.getFileName().toString());
  }

  private Incarnation incarnation() {
    String name = requireNonNull(segment().getParent()).getFileName().toString();
    return Incarnation.parse(name.substring(name.indexOf('-') + 1));
  }

  private SpoolLogs open() throws IOException {
    return SpoolLogs.open(disk, DIRECTORY, limits(), time.clock(), random);
  }

  private static SpoolLimits limits() {
    return new SpoolLimits(1 << 20, Duration.ofHours(1));
  }

  private Entry entry(String testId) {
    ByteString payload =
        Payloads.of(
            Record.newBuilder().setResult(ProbeResult.newBuilder().setTestId(testId)).build());
    return new Entry(payload, Optional.empty());
  }

  /** All that a server would get of the oldest log, without acknowledging it. */
  private static List<Delivered> deliver(SpoolLogs logs) throws IOException {
    LogReader reader = new LogReader(logs.first());
    List<Delivered> all = new ArrayList<>();
    for (Optional<SpoolBatch> batch = reader.read(3, 1 << 20);
        batch.isPresent();
        batch = reader.read(3, 1 << 20)) {
      List<Record> records = RecordList.parseFrom(batch.get().records()).getRecordsList();
      for (int i = 0; i < records.size(); i++) {
        all.add(new Delivered(batch.get().firstSeq() + i, records.get(i)));
      }
    }
    return all;
  }
}
