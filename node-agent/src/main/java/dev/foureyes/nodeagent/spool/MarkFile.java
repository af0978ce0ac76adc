package dev.foureyes.nodeagent.spool;

import static java.util.Objects.requireNonNull;

import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.nodeagent.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far a log has come: a file with two slots that are written in turn, so that one of them is
 * whole whenever the machine stops.
 *
 * <p>A slot is {@code [magic u32][generation u64][acked u64][durable u64][CRC-32C u32]}, the
 * checksum over incarnation and what precedes it.
 */
final class MarkFile {

  static final String NAME = "mark";

  private static final int MAGIC = 0x46454d31;
  private static final int SLOT_BYTES = Integer.BYTES + 3 * Long.BYTES + Integer.BYTES;
  private static final int SLOT_DISTANCE = 4096;

  /**
   * How far a log has come.
   *
   * @param acked all below are acknowledged
   * @param durable all below were once synced
   */
  record Mark(long acked, long durable) {}

  private record Slot(long generation, Mark mark) {}

  private final Disk disk;
  private final Path directory;
  private final Incarnation incarnation;
  private long generation;
  private @Nullable DiskFile file;

  MarkFile(Disk disk, Path directory, Incarnation incarnation) {
    this.disk = disk;
    this.directory = directory;
    this.incarnation = incarnation;
  }

  /** The newest mark; absent when there is no file or neither slot is whole. */
  Optional<Mark> read() {
    Slot newest = null;
    try (DiskFile open = disk.open(path())) {
      for (int i = 0; i < 2; i++) {
        Slot slot = slot(open, i);
        if (slot != null && (newest == null || slot.generation > newest.generation)) {
          newest = slot;
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    if (newest == null) {
      return Optional.empty();
    }
    generation = newest.generation;
    return Optional.of(newest.mark);
  }

  private @Nullable Slot slot(DiskFile open, int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    if (open.read(bytes, (long) number * SLOT_DISTANCE) < SLOT_BYTES) {
      return null;
    }
    bytes.flip();
    if (bytes.getInt(SLOT_BYTES - Integer.BYTES) != checksum(bytes) || bytes.getInt() != MAGIC) {
      return null;
    }
    return new Slot(bytes.getLong(), new Mark(bytes.getLong(), bytes.getLong()));
  }

  boolean isOpen() {
    return file != null;
  }

  /**
   * Opens the file for writing and fills both slots, durably; from then on a write needs no more
   * room on the disk.
   */
  void open(Mark mark) throws IOException {
    file = disk.create(path());
    write(mark, false);
    write(mark, true);
    disk.syncDirectory(directory);
  }

  /**
   * Replaces the mark. The file must be open.
   *
   * @param sync whether it must be durable on return; otherwise a crash may bring the one before
   *     back
   */
  void write(Mark mark, boolean sync) throws IOException {
    DiskFile open = requireNonNull(file, "mark file is not open");
    long next = generation + 1;
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    bytes.putInt(MAGIC).putLong(next).putLong(mark.acked).putLong(mark.durable);
    bytes.putInt(checksum(bytes)).flip();
    open.write(bytes, (next % 2) * SLOT_DISTANCE);
    if (sync) {
      open.sync();
    }
    generation = next; // only now, so that a failed write does not cost the other slot too
  }

  void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  Path path() {
    return directory.resolve(NAME);
  }

  private int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(incarnation.bytes().asReadOnlyByteBuffer());
    crc.update(slot.slice(0, SLOT_BYTES - Integer.BYTES));
    return (int) crc.getValue();
  }
}
