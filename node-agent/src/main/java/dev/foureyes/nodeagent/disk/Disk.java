package dev.foureyes.nodeagent.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file operations that the node's durable state is made of. One interface, so that tests can
 * put a disk in its place that fails at any call and forgets what was not synced.
 *
 * <p>Files are readable by their owner only (mode 0600), directories enterable by their owner only
 * (0700), where the file system has modes.
 */
public interface Disk {

  /** Names in a directory, sorted; none when the directory does not exist. */
  List<String> list(Path directory) throws IOException;

  /** Creates a directory and its parents, durably. Does nothing when it exists. */
  void createDirectory(Path directory) throws IOException;

  /**
   * Opens a file for reading and writing, and creates it when it does not exist. The name is
   * durable only after {@link #syncDirectory}.
   */
  DiskFile create(Path file) throws IOException;

  /**
   * Opens a file that exists.
   *
   * @throws java.nio.file.NoSuchFileException when it does not
   */
  DiskFile open(Path file) throws IOException;

  /** Removes a file or an empty directory; does nothing when there is none. */
  void delete(Path file) throws IOException;

  /** Gives a file another name, in place of any file of that name, as one step. */
  void rename(Path from, Path to) throws IOException;

  /** Makes the names in a directory durable. */
  void syncDirectory(Path directory) throws IOException;
}
