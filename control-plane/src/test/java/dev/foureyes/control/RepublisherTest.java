package dev.foureyes.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.TestDatabase;
import dev.foureyes.control.node.RegistryFixture;
import dev.foureyes.control.rule.AlertRuleApi;
import dev.foureyes.control.test.TestFixture;
import dev.foureyes.model.Scope;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.Severity;
import dev.foureyes.topics.Topics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepublisherTest {

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ORG);
  private static final String TESTS = Topics.TESTS.name();
  private static final String NODES = Topics.NODES.name();
  private static final String RULES = Topics.ALERT_RULES.name();

  @TempDir Path directory;
  private Database database;

  @BeforeEach
  void start() {
    database = TestDatabase.in(directory);
    TestFixture.put(
        database, SCOPE, List.of(TestFixture.http("a").build(), TestFixture.http("b").build()));
    TestFixture.put(database, new Scope("other"), List.of(TestFixture.http("theirs").build()));
    RegistryFixture.putNodes(database, SCOPE, "n");
    new AlertRuleApi(database, () -> {}, InstantSource.system())
        .create(
            SCOPE,
            AlertRule.newBuilder()
                .setId("r")
                .setName("r")
                .setSeverity(Severity.SEVERITY_MAJOR)
                .setCondition(
                    Condition.newBuilder()
                        .setMeasure("up")
                        .setComparison(Comparison.COMPARISON_LESS))
                .build());
  }

  @AfterEach
  void stop() {
    database.close();
  }

  /** What is told when the topics have these identities, in order. */
  private List<String> told(String tests, String nodes, String rules) {
    database.write(handle -> handle.execute("DELETE FROM outbox")); // the log has it
    new Republisher(database).publishAnew(Map.of(TESTS, tests, NODES, nodes, RULES, rules), SCOPE);
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT topic || ' ' || record_key FROM outbox WHERE value IS NOT NULL ORDER BY id")
            .mapTo(String.class)
            .list());
  }

  @Test
  void aNewLogIsToldEverythingOnce() {
    assertThat(told("t1", "n1", "r1"))
        .containsExactly(
            TESTS + " default/a", TESTS + " default/b", NODES + " default/n", RULES + " default/r");
    assertThat(told("t1", "n1", "r1")).isEmpty();
  }

  @Test
  void onlyTheTopicThatIsAnotherIsToldAnew() {
    told("t1", "n1", "r1");

    assertThat(told("t1", "n2", "r1")).containsExactly(NODES + " default/n");
    assertThat(told("t1", "n1", "r1"))
        .as("each change counts, also one back")
        .containsExactly(NODES + " default/n");
  }

  @Test
  void aFailureIsAsIfItHadNotBegun() {
    database.write(handle ->
        handle.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON outbox WHEN NEW.topic = '"
                + RULES
                + "' BEGIN SELECT RAISE(ABORT, 'told to fail'); END"));
    assertThatThrownBy(() -> told("t1", "n1", "r1")).hasMessageContaining("told to fail");
    database.write(handle -> handle.execute("DROP TRIGGER broken"));

    assertThat(told("t1", "n1", "r1")).hasSize(4);
  }

  @Test
  void whatWasDeletedIsNotToldAgain() {
    database.write(handle -> handle.execute("DELETE FROM tests WHERE id = 'a'"));

    assertThat(told("t1", "n1", "r1"))
        .doesNotContain(TESTS + " default/a")
        .contains(TESTS + " default/b");
  }
}
