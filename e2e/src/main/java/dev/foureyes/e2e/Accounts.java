package dev.foureyes.e2e;

import dev.foureyes.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What should be there and what is: names of results, as {@code incarnation seq}, from journals of
 * load nodes, from the log and from the store.
 */
final class Accounts {

  private Accounts() {}

  /**
   * @param emitted results that a spool promised to keep, and those that it kept when its process
   *     was killed before it could say so
   * @param stored distinct ones in the store
   * @param lost emitted, and not in the store
   * @param duplicated records too many in the topic of results, and rows too many in the store
   */
  record Balance(long emitted, long stored, long lost, long duplicated) {

    boolean holds() {
      return lost == 0 && duplicated == 0 && emitted == stored;
    }
  }

  /** Counts by name. */
  static final class Counts {

    private final Map<String, TreeMap<Long, Integer>> byIncarnation = new HashMap<>();
    private long total;

    void add(String incarnation, long seq) {
      byIncarnation.computeIfAbsent(incarnation, _ -> new TreeMap<>()).merge(seq, 1, Integer::sum);
      total++;
    }

    long distinct() {
      return byIncarnation.values().stream().mapToLong(Map::size).sum();
    }

    long repeated() {
      return total - distinct();
    }

    Set<Long> of(String incarnation) {
      return byIncarnation.getOrDefault(incarnation, new TreeMap<>()).keySet();
    }

    Set<String> incarnations() {
      return byIncarnation.keySet();
    }
  }

  static Balance balance(Counts promised, Counts inLog, Counts inStore) {
    long emitted = 0;
    long lost = 0;
    Set<String> incarnations = new TreeSet<>(promised.incarnations());
    incarnations.addAll(inStore.incarnations());
    incarnations.addAll(inLog.incarnations());
    for (String incarnation : incarnations) {
      // A spool numbers without gaps, so the last number that anybody has seen says how many there
      // were.
      Set<Long> stored = inStore.of(incarnation);
      long last = Math.max(last(promised.of(incarnation)), last(stored));
      last = Math.max(last, last(inLog.of(incarnation)));
      emitted += last + 1;
      for (long seq = 0; seq <= last; seq++) {
        if (!stored.contains(seq)) {
          lost++;
        }
      }
    }
    return new Balance(emitted, inStore.distinct(), lost, inLog.repeated() + inStore.repeated());
  }

  private static long last(Set<Long> seqs) {
    return seqs.stream().mapToLong(Long::longValue).max().orElse(-1);
  }

  /** What journals promise. */
  static Counts promised(List<Path> journals) throws IOException {
    Counts counts = new Counts();
    for (Path journal : journals) {
      for (String line : Files.readAllLines(journal)) {
        int space = line.indexOf(' ');
        counts.add(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
      }
    }
    return counts;
  }

  /** All committed records of the topic of results. */
  static Counts inLog(String bootstrapServers) {
    Counts counts = new Counts();
    TopicContents.read(
        bootstrapServers,
        Topics.RESULTS,
        result -> {
          counts.add(
              HexFormat.of().formatHex(result.getIncarnation().toByteArray()), result.getSeq());
          return true;
        });
    return counts;
  }

  /** How many rows the store has. */
  static long rows(Path storeFile) {
    try (Connection connection = open(storeFile);
        Statement statement = connection.createStatement()) {
      long rows = 0;
      for (String table : dayTables(statement)) {
        rows += statement.executeQuery("SELECT count(*) FROM " + table).getLong(1);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(storeFile + " cannot be read", e);
    }
  }

  static Counts inStore(Path storeFile) {
    Counts counts = new Counts();
    try (Connection connection = open(storeFile);
        Statement statement = connection.createStatement()) {
      for (String table : dayTables(statement)) {
        var rows =
            statement.executeQuery(
                "SELECT hex(i.incarnation), r.seq FROM "
                    + table
                    + " r JOIN incarnation i ON i.id = r.incarnation");
        while (rows.next()) {
          counts.add(rows.getString(1).toLowerCase(Locale.ROOT), rows.getLong(2));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(storeFile + " cannot be read", e);
    }
    return counts;
  }

  private static Connection open(Path storeFile) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:file:" + storeFile + "?mode=ro");
  }

  private static List<String> dayTables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    var rows =
        statement.executeQuery(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'result_[0-9]*'");
    while (rows.next()) {
      tables.add(rows.getString(1));
    }
    return tables;
  }
}
