package dev.foureyes.stores.sqlite;

import dev.foureyes.stores.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Connections to the file: one that writes, and a few that read, each used by one thread at a time.
 */
final class Connections implements AutoCloseable {

  /** Work with a connection that reads. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private static final int READERS = 4;
  private static final long WAIT_FOR_READER_S = 10;

  /** Of SQLite's machine: well under a millisecond. */
  private static final int STEPS_BETWEEN_CHECKS = 10_000;

  private static final int CACHE_KIB = 16 << 10;

  private final Connection writer;
  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private Connections(Connection writer) {
    this.writer = writer;
    all.add(writer);
  }

  static Connections open(Path file) throws SQLException {
    Connections connections = new Connections(connect(file, false));
    Schema.ensure(connections.writer);
    for (int i = 0; i < READERS; i++) {
      Connection reader = connect(file, true);
      connections.all.add(reader);
      connections.readers.add(reader);
    }
    return connections;
  }

  private static Connection connect(Path file, boolean queryOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // The log is the truth: what a power cut takes from the store's end is read again, since the
    // places are in the same transaction.
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-CACHE_KIB);
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(256L << 20));
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    if (queryOnly) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = true");
      }
      ProgressHandler.setHandler(connection, STEPS_BETWEEN_CHECKS, new UntilInterrupted());
    }
    return connection;
  }

  /** The connection that writes; for the writing thread only. */
  Connection writer() {
    return writer;
  }

  /**
   * Reads one consistent state of the file.
   *
   * @throws StoreException of the kind OVERLOADED when no connection became free in time
   */
  <T> T read(Work<T> work) {
    Connection connection = borrow();
    try {
      connection.setAutoCommit(
          false); // the first statement begins a transaction, which sees one state to its end
      try {
        return work.with(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      StoreException.throwIfInterrupted();
      throw Errors.translate("read", e);
    } finally {
      readers.add(connection);
    }
  }

  private Connection borrow() {
    try {
      Connection connection = readers.poll(WAIT_FOR_READER_S, TimeUnit.SECONDS);
      if (connection == null) {
        throw new StoreException(
            StoreException.Kind.OVERLOADED,
            "store: "
                + READERS
                + " queries are running already (expected: one to end within "
                + WAIT_FOR_READER_S
                + " s)");
      }
      return connection;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreException.Kind.CANCELLED, "store: the query was cancelled", e);
    }
  }

  @Override
  public void close() {
    for (Connection connection : all.reversed()) { // the writer last: it checkpoints
      try {
        connection.close();
      } catch (SQLException e) {
        throw Errors.translate("close", e);
      }
    }
  }

  /** Ends a statement when the thread that waits for it is interrupted. */
  private static final class UntilInterrupted extends ProgressHandler {
    @Override
    protected int progress() {
      return Thread.currentThread().isInterrupted() ? 1 : 0;
    }
  }
}
