package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.log.LogThrottle;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.SpoolState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of all incarnations that are not drained, oldest first; the last is that of this process
 * and takes the new records. Keeps the limits over all of them. Not safe for use by threads at
 * once.
 */
final class SpoolLogs {

  private static final Logger log = LoggerFactory.getLogger(SpoolLogs.class);
  private static final Pattern DIRECTORY = Pattern.compile("(\\d{8})-([0-9a-f]{32})");

  private final SpoolLimits limits;
  private final NodeClock clock;
  private final LogThrottle throttle;
  private final Deque<IncarnationLog> logs = new ArrayDeque<>();
  private long droppedResults;

  /**
   * A record to be written.
   *
   * @param due when the result was due; absent for other records
   */
  record Entry(ByteString payload, Optional<Timestamp> due) {}

  private SpoolLogs(SpoolLimits limits, NodeClock clock) {
    this.limits = limits;
    this.clock = clock;
    this.throttle = new LogThrottle(clock.ticker());
  }

  /**
   * Recovers what earlier runs left in a directory and begins a new incarnation.
   *
   * @throws IOException when the directory cannot be listed
   */
  static SpoolLogs open(
      Disk disk, Path directory, SpoolLimits limits, NodeClock clock, RandomGenerator random)
      throws IOException {
    SpoolLogs spool = new SpoolLogs(limits, clock);
    int next = 1;
    for (String name : disk.list(directory)) {
      Matcher matcher = DIRECTORY.matcher(name);
      if (!matcher.matches()) {
        log.atWarn()
            .addKeyValue("file", directory.resolve(name))
            .log("foreign file in the spool ignored");
        continue;
      }
      next = Integer.parseInt(matcher.group(1)) + 1;
      Incarnation incarnation = Incarnation.parse(matcher.group(2));
      spool.logs.add(
          LogRecovery.recover(
              disk, directory.resolve(name), incarnation, limits.segmentBytes(), clock));
    }
    Incarnation incarnation = Incarnation.random(random);
    Path own = directory.resolve(String.format("%08d-%s", next, incarnation.hex()));
    spool.logs.add(new IncarnationLog(disk, own, incarnation, limits.segmentBytes()));
    spool.removeDrained();
    spool.tick();
    return spool;
  }

  /**
   * Writes and syncs a group of records.
   *
   * @return the name of the first; the others follow it
   * @throws IOException when they could not be written: all of them are lost then
   */
  RecordId append(List<Entry> group) throws IOException {
    IncarnationLog current = logs.getLast();
    DueTimes dueTimes =
        group.stream()
            .map(entry -> DueTimes.of(entry.due()))
            .reduce(DueTimes.UNKNOWN, DueTimes::and);
    try {
      current.append(group.stream().map(Entry::payload).toList(), dueTimes, clock.nanos());
      return new RecordId(current.incarnation(), current.nextSeq() - group.size());
    } catch (IOException e) {
      droppedResults += group.size();
      throttle.log(
          "write",
          events ->
              log.atWarn()
                  .addKeyValue("failures", events)
                  .addKeyValue("dropped_total", droppedResults)
                  .setCause(e)
                  .log("results lost: the spool's disk does not take them"));
      throw e;
    } finally {
      keepLimits();
    }
  }

  /** What is to be done now and then, also when there is nothing to write. */
  void tick() {
    keepLimits();
    for (IncarnationLog each : logs) {
      if (!each.tryFlushPending(clock.nanos())) {
        throttle.log(
            "loss", events -> log.atWarn().log("loss record not written yet; trying again"));
      }
    }
  }

  private void keepLimits() {
    long oldestAllowed = clock.nanos() - limits.maxAge().toNanos();
    for (IncarnationLog each : logs) {
      Optional<Segment> oldest = each.oldest();
      while (oldest.isPresent() && oldest.get().newestNanos() - oldestAllowed < 0) {
        drop(each, LossReason.LOSS_REASON_TOO_OLD);
        oldest = each.oldest();
      }
    }
    for (long bytes = bytes(); bytes > limits.maxBytes(); ) {
      for (IncarnationLog each : logs) {
        if (each.oldest().isPresent()) {
          drop(each, LossReason.LOSS_REASON_SPOOL_FULL);
          break;
        }
      }
      long now = bytes();
      if (now >= bytes) {
        break; // nothing left but what cannot be dropped
      }
      bytes = now;
    }
  }

  private void drop(IncarnationLog from, LossReason reason) {
    long results = from.dropOldest(reason, clock.nanos());
    droppedResults += results;
    throttle.log(
        reason.name(),
        events ->
            log.atWarn()
                .addKeyValue("reason", reason)
                .addKeyValue("results", results)
                .addKeyValue("segments", events)
                .addKeyValue("dropped_total", droppedResults)
                .log("oldest results dropped"));
  }

  /** Bytes of all logs on disk. */
  long bytes() {
    return logs.stream().mapToLong(IncarnationLog::bytes).sum();
  }

  /** The log to deliver from: the oldest. */
  IncarnationLog first() {
    return logs.getFirst();
  }

  /** The log that takes new records. */
  IncarnationLog last() {
    return logs.getLast();
  }

  /** Removes the logs of earlier runs that have nothing left to deliver. */
  void removeDrained() {
    while (logs.size() > 1 && logs.getFirst().isDrained()) {
      IncarnationLog drained = logs.removeFirst();
      try {
        drained.delete();
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("directory", drained.directory())
            .setCause(e)
            .log("drained log not deleted");
      }
    }
  }

  SpoolState state() {
    return SpoolState.newBuilder()
        .setIncarnation(last().incarnation().bytes())
        .setFirstUnackedSeq(last().acked())
        .setNextSeq(last().nextSeq())
        .setBytes(bytes())
        .setDroppedRecords(droppedResults)
        .build();
  }

  /** Writes down how far all logs have come. */
  void close() throws IOException {
    IOException failure = null;
    for (IncarnationLog each : logs) {
      try {
        each.close(clock.nanos());
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
