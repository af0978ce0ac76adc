package dev.foureyes.control.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectorTest {

  @TempDir Path directory;
  private final Counting counting = new Counting();
  private Database database;
  private Projector<Incident> projector;

  /** Counts how often each incident was seen; what is called "poison" it cannot bear. */
  private static final class Counting implements Projection<Incident> {
    private boolean sick = true;
    private int commits;

    @Override
    public Topic<Incident> topic() {
      return Topics.INCIDENTS;
    }

    @Override
    public void apply(Handle handle, Scope scope, String id, Optional<Incident> incident) {
      handle.execute(
          "INSERT INTO seen (id, times, what) VALUES (?, 1, ?) ON CONFLICT (id) DO UPDATE SET times = times + 1, what = excluded.what",
          scope.org() + "/" + id,
          incident.map(Incident::getSummary).orElse("deleted"));
      if (sick && id.equals("poison")) {
        throw new IllegalStateException("told to fail");
      }
    }

    @Override
    public void committed() {
      commits++;
    }

    @Override
    public void clear(Handle handle) {
      handle.execute("DELETE FROM seen");
    }
  }

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    database.write(handle ->
        handle.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, times INTEGER, what TEXT)"));
    projector = new Projector<>(database, counting, "log-1");
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private static ConsumerRecord<String, byte[]> record(
      int partition, long offset, @Nullable String key, @Nullable String summary) {
    byte[] value =
        summary == null ? null : Incident.newBuilder().setSummary(summary).build().toByteArray();
    return new ConsumerRecord<>(Topics.INCIDENTS.name(), partition, offset, key, value);
  }

  private List<String> seen() {
    return database.read(handle ->
        handle
            .createQuery("SELECT id || ' ' || times || ' ' || what FROM seen ORDER BY id")
            .mapTo(String.class)
            .list());
  }

  @Test
  void recordsAndTheirPlacesAreKeptTogether() {
    projector.apply(
        List.of(
            record(0, 7, "acme/a", "one"),
            record(2, 0, "acme/b", "two"),
            record(0, 9, "acme/a", null)));

    assertThat(seen()).containsExactly("acme/a 2 deleted", "acme/b 1 two");
    assertThat(projector.places()).isEqualTo(Map.of(0, 10L, 2, 1L));
    assertThat(counting.commits).isEqualTo(1);
  }

  @Test
  void aProjectionThatFailsLeavesBothAsTheyWere() {
    projector.apply(List.of(record(0, 0, "acme/a", "one")));

    List<ConsumerRecord<String, byte[]>> batch =
        List.of(record(0, 1, "acme/a", "two"), record(0, 2, "acme/poison", "x"));
    assertThatThrownBy(() -> projector.apply(batch)).hasMessage("told to fail");

    assertThat(seen()).containsExactly("acme/a 1 one");
    assertThat(projector.places()).isEqualTo(Map.of(0, 1L));
    assertThat(counting.commits).isEqualTo(1);

    counting.sick = false;
    projector.apply(batch);
    assertThat(seen()).containsExactly("acme/a 2 two", "acme/poison 1 x");
    assertThat(projector.places()).isEqualTo(Map.of(0, 3L));
  }

  @Test
  void recordsThatComeAgainAreAppliedOnce() {
    List<ConsumerRecord<String, byte[]>> batch =
        List.of(record(0, 0, "acme/a", "one"), record(0, 1, "acme/b", "two"));
    projector.apply(batch);

    projector.apply(batch);
    projector.apply(
        List.of(
            record(0, 1, "acme/b", "two"),
            record(0, 2, "acme/c", "three"),
            record(1, 0, "acme/d", "four")));

    assertThat(seen())
        .containsExactly("acme/a 1 one", "acme/b 1 two", "acme/c 1 three", "acme/d 1 four");
    assertThat(projector.places()).isEqualTo(Map.of(0, 3L, 1, 1L));
  }

  @Test
  void anotherProcessGoesOnWhereThisOneWas() {
    projector.apply(List.of(record(0, 0, "acme/a", "one")));

    assertThat(new Projector<>(database, counting, "log-1").places()).isEqualTo(Map.of(0, 1L));
    assertThat(seen()).isNotEmpty();
  }

  @Test
  void aTopicThatWasMadeAnewIsReadAnew() {
    projector.apply(List.of(record(0, 500, "acme/a", "of the old log")));

    Projector<Incident> ofTheNewLog = new Projector<>(database, counting, "log-2");

    assertThat(ofTheNewLog.places()).isEmpty();
    assertThat(seen()).isEmpty();
    ofTheNewLog.apply(List.of(record(0, 0, "acme/a", "of the new log")));
    assertThat(seen()).containsExactly("acme/a 1 of the new log");
    assertThat(new Projector<>(database, counting, "log-2").places()).isEqualTo(Map.of(0, 1L));
  }

  @Test
  void placesOfOtherTopicsAreNotTouched() {
    database.write(handle ->
        handle.execute(
            "INSERT INTO projection_places (topic, log, part, next) VALUES ('other', 'log-9', 0, 77)"));

    assertThat(projector.places()).isEmpty();
    long others =
        database.<Long>read(handle ->
            handle
                .createQuery("SELECT next FROM projection_places WHERE topic = 'other'")
                .mapTo(Long.class)
                .one());
    assertThat(others).isEqualTo(77);
  }

  @Test
  void aRecordThatCannotBeReadIsLeftOutAndReadingGoesOn() {
    byte[] junk = "\377junk".getBytes(StandardCharsets.ISO_8859_1);

    projector.apply(
        List.of(
            new ConsumerRecord<>(Topics.INCIDENTS.name(), 0, 0, "acme/a", junk),
            record(0, 1, "no slash", "x"),
            record(0, 2, "acme/", "x"),
            record(0, 3, "Not An Org/a", "x"),
            record(0, 4, null, "x"),
            record(0, 5, "acme/good", "x")));

    assertThat(seen()).containsExactly("acme/good 1 x");
    assertThat(projector.places()).isEqualTo(Map.of(0, 6L));
  }
}
