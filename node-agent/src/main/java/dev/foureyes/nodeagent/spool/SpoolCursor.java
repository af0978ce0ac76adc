package dev.foureyes.nodeagent.spool;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands in the spool: what it has read, what the server has acknowledged of it.
 * Goes on to the next incarnation only when the one before has been acknowledged as a whole. Not
 * safe for use by threads at once.
 */
final class SpoolCursor {

  private final SpoolLogs logs;
  private @Nullable LogReader reader;

  SpoolCursor(SpoolLogs logs) {
    this.logs = logs;
  }

  private LogReader reader() throws IOException {
    LogReader current = reader;
    if (current == null || current.log() != logs.first()) {
      close();
      current = new LogReader(logs.first());
      reader = current;
    }
    return current;
  }

  /**
   * See {@link LogReader#read}. Absent also while records of an earlier incarnation are on their
   * way.
   */
  Optional<SpoolBatch> read(int maxRecords, int maxBytes) throws IOException {
    logs.removeDrained();
    return reader().read(maxRecords, maxBytes);
  }

  /** How many numbers lie ahead in the incarnation that is being read, lost ones included. */
  long ahead() throws IOException {
    return reader().log().nextSeq() - reader().position();
  }

  /**
   * Takes the server's word that it has all records below a number, of the incarnation last read
   * from.
   *
   * @throws IllegalArgumentException when they were not all sent
   */
  void acknowledge(long next) throws IOException {
    LogReader current = reader();
    if (next > current.position()) {
      throw new IllegalArgumentException(
          "next_seq: "
              + next
              + " (expected: at most "
              + current.position()
              + ", the end of what was sent)");
    }
    current.log().acknowledge(next);
    logs.removeDrained();
  }

  void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
