package dev.foureyes.nodeagent.spool;

import java.io.IOException;
import java.util.Optional;

/**
 * What one session reads and acknowledges. Batches of two incarnations are never on the way at
 * once.
 */
public final class SpoolReader implements AutoCloseable {

  private final Spool spool;
  private final SpoolCursor cursor;

  SpoolReader(Spool spool, SpoolCursor cursor) {
    this.spool = spool;
    this.cursor = cursor;
  }

  /**
   * The next records that were not read yet.
   *
   * @param maxRecords at least 1
   * @param maxBytes the first record may be larger
   * @return absent when nothing is durable, or when an incarnation has been read and not yet
   *     acknowledged as a whole
   */
  public Optional<SpoolBatch> read(int maxRecords, int maxBytes) throws IOException {
    return spool.locked(() -> cursor.read(maxRecords, maxBytes));
  }

  /** How many records {@link #read} may give without another acknowledgement, at most. */
  public long ahead() throws IOException {
    return spool.locked(cursor::ahead);
  }

  /**
   * Forgets the records below a number, of the incarnation that was read last.
   *
   * @throws IllegalArgumentException when they were not all read
   */
  public void acknowledge(long next) throws IOException {
    spool.locked(() -> {
      cursor.acknowledge(next);
      return true;
    });
  }

  @Override
  public void close() throws IOException {
    spool.locked(() -> {
      cursor.close();
      return true;
    });
  }
}
