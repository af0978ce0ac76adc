package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log in order, from a number on. What should be there and cannot be read it reports to the
 * log.
 */
final class LogReader implements Closeable {

  private final IncarnationLog log;
  private long position;
  private @Nullable Segment segment;
  private @Nullable DiskFile file;
  private @Nullable FrameScanner scanner;
  private @Nullable Frame ahead;

  LogReader(IncarnationLog log) {
    this.log = log;
    this.position = log.acked();
  }

  IncarnationLog log() {
    return log;
  }

  /** Number after the last record that was read. */
  long position() {
    return position;
  }

  /**
   * The next records, as many as follow each other without a gap and fit.
   *
   * @param maxRecords at least 1
   * @param maxBytes the first record may be larger
   * @return absent when all that is durable has been read
   */
  Optional<SpoolBatch> read(int maxRecords, int maxBytes) throws IOException {
    ByteString.Output records = ByteString.newOutput();
    long first = 0;
    int count = 0;
    for (Frame frame = peek(); frame != null && count < maxRecords; frame = peek()) {
      if (count == 0) {
        first = frame.seq();
      } else if (frame.seq() != first + count
          || records.size() + frame.payload().remaining() > maxBytes) {
        break;
      }
      byte[] payload = new byte[frame.payload().remaining()];
      frame.payload().get(payload);
      records.write(payload);
      count++;
      position = frame.seq() + 1;
      ahead = null;
    }
    return count == 0
        ? Optional.empty()
        : Optional.of(new SpoolBatch(log.incarnation(), first, count, records.toByteString()));
  }

  /** The next frame that is not lost, without going past it; null at the end. */
  private @Nullable Frame peek() throws IOException {
    if (segment != null && !log.holds(segment)) {
      leaveSegment(); // dropped meanwhile
    }
    while (ahead == null) {
      if (segment == null || scanner == null) {
        if (!enterSegment()) {
          return null;
        }
        continue;
      }
      scanner.growTo(segment.bytes());
      Optional<Frame> frame = scanner.next();
      if (frame.isEmpty()) {
        log.missed(position, segment.endSeq() - 1);
        position = Math.max(position, segment.endSeq());
        if (log.segmentFrom(position).isEmpty()) {
          return null; // the newest segment, which may grow
        }
        leaveSegment();
      } else if (frame.get().seq() >= position) {
        log.missed(position, frame.get().seq() - 1);
        if (!log.isLost(frame.get().seq())) {
          ahead = frame.get();
        }
      }
    }
    return ahead;
  }

  /** Opens the segment to read next; false when there is none. */
  private boolean enterSegment() throws IOException {
    Optional<Segment> next = log.segmentFrom(position);
    if (next.isEmpty()) {
      return false;
    }
    try {
      file = log.open(next.get());
      scanner =
          new FrameScanner(file, log.incarnation(), next.get().firstSeq(), next.get().bytes());
      segment = next.get();
    } catch (NoSuchFileException e) {
      log.vanished(next.get());
    }
    return true;
  }

  private void leaveSegment() throws IOException {
    if (file != null) {
      file.close();
    }
    segment = null;
    file = null;
    scanner = null;
    ahead = null;
  }

  @Override
  public void close() throws IOException {
    leaveSegment();
  }
}
