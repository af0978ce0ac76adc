package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Appends to one segment that this process has made. */
final class SegmentWriter {

  private final Incarnation incarnation;
  private final Segment segment;
  private final DiskFile file;

  private SegmentWriter(Incarnation incarnation, Segment segment, DiskFile file) {
    this.incarnation = incarnation;
    this.segment = segment;
    this.file = file;
  }

  /** Makes the file, durably; whatever a file of that name held is gone. */
  static SegmentWriter create(
      Disk disk, Path directory, Incarnation incarnation, long firstSeq, long nowNanos)
      throws IOException {
    Path path = directory.resolve(Segment.name(firstSeq));
    DiskFile file = disk.create(path);
    try {
      file.truncate(0);
      disk.syncDirectory(directory);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new SegmentWriter(incarnation, new Segment(path, firstSeq, firstSeq, 0, nowNanos), file);
  }

  Segment segment() {
    return segment;
  }

  /**
   * Writes records and syncs them; all of them are then in the segment, or after an exception none.
   */
  void append(List<ByteString> payloads, long nowNanos) throws IOException {
    int size = payloads.stream().mapToInt(Frame::size).sum();
    ByteBuffer frames = ByteBuffer.allocate(size);
    long seq = segment.endSeq();
    for (ByteString payload : payloads) {
      Frame.put(frames, incarnation, seq++, payload);
    }
    file.write(frames.flip(), segment.bytes());
    file.sync();
    segment.grow(payloads.size(), size, nowNanos);
  }

  /** Takes away what a failed append may have left; whether that worked, durably. */
  boolean cutTail() {
    try {
      file.truncate(segment.bytes());
      file.sync();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void close() throws IOException {
    file.close();
  }
}
