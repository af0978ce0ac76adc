package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.disk.DiskFile;
import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.LossRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one incarnation: what is on disk, what of it the server has, and what is lost. Not
 * safe for use by threads at once.
 *
 * <p>Every number below {@link #nextSeq} is acknowledged, readable, or in {@link #losses}.
 */
final class IncarnationLog {

  private static final Logger log = LoggerFactory.getLogger(IncarnationLog.class);

  private final Disk disk;
  private final Path directory;
  private final Incarnation incarnation;
  private final long segmentBytes;
  private final MarkFile mark;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final Losses losses = new Losses();
  private long acked;
  private long nextSeq;
  private @Nullable SegmentWriter writer;

  /** A log without records. Its directory is made when the first is written. */
  IncarnationLog(Disk disk, Path directory, Incarnation incarnation, long segmentBytes) {
    this.disk = disk;
    this.directory = directory;
    this.incarnation = incarnation;
    this.segmentBytes = segmentBytes;
    this.mark = new MarkFile(disk, directory, incarnation);
  }

  Incarnation incarnation() {
    return incarnation;
  }

  Path directory() {
    return directory;
  }

  /** All records below are acknowledged. */
  long acked() {
    return acked;
  }

  /** Number that the next record gets. */
  long nextSeq() {
    return nextSeq;
  }

  long bytes() {
    return segments.values().stream().mapToLong(Segment::bytes).sum();
  }

  /** Whether the server has everything and nothing remains to be said. */
  boolean isDrained() {
    return acked >= nextSeq && losses.pending().isEmpty();
  }

  /**
   * Writes results and syncs them: on return they are durable and have the numbers before {@link
   * #nextSeq}.
   *
   * @param dueTimes of the results
   * @throws IOException when they could not be written: they are lost then, and their numbers are
   *     part of a pending loss
   */
  void append(List<ByteString> payloads, DueTimes dueTimes, long nowNanos) throws IOException {
    try {
      flushPending(nowNanos);
      write(payloads, nowNanos);
    } catch (IOException e) {
      burn(payloads.size(), reason(e), dueTimes);
      throw e;
    }
    noteDurable();
  }

  /** Tells a torn tail from a damaged one, should there be one at the next start. */
  private void noteDurable() {
    try {
      mark.write(new MarkFile.Mark(acked, nextSeq), false);
    } catch (IOException e) {
      log.atDebug().setCause(e).log("mark not written");
    }
  }

  /**
   * Writes the losses that no record names yet.
   *
   * @throws IOException when that failed; they are still pending then
   */
  private void flushPending(long nowNanos) throws IOException {
    if (losses.pending().isEmpty()) {
      return;
    }
    List<LossRecord> pending = losses.pending();
    try {
      write(pending.stream().map(Payloads::of).toList(), nowNanos);
    } catch (IOException e) {
      if (writer == null) {
        // What was written may be read again after a restart; its numbers must not be those of
        // other records.
        burn(pending.size(), reason(e), DueTimes.UNKNOWN);
      }
      throw e;
    }
    losses.pendingAreNamed(nextSeq - pending.size());
  }

  /** Writes pending losses if that is possible now; whether none is left. */
  boolean tryFlushPending(long nowNanos) {
    try {
      flushPending(nowNanos);
      return true;
    } catch (IOException e) {
      log.atDebug().setCause(e).log("loss record not written");
      return false;
    }
  }

  /**
   * Writes records and syncs them. When even taking them back fails, there is no writer afterwards.
   */
  private void write(List<ByteString> payloads, long nowNanos) throws IOException {
    SegmentWriter open = writer(nowNanos);
    try {
      open.append(payloads, nowNanos);
    } catch (IOException e) {
      if (!open.cutTail()) {
        closeWriter();
      }
      throw e;
    }
    nextSeq += payloads.size();
  }

  private void burn(int records, LossReason reason, DueTimes dueTimes) {
    long first = nextSeq;
    nextSeq += records;
    losses.add(first, nextSeq - 1, reason, dueTimes);
  }

  private static LossReason reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded")
        ? LossReason.LOSS_REASON_SPOOL_FULL
        : LossReason.LOSS_REASON_DAMAGED;
  }

  private SegmentWriter writer(long nowNanos) throws IOException {
    if (writer != null
        && (writer.segment().bytes() >= segmentBytes || writer.segment().endSeq() != nextSeq)) {
      closeWriter(); // within a file, numbers have no gap
    }
    if (writer == null) {
      if (!mark.isOpen()) {
        disk.createDirectory(directory);
        mark.open(new MarkFile.Mark(acked, nextSeq));
      }
      writer = SegmentWriter.create(disk, directory, incarnation, nextSeq, nowNanos);
      segments.put(nextSeq, writer.segment());
    }
    return writer;
  }

  private void closeWriter() {
    if (writer == null) {
      return;
    }
    try {
      writer.close();
      if (writer.segment().bytes() == 0) {
        segments.remove(writer.segment().firstSeq());
        disk.delete(writer.segment().file());
      }
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", writer.segment().file())
          .setCause(e)
          .log("segment not closed properly");
    }
    writer = null;
  }

  /** Whether records of this number are known to be lost. */
  boolean isLost(long seq) {
    return losses.contains(seq);
  }

  /** Notes as damaged what of these numbers should have been readable. */
  void missed(long firstSeq, long lastSeq) {
    for (SeqRanges.Range range : losses.notLost(Math.max(firstSeq, acked), lastSeq)) {
      log.atWarn()
          .addKeyValue("incarnation", incarnation)
          .addKeyValue("first_seq", range.first())
          .addKeyValue("last_seq", range.last())
          .log("records damaged on disk");
      losses.add(range.first(), range.last(), LossReason.LOSS_REASON_DAMAGED, DueTimes.UNKNOWN);
    }
  }

  /** The segment that holds this number, or else the next one after it. */
  Optional<Segment> segmentFrom(long seq) {
    var before = segments.floorEntry(seq);
    if (before != null && before.getValue().endSeq() > seq) {
      return Optional.of(before.getValue());
    }
    return Optional.ofNullable(segments.higherEntry(seq)).map(java.util.Map.Entry::getValue);
  }

  /** Notes that the file of a segment is gone, and its records with it. */
  void vanished(Segment segment) {
    segments.remove(segment.firstSeq());
    missed(segment.firstSeq(), segment.endSeq() - 1);
  }

  boolean holds(Segment segment) {
    return segments.get(segment.firstSeq()) == segment;
  }

  /** Opens a segment for reading. */
  DiskFile open(Segment segment) throws IOException {
    return disk.open(segment.file());
  }

  /**
   * Forgets what the server has.
   *
   * @param next all records below are acknowledged; at most {@link #nextSeq}
   */
  void acknowledge(long next) throws IOException {
    if (next <= acked) {
      return;
    }
    acked = next;
    losses.removeBelow(next);
    if (writer != null
        && writer.segment().endSeq() <= acked
        && writer.segment().bytes() >= segmentBytes / 4) {
      closeWriter();
    }
    List<Segment> done =
        segments.headMap(acked).values().stream()
            .filter(segment ->
                segment.endSeq() <= acked && (writer == null || writer.segment() != segment))
            .toList();
    if (!mark.isOpen()) {
      mark.open(new MarkFile.Mark(acked, nextSeq));
    } else {
      mark.write(new MarkFile.Mark(acked, nextSeq), !done.isEmpty());
    }
    done.forEach(this::remove);
  }

  /** The segment to give up first: the oldest that the server does not have as a whole. */
  Optional<Segment> oldest() {
    return segments.values().stream().filter(segment -> segment.endSeq() > acked).findFirst();
  }

  /**
   * Gives up the oldest segment. What it says of other losses is said again.
   *
   * @return how many results were lost by it
   */
  long dropOldest(LossReason reason, long nowNanos) {
    Optional<Segment> oldest = oldest();
    if (oldest.isEmpty()) {
      return 0;
    }
    Segment segment = oldest.get();
    if (writer != null && writer.segment() == segment) {
      closeWriter();
    }
    SegmentSurvey survey = survey(segment);
    for (SeqRanges.Range range :
        losses.notLost(Math.max(acked, segment.firstSeq()), segment.endSeq() - 1)) {
      losses.add(range.first(), range.last(), reason, survey.dueTimes());
    }
    if (tryFlushPending(nowNanos)) {
      remove(segment);
    } else {
      remove(segment);
      tryFlushPending(nowNanos); // there is room for it now
    }
    return survey.results();
  }

  private SegmentSurvey survey(Segment segment) {
    try (DiskFile file = disk.open(segment.file())) {
      return SegmentSurvey.of(file, incarnation, segment, acked, losses);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", segment.file())
          .setCause(e)
          .log("dropped segment not readable");
      return SegmentSurvey.unreadable(segment, acked);
    }
  }

  private void remove(Segment segment) {
    segments.remove(segment.firstSeq());
    try {
      disk.delete(segment.file());
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", segment.file()).setCause(e).log("segment not deleted");
    }
  }

  /** Takes over what was found on disk. */
  void recovered(LogRecovery.Found found) {
    found.segments().forEach(segment -> segments.put(segment.firstSeq(), segment));
    losses.recovered(found.losses());
    acked = found.acked();
    nextSeq = found.nextSeq();
    losses.removeBelow(acked);
    found.missing().forEach(range -> missed(range.first(), range.last()));
    List<Segment> done =
        segments.values().stream()
            .filter(segment ->
                losses.notLost(Math.max(acked, segment.firstSeq()), segment.endSeq() - 1).isEmpty())
            .toList();
    if (done.isEmpty() && found.isMarked()) {
      return;
    }
    try {
      mark.open(new MarkFile.Mark(acked, nextSeq)); // from here on what the tail holds is known
      done.forEach(this::remove);
    } catch (IOException e) {
      log.atWarn().addKeyValue("directory", directory).setCause(e).log("mark not written");
    }
  }

  /** Writes down how far the log has come, and closes its files. */
  void close(long nowNanos) throws IOException {
    tryFlushPending(nowNanos);
    closeWriter();
    if (mark.isOpen()) {
      mark.write(new MarkFile.Mark(acked, nextSeq), true);
    }
    mark.close();
  }

  /** Removes the log, which must be drained, from the disk. */
  void delete() throws IOException {
    closeWriter();
    if (mark.isOpen()) {
      mark.write(
          new MarkFile.Mark(acked, nextSeq),
          true); // while segments go one by one, none of them is missed
    }
    mark.close();
    for (String name : disk.list(directory)) {
      if (Segment.isName(name)) {
        disk.delete(directory.resolve(name));
      }
    }
    disk.delete(mark.path());
    disk.delete(directory);
  }

  @Override
  public String toString() {
    return incarnation
        + " acked="
        + acked
        + " next="
        + nextSeq
        + " lost="
        + losses
        + " segments="
        + segments.keySet();
  }
}
