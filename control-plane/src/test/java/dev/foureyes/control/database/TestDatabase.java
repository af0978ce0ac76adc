package dev.foureyes.control.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real database for one test: a copy of one that was migrated before, since that takes the disk
 * some time.
 */
public final class TestDatabase {

  private static final byte[] MIGRATED = migrated();

  private TestDatabase() {}

  private static byte[] migrated() {
    try {
      Path directory = Files.createTempDirectory("foureyes-database");
      Path file = directory.resolve("control.db");
      Database.open(file).close();
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.delete(directory);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens an empty database, {@code control.db} in the directory. */
  public static Database in(Path directory) {
    Path file = directory.resolve("control.db");
    try {
      Files.write(file, MIGRATED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Database.open(file);
  }
}
