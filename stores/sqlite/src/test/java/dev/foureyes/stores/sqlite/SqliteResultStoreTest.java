package dev.foureyes.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.contract.ResultStoreContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteResultStoreTest extends ResultStoreContract {

  @TempDir Path own;

  @Override
  protected ResultStore open(Path directory) {
    return SqliteResultStore.open(directory.resolve("results.db"));
  }

  @Test
  void aSecondOwnerIsRefused() {
    Path file = own.resolve("results.db");
    try (ResultStore first = SqliteResultStore.open(file)) {
      assertThat(first.status().getEngine()).isEqualTo("sqlite");
      assertThatThrownBy(() -> SqliteResultStore.open(file))
          .isInstanceOf(StoreException.class)
          .hasMessage("store: " + file + " is open in another process (expected: one owner)");
    }
    SqliteResultStore.open(file).close();
  }

  @Test
  void aFileThatIsNoStoreIsRefused() throws Exception {
    Path file = own.resolve("results.db");
    Files.writeString(
        file,
        "this is no database, it is a text of some length".repeat(100),
        StandardCharsets.UTF_8);

    assertThatThrownBy(() -> SqliteResultStore.open(file))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CORRUPT));
  }

  @Test
  void aFileOfALaterVersionIsRefused() throws Exception {
    Path file = own.resolve("results.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }

    assertThatThrownBy(() -> SqliteResultStore.open(file))
        .hasMessageContaining("version of the store: 99 (expected: at most 1");
  }
}
