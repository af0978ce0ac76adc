package dev.foureyes.nodeagent.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. */
public interface DiskFile extends Closeable {

  /** Reads from a position until the buffer is full or the file ends; how many bytes were read. */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes the whole buffer at a position. After an exception, any part of it may have been
   * written.
   */
  void write(ByteBuffer source, long position) throws IOException;

  /** Cuts the file to a size. */
  void truncate(long size) throws IOException;

  /** Size in bytes. */
  long size() throws IOException;

  /** Makes all that was written durable. */
  void sync() throws IOException;
}
