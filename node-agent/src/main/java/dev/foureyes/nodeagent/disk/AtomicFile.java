package dev.foureyes.nodeagent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small file that is replaced as a whole: after a crash at any point it holds either the old
 * content or the new.
 */
public final class AtomicFile {

  private static final int MAX_BYTES = 64 << 20;

  private final Disk disk;
  private final Path file;
  private final Path directory;

  /**
   * @param file the file, which need not exist; it must be in a directory
   */
  public AtomicFile(Disk disk, Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("file: " + file + " (expected: a path with a directory)");
    }
    this.disk = disk;
    this.file = file;
    this.directory = parent;
  }

  /** The content; absent when the file does not exist. */
  public Optional<byte[]> read() throws IOException {
    try (DiskFile open = disk.open(file)) {
      long size = open.size();
      if (size > MAX_BYTES) {
        throw new IOException(file + ": " + size + " bytes (expected: at most " + MAX_BYTES + ")");
      }
      ByteBuffer content = ByteBuffer.allocate((int) size);
      int read = open.read(content, 0);
      if (read < size) {
        throw new IOException(file + ": ended after " + read + " of " + size + " bytes");
      }
      return Optional.of(content.array());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Replaces the content, durably. After an exception the file holds the old content or the new.
   */
  public void write(byte[] content) throws IOException {
    disk.createDirectory(directory);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (DiskFile open = disk.create(next)) {
      open.truncate(0);
      open.write(ByteBuffer.wrap(content), 0);
      open.sync();
    }
    disk.rename(next, file);
    disk.syncDirectory(directory);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
