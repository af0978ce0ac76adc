package dev.foureyes.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.model.Scope;
import dev.foureyes.model.result.Measure;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.WriteBatch;
import dev.foureyes.stores.WriteBatch.Advance;
import dev.foureyes.stores.contract.ResultStoreContract;
import dev.foureyes.testing.ResultFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteResultStoreTest extends ResultStoreContract {

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);

  @TempDir Path own;
  private final ResultFixture fixture = ResultFixture.of("test-1", "node-1");

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
        .hasMessageContaining("version of the store: 99 (expected: at most 2");
  }

  /** A file of version 1 has the details in the rows, and no rollups. */
  @Test
  void aFileOfTheFirstVersionIsMadeAnew() throws Exception {
    Path file = own.resolve("results.db");
    Result first = fixture.passed(0, 42);
    Result second = fixture.failed(1);
    try (ResultStore store = SqliteResultStore.open(file)) {
      store.write(new WriteBatch("log", List.of(first, second), Map.of(0, new Advance(0, 2))));
    }
    makeFirstVersion(file, "20260301");

    try (ResultStore store = SqliteResultStore.open(file)) {
      assertThat(store.reader().get(SCOPE, "test-1", first.getId())).contains(first);
      assertThat(store.reader().get(SCOPE, "test-1", second.getId())).contains(second);
      assertThat(store.places("log").next(0)).hasValue(2);
      assertThat(store.write(new WriteBatch("log", List.of(first), Map.of()))).isZero();
      assertThat(store.rollUp(Instant.parse("2026-03-02T00:00:00Z"), 10)).isEqualTo(1);
      assertThat(store.check()).isEmpty();
    }
  }

  private static void makeFirstVersion(Path file, String day) throws Exception {
    String slots =
        IntStream.range(0, Measure.SLOTS)
            .mapToObj(slot -> "m" + slot)
            .collect(Collectors.joining(", "));
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE first (
            series INTEGER NOT NULL, due INTEGER NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL,
            received INTEGER NOT NULL, fault INTEGER NOT NULL, context INTEGER NOT NULL, %s, probe BLOB NOT NULL,
            PRIMARY KEY (series, due, incarnation, seq)) WITHOUT ROWID
          """
              .formatted(slots.replace(",", " INTEGER,") + " INTEGER"));
      statement.execute(
          """
          INSERT INTO first
          SELECT series, due, incarnation, seq, received, fault, context, %s, probe
          FROM result_%s JOIN detail_%s ON id = detail
          """
              .formatted(slots, day, day));
      for (String table : List.of("result_" + day, "detail_" + day, "stale", "cut")) {
        statement.execute("DROP TABLE " + table);
      }
      statement.execute("ALTER TABLE first RENAME TO result_" + day);
      statement.execute("PRAGMA user_version = 1");
    }
  }
}
