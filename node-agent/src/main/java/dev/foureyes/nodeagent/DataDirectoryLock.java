package dev.foureyes.nodeagent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second agent out of a data directory. The operating system lets go of it however the
 * process ends.
 */
final class DataDirectoryLock implements AutoCloseable {

  private final FileChannel file;

  private DataDirectoryLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException when another process has it, or the directory cannot be written
   */
  static DataDirectoryLock take(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(file) == null) {
      file.close();
      throw new IOException(
          "data-dir: "
              + directory
              + " is in use by another agent (expected: a directory for each agent)");
    }
    return new DataDirectoryLock(file);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // an agent in this process
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
