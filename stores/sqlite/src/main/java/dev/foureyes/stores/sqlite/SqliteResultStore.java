package dev.foureyes.stores.sqlite;

import dev.foureyes.proto.results.v1.GetStoreStatusResponse;
import dev.foureyes.stores.Capability;
import dev.foureyes.stores.Layer;
import dev.foureyes.stores.Places;
import dev.foureyes.stores.ResultReader;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.StoreException.Kind;
import dev.foureyes.stores.WriteBatch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in one SQLite file. {@link #write}, {@link #rollUp} and {@link #dropBefore} are for one
 * thread; the rest is for any.
 *
 * <p>A second process that opens the same file is refused: two writers would not lose or double
 * anything, since places are moved by compare-and-set, but they would stop each other all the time.
 */
public final class SqliteResultStore implements ResultStore {

  private static final Logger log = LoggerFactory.getLogger(SqliteResultStore.class);

  private final Path file;
  private final FileChannel lockFile;
  private final Connections connections;
  private final Writer writer;
  private final Reader reader;

  private SqliteResultStore(
      Path file, FileChannel lockFile, Connections connections, Writer writer) {
    this.file = file;
    this.lockFile = lockFile;
    this.connections = connections;
    this.writer = writer;
    this.reader = new Reader(connections);
  }

  /**
   * Opens the file, which is made when missing.
   *
   * @throws StoreException when it cannot be opened or another process has it open
   */
  public static SqliteResultStore open(Path file) {
    FileChannel lockFile = lock(file);
    try {
      Connections connections = Connections.open(file);
      SqliteResultStore store =
          new SqliteResultStore(file, lockFile, connections, new Writer(connections.writer()));
      log.atInfo()
          .addKeyValue("file", file)
          .addKeyValue("rows", store.status().getRows())
          .log("result store opened");
      return store;
    } catch (SQLException e) {
      release(lockFile);
      throw Errors.translate("open " + file, e);
    }
  }

  private static FileChannel lock(Path file) {
    Path lockPath = file.resolveSibling(file.getFileName() + ".lock");
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      FileChannel channel =
          FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw new StoreException(
            Kind.UNAVAILABLE,
            "store: " + file + " is open in another process (expected: one owner)");
      }
      return channel;
    } catch (IOException e) {
      throw new StoreException(
          Kind.UNAVAILABLE, "store: " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process
    }
  }

  private static void release(FileChannel lockFile) {
    try {
      lockFile.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("lock of the result store could not be given back");
    }
  }

  @Override
  public int write(WriteBatch batch) {
    return writer.write(batch);
  }

  @Override
  public Places places(String logId) {
    return connections.read(connection -> {
      Map<Integer, Long> next = new HashMap<>();
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT part, next FROM place WHERE log = ?")) {
        statement.setString(1, logId);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            next.put(rows.getInt(1), rows.getLong(2));
          }
        }
      }
      return new Places(next);
    });
  }

  @Override
  public ResultReader reader() {
    return reader;
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.ROLLUPS, Capability.DETAILS_APART);
  }

  @Override
  public void dropBefore(Layer layer, Instant cut) {
    writer.dropBefore(layer, cut);
  }

  @Override
  public int rollUp(Instant closedBefore, int atMost) {
    return writer.rollUp(closedBefore, atMost);
  }

  @Override
  public List<String> check() {
    return connections.read(connection -> {
      List<String> problems = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("PRAGMA integrity_check(20)")) {
        while (rows.next()) {
          if (!rows.getString(1).equals("ok")) {
            problems.add(rows.getString(1));
          }
        }
      }
      return problems;
    });
  }

  @Override
  public GetStoreStatusResponse status() {
    GetStoreStatusResponse.Builder status = GetStoreStatusResponse.newBuilder().setEngine("sqlite");
    try {
      status.setRows(
          connections.read(connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.executeQuery("SELECT total FROM stored").getLong(1);
            }
          }));
      status.setBytes(Files.size(file));
    } catch (StoreException | IOException e) {
      status.setProblem(String.valueOf(e.getMessage()));
    }
    return status.build();
  }

  @Override
  public void close() {
    try {
      writer.close();
      connections.close();
    } catch (SQLException e) {
      throw Errors.translate("close", e);
    } finally {
      release(lockFile);
    }
  }
}
