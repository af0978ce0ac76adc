package dev.foureyes.control.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * The control plane's database: SQLite in one file, migrated by Flyway when it is opened.
 *
 * <p>Writes go through one connection, one after the other, as SQLite wants it; reads through a few
 * others, which see the last committed state.
 */
public final class Database implements AutoCloseable {

  /** Work in one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Handle handle);
  }

  private static final int READERS = 4;

  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final Jdbi reader;

  private Database(HikariDataSource writerPool, HikariDataSource readerPool) {
    this.writerPool = writerPool;
    this.readerPool = readerPool;
    this.writer = Jdbi.create(writerPool);
    this.reader = Jdbi.create(readerPool);
  }

  /**
   * Opens the file, which is made when missing, and brings it to this version.
   *
   * @throws UncheckedIOException when its directory cannot be made
   */
  public static Database open(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "database: " + file + " (expected: a directory that can be written)", e);
    }
    HikariDataSource writerPool = pool(file, 1, TransactionMode.IMMEDIATE, "control-write");
    Flyway.configure()
        .dataSource(writerPool)
        .locations("classpath:db/control/sqlite")
        .loggers("slf4j")
        .load()
        .migrate();
    return new Database(writerPool, pool(file, READERS, TransactionMode.DEFERRED, "control-read"));
  }

  private static HikariDataSource pool(Path file, int size, TransactionMode mode, String name) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL); // declared configuration exists nowhere else
    config.enforceForeignKeys(true);
    config.setBusyTimeout(5_000);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setMaximumPoolSize(size);
    pool.setPoolName(name);
    pool.setConnectionTimeout(10_000);
    return new HikariDataSource(pool);
  }

  /** Reads one state of the database. */
  public <T> T read(Work<T> work) {
    return reader.inTransaction(work::with);
  }

  /** Changes the database: all of it, or, when the work throws, nothing. */
  public <T> T write(Work<T> work) {
    return writer.inTransaction(work::with);
  }

  @Override
  public void close() {
    readerPool.close();
    writerPool.close();
  }
}
