package dev.foureyes.stores.sqlite;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.foureyes.proto.results.v1.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small numbers that stand for series, incarnations and contexts in rows. Used by the writer
 * only; numbers that a rolled back transaction made must be forgotten.
 */
final class ShortIds implements AutoCloseable {

  private record SeriesKey(String org, String testId, String nodeId, int kind) {}

  private record IncarnationKey(String nodeId, ByteString incarnation) {}

  private static final int CACHED = 200_000;

  private final Map<SeriesKey, Long> series = lru();
  private final Map<IncarnationKey, Long> incarnations = lru();
  private final Map<ByteString, Long> contexts = lru();
  private final Lookup seriesLookup;
  private final Lookup incarnationLookup;
  private final Lookup contextLookup;

  ShortIds(Connection connection) throws SQLException {
    seriesLookup = new Lookup(connection, "series", "org", "test_id", "node_id", "kind");
    incarnationLookup = new Lookup(connection, "incarnation", "node_id", "incarnation");
    contextLookup = new Lookup(connection, "context", "body");
  }

  long series(Result result) throws SQLException {
    int kind = result.getProbe().getDetailCase().getNumber();
    SeriesKey key =
        new SeriesKey(result.getOrg(), result.getProbe().getTestId(), result.getNodeId(), kind);
    Long known = series.get(key);
    if (known != null) {
      return known;
    }
    long id = seriesLookup.findOrAdd(key.org(), key.testId(), key.nodeId(), key.kind());
    series.put(key, id);
    return id;
  }

  long incarnation(Result result) throws SQLException {
    IncarnationKey key = new IncarnationKey(result.getNodeId(), result.getIncarnation());
    Long known = incarnations.get(key);
    if (known != null) {
      return known;
    }
    long id = incarnationLookup.findOrAdd(key.nodeId(), key.incarnation().toByteArray());
    incarnations.put(key, id);
    return id;
  }

  long context(Result result) throws SQLException {
    ByteString key = contextOf(result);
    Long known = contexts.get(key);
    if (known != null) {
      return known;
    }
    long id = contextLookup.findOrAdd((Object) key.toByteArray());
    contexts.put(key, id);
    return id;
  }

  /** Names and labels, maps in one order, so that equal ones have equal bytes. */
  private static ByteString contextOf(Result result) {
    Result context =
        Result.newBuilder()
            .setNodeName(result.getNodeName())
            .putAllNodeLabels(result.getNodeLabelsMap())
            .setTestName(result.getTestName())
            .putAllTestLabels(result.getTestLabelsMap())
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(context.getSerializedSize());
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      context.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  void forget() {
    series.clear();
    incarnations.clear();
    contexts.clear();
  }

  @Override
  public void close() throws SQLException {
    seriesLookup.close();
    incarnationLookup.close();
    contextLookup.close();
  }

  private static <K> Map<K, Long> lru() {
    return new LinkedHashMap<>(1024, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
        return size() > CACHED;
      }
    };
  }

  /** Finds the id of a row by its unique columns, or adds the row. */
  private static final class Lookup implements AutoCloseable {
    private final PreparedStatement find;
    private final PreparedStatement add;

    Lookup(Connection connection, String table, String... columns) throws SQLException {
      find =
          connection.prepareStatement(
              "SELECT id FROM " + table + " WHERE " + String.join(" = ? AND ", columns) + " = ?");
      add =
          connection.prepareStatement(
              "INSERT INTO "
                  + table
                  + " ("
                  + String.join(", ", columns)
                  + ") VALUES (?"
                  + ", ?".repeat(columns.length - 1)
                  + ") RETURNING id");
    }

    long findOrAdd(Object... values) throws SQLException {
      Long found = query(find, values);
      if (found != null) {
        return found;
      }
      Long added = query(add, values);
      if (added == null) {
        throw new SQLException("no id was returned");
      }
      return added;
    }

    private static @Nullable Long query(PreparedStatement statement, Object... values)
        throws SQLException {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : null;
      }
    }

    @Override
    public void close() throws SQLException {
      find.close();
      add.close();
    }
  }
}
