package dev.foureyes.nodeagent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.disk.DiskFile;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A spool on a simulated disk, and beside it what must be true of it. */
final class SpoolModel {

  static final Path DIRECTORY = Path.of("/spool");

  record Loss(Incarnation incarnation, LossRecord record) {}

  private final RandomGenerator random;
  private final SpoolLimits limits;
  private final ManualClock time = new ManualClock(Instant.parse("2026-11-01T00:00:00Z"));
  private final SimulatedDisk disk;
  private final Map<RecordId, String> durable = new HashMap<>();
  private final Map<RecordId, String> delivered = new HashMap<>();
  private final Set<String> intended = new HashSet<>();
  private final Set<Loss> losses = new HashSet<>();
  private boolean lossesHaveCause;
  private SpoolLogs logs;
  private SpoolCursor cursor;
  private Optional<SpoolBatch> lastRead = Optional.empty();
  private int keys;
  private final List<String> history = new ArrayList<>();

  SpoolModel(RandomGenerator random, long maxBytes) throws IOException {
    this.random = random;
    this.disk = new SimulatedDisk(random);
    this.limits = new SpoolLimits(maxBytes, Duration.ofHours(1));
    this.logs = open();
    this.cursor = new SpoolCursor(logs);
    this.lossesHaveCause = maxBytes < 1 << 20;
  }

  SimulatedDisk disk() {
    return disk;
  }

  Set<Loss> losses() {
    return losses;
  }

  SpoolLogs logs() {
    return logs;
  }

  void append(int records) throws IOException {
    List<Entry> group = new ArrayList<>();
    List<String> groupKeys = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      String key = "k" + keys++ + "x".repeat(random.nextInt(300));
      groupKeys.add(key);
      group.add(entry(key));
    }
    intended.addAll(groupKeys);
    try {
      RecordId first = logs.append(group);
      history.add("append " + records + " at " + first);
      for (int i = 0; i < records; i++) {
        durable.put(new RecordId(first.incarnation(), first.seq() + i), groupKeys.get(i));
      }
    } catch (IOException e) {
      history.add("append " + records + " failed, next " + logs.last().nextSeq());
      lossesHaveCause = true;
    } catch (SimulatedDisk.Crash e) {
      history.add("append crashed");
      reopen();
    }
  }

  private Entry entry(String key) {
    ProbeResult result =
        ProbeResult.newBuilder()
            .setTestId(key)
            .setScheduledAt(NodeClock.timestamp(time.instant()))
            .build();
    ByteString payload = Payloads.of(Record.newBuilder().setResult(result).build());
    return new Entry(payload, Optional.of(result.getScheduledAt()));
  }

  void read(int maxRecords) throws IOException {
    try {
      Optional<SpoolBatch> batch = cursor.read(maxRecords, 2000);
      if (batch.isPresent()) {
        history.add(
            "read "
                + batch.get().incarnation()
                + " "
                + batch.get().firstSeq()
                + "+"
                + batch.get().count());
        take(batch.get());
        lastRead = batch;
      }
    } catch (SimulatedDisk.Crash e) {
      reopen();
    } catch (IOException e) {
      newSession();
    }
  }

  private void take(SpoolBatch batch) throws IOException {
    List<Record> records = RecordList.parseFrom(batch.records()).getRecordsList();
    assertThat(records).hasSize(batch.count());
    for (int i = 0; i < records.size(); i++) {
      RecordId id = new RecordId(batch.incarnation(), batch.firstSeq() + i);
      String value = value(records.get(i));
      String before = delivered.put(id, value);
      assertThat(before == null || before.equals(value))
          .as(() -> id + " is always the same: " + before + ", " + value + told())
          .isTrue();
      if (records.get(i).hasLoss()) {
        history.add("loss " + id + " " + records.get(i).getLoss());
        losses.add(new Loss(batch.incarnation(), records.get(i).getLoss()));
      } else {
        assertThat(intended).contains(value);
      }
    }
  }

  private static String value(Record message) {
    return message.hasResult() ? message.getResult().getTestId() : "loss " + message.getLoss();
  }

  /** The server says that it has everything up to somewhere in the batch read last. */
  void acknowledge() throws IOException {
    if (lastRead.isEmpty()) {
      return;
    }
    SpoolBatch batch = lastRead.get();
    long next = batch.endSeq() - (random.nextInt(3) == 0 ? random.nextInt(batch.count()) : 0);
    if (next <= 0) {
      return;
    }
    try {
      history.add("acknowledge " + next);
      cursor.acknowledge(next);
    } catch (SimulatedDisk.Crash e) {
      reopen();
      return;
    } catch (IOException e) {
      lastRead = Optional.empty();
      return;
    }
    lastRead = Optional.empty();
  }

  void newSession() throws IOException {
    try {
      cursor.close();
      cursor = new SpoolCursor(logs);
      lastRead = Optional.empty();
    } catch (SimulatedDisk.Crash e) {
      reopen();
    }
  }

  void crashAndReopen() throws IOException {
    reopen();
  }

  void crashDuringNextCalls(int call) {
    disk.crashAt(call);
  }

  void failNextCalls(int call) {
    lossesHaveCause = true;
    history.add("fail at " + call);
    disk.failAt(call);
  }

  void closeAndReopen() throws IOException {
    try {
      logs.close();
      reopen();
    } catch (SimulatedDisk.Crash | IOException e) {
      reopen();
    }
  }

  void fillDisk() {
    history.add("full");
    disk.setCapacity(disk.used() + random.nextInt(500));
    lossesHaveCause = true;
  }

  void freeDisk() {
    disk.setCapacity(Long.MAX_VALUE);
  }

  /**
   * Turns a bit of a segment, between an orderly stop and the next start. Segments with loss
   * records are spared: what a damaged loss record named is named again only where it was not
   * acknowledged, see {@link LogRecovery}.
   */
  void damageWhileClosed() throws IOException {
    endOfFaults();
    logs.close();
    List<Path> segments = new ArrayList<>();
    for (Path file : disk.files()) {
      if (Segment.isName(file.getFileName().toString()) && !holdsLosses(file)) {
        segments.add(file);
      }
    }
    if (!segments.isEmpty()) {
      Path file = segments.get(random.nextInt(segments.size()));
      if (disk.content(file).length > 0) {
        lossesHaveCause = true;
        int position = random.nextInt(disk.content(file).length);
        history.add("damage " + file + " at " + position);
        disk.flipBit(file, position);
      }
    }
    reopen();
  }

  private boolean holdsLosses(Path path) throws IOException {
    String log = path.getName(path.getNameCount() - 2).toString();
    DiskFile file = disk.open(path);
    long first = Segment.firstSeq(path.getFileName().toString());
    FrameScanner scanner =
        new FrameScanner(
            file, Incarnation.parse(log.substring(log.indexOf('-') + 1)), first, file.size());
    for (Optional<Frame> frame = scanner.next(); frame.isPresent(); frame = scanner.next()) {
      if (Payloads.content(frame.get().payload()) instanceof Payloads.LossContent) {
        return true;
      }
    }
    return false;
  }

  void advance(Duration duration) throws IOException {
    time.advance(duration);
    try {
      logs.tick();
    } catch (SimulatedDisk.Crash e) {
      reopen();
    }
  }

  void endOfFaults() {
    disk.noFaults();
    disk.setCapacity(Long.MAX_VALUE);
  }

  private void reopen() throws IOException {
    history.add("reopen");
    disk.crash();
    logs = open();
    cursor = new SpoolCursor(logs);
    lastRead = Optional.empty();
  }

  private SpoolLogs open() throws IOException {
    return SpoolLogs.open(disk, DIRECTORY, limits, time.clock(), random);
  }

  void deliverAll() throws IOException {
    logs.tick();
    newSession();
    for (Optional<SpoolBatch> batch = cursor.read(50, 1 << 20); batch.isPresent(); ) {
      take(batch.get());
      cursor.acknowledge(batch.get().endSeq());
      logs.tick();
      batch = cursor.read(50, 1 << 20);
    }
    history.add("delivered all; first " + logs.first() + " drained " + logs.first().isDrained());
    assertThat(logs.first()).as(() -> "log still to deliver" + told()).isSameAs(logs.last());
  }

  void assertAccounted(String name) {
    for (Map.Entry<RecordId, String> record : durable.entrySet()) {
      RecordId id = record.getKey();
      boolean here = record.getValue().equals(delivered.get(id));
      assertThat(here || isNamedLost(id))
          .as(() -> name + ": " + id + " delivered or named as lost" + told())
          .isTrue();
    }
    if (!lossesHaveCause) {
      assertThat(losses).as("%s: losses without a cause", name).isEmpty();
    }
    for (Loss loss : losses) {
      assertThat(loss.record.getReason()).isNotEqualTo(LossReason.LOSS_REASON_UNSPECIFIED);
      assertThat(loss.record.getLastSeq()).isGreaterThanOrEqualTo(loss.record.getFirstSeq());
    }
  }

  private String told() {
    return "\n" + String.join("\n", history);
  }

  private boolean isNamedLost(RecordId id) {
    return losses.stream()
        .anyMatch(loss ->
            loss.incarnation.equals(id.incarnation())
                && loss.record.getFirstSeq() <= id.seq()
                && id.seq() <= loss.record.getLastSeq());
  }
}
