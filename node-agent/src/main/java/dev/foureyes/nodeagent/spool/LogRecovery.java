package dev.foureyes.nodeagent.spool;

import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.disk.DiskFile;
import dev.foureyes.nodeagent.spool.MarkFile.Mark;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.LossRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a log of the files of an earlier run. Bad bytes never stop it: a torn tail was never
 * acknowledged to anybody and is left out; what is missing before readable records, or below what
 * the mark says was once synced, is damage and is named exactly.
 *
 * <p>Two things it cannot know: whether a tail that a power cut left unreadable was torn or
 * damaged, before a first start has marked its end; and what a damaged loss record said of numbers
 * that are acknowledged (the damage itself is named).
 */
final class LogRecovery {

  private static final Logger log = LoggerFactory.getLogger(LogRecovery.class);

  private final Disk disk;
  private final Path directory;
  private final Incarnation incarnation;
  private final NodeClock clock;
  private final List<Segment> segments = new ArrayList<>();
  private final TreeMap<Long, LossRecord> losses = new TreeMap<>();
  private final SeqRanges present = new SeqRanges();
  private long nextSeq;

  /**
   * What the files hold.
   *
   * @param segments those with readable records, ascending
   * @param losses the losses that records name, by the records' own numbers
   * @param missing numbers from acked to nextSeq of which no record is readable; losses not taken
   *     off
   * @param isMarked whether the mark already says acked and nextSeq
   */
  record Found(
      List<Segment> segments,
      SortedMap<Long, LossRecord> losses,
      List<SeqRanges.Range> missing,
      long acked,
      long nextSeq,
      boolean isMarked) {}

  private LogRecovery(Disk disk, Path directory, Incarnation incarnation, NodeClock clock) {
    this.disk = disk;
    this.directory = directory;
    this.incarnation = incarnation;
    this.clock = clock;
  }

  /**
   * The log in a directory.
   *
   * @throws IOException when the directory cannot be listed
   */
  static IncarnationLog recover(
      Disk disk, Path directory, Incarnation incarnation, long segmentBytes, NodeClock clock)
      throws IOException {
    IncarnationLog recovered = new IncarnationLog(disk, directory, incarnation, segmentBytes);
    recovered.recovered(new LogRecovery(disk, directory, incarnation, clock).find());
    return recovered;
  }

  private Found find() throws IOException {
    for (String name : disk.list(directory)) {
      if (Segment.isName(name)) {
        scan(directory.resolve(name), Segment.firstSeq(name));
      } else if (!name.equals(MarkFile.NAME)) {
        log.atWarn()
            .addKeyValue("file", directory.resolve(name))
            .log("foreign file in the spool ignored");
      }
    }
    Optional<Mark> mark = new MarkFile(disk, directory, incarnation).read();
    long first = segments.isEmpty() ? 0 : segments.getFirst().firstSeq();
    long acked = mark.map(Mark::acked).orElse(first);
    long end = Math.max(nextSeq, Math.max(acked, mark.map(Mark::durable).orElse(0L)));
    boolean isMarked = mark.equals(Optional.of(new Mark(acked, end)));
    return new Found(segments, losses, present.missing(acked, end - 1), acked, end, isMarked);
  }

  private void scan(Path path, long firstSeq) {
    long readableBytes = 0;
    long size = 0;
    long firstRead = -1;
    Optional<Instant> newest = Optional.empty();
    try (DiskFile file = open(path)) {
      size = file.size();
      FrameScanner scanner = new FrameScanner(file, incarnation, firstSeq, size);
      for (Optional<Frame> frame = scanner.next(); frame.isPresent(); frame = scanner.next()) {
        long seq = frame.get().seq();
        if (seq < nextSeq) {
          continue; // a number that an earlier file has
        }
        firstRead = firstRead < 0 ? seq : firstRead;
        present.add(seq, seq);
        nextSeq = seq + 1;
        readableBytes = scanner.position();
        switch (Payloads.content(frame.get().payload())) {
          case Payloads.LossContent loss -> losses.put(seq, loss.loss());
          case Payloads.ResultContent result ->
              newest = result.due().map(due -> Instant.ofEpochSecond(due.getSeconds()));
          case Payloads.OtherContent other -> {}
        }
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", path).setCause(e).log("segment not readable");
    }
    if (firstRead < 0 && size == 0) {
      return; // made, and nothing written
    }
    if (firstRead < 0) {
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("bytes", size)
          .log("segment without a readable record ignored");
      return;
    }
    if (readableBytes < size) {
      log.atInfo()
          .addKeyValue("file", path)
          .addKeyValue("bytes", size - readableBytes)
          .log("torn tail of segment left out");
    }
    segments.add(new Segment(path, firstSeq, nextSeq, readableBytes, newestNanos(newest)));
  }

  private DiskFile open(Path path) throws IOException {
    try {
      return disk.open(path);
    } catch (IOException e) {
      return disk.open(path); // once more, for the loss would be for ever
    }
  }

  /** When the newest result of a segment was due, on the clock for elapsed time. */
  private long newestNanos(Optional<Instant> newest) {
    Duration age = newest.map(due -> Duration.between(due, clock.now())).orElse(Duration.ZERO);
    long ageSeconds = Math.clamp(age.toSeconds(), 0, Duration.ofDays(3650).toSeconds());
    return clock.nanos() - Duration.ofSeconds(ageSeconds).toNanos();
  }
}
