package dev.foureyes.alerting.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.alerting.v1.TestSelector;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.testing.ResultFixture;
import dev.foureyes.topics.Topic;
import dev.foureyes.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertTopologyTest {

  private static final Path GOLDEN = Path.of("src", "test", "resources", "alert-topology.txt");

  private TopologyTestDriver driver = driver();
  private TestInputTopic<String, Result> results = input(Topics.RESULTS);
  private TestInputTopic<String, AlertRule> rules = input(Topics.ALERT_RULES);
  private TestInputTopic<String, dev.foureyes.proto.control.v1.Test> tests = input(Topics.TESTS);
  private TestOutputTopic<String, Incident> incidents = output();
  private final ResultFixture berlin = ResultFixture.of("shop", "berlin");

  private static TopologyTestDriver driver() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "alerting-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
    return new TopologyTestDriver(AlertTopology.build(), properties);
  }

  private <V> TestInputTopic<String, V> input(Topic<V> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), topic.valueSerde().serializer());
  }

  private TestOutputTopic<String, Incident> output() {
    return driver.createOutputTopic(
        Topics.INCIDENTS.name(),
        new StringDeserializer(),
        Topics.INCIDENTS.valueSerde().deserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static AlertRule.Builder down() {
    return AlertRule.newBuilder()
        .setId("down")
        .setName("Target down")
        .setCondition(
            Condition.newBuilder()
                .setMeasure("up")
                .setComparison(Comparison.COMPARISON_LESS)
                .setThreshold(1))
        .setVersion(1);
  }

  private void see(Result result) {
    results.pipeInput("default/" + result.getProbe().getTestId(), result);
  }

  /**
   * After a wanted change, run with -Dfoureyes.write-docs to write the file anew, and review it:
   * names in it are for ever.
   */
  @Test
  void theGraphIsAsRecorded() throws IOException {
    String description = AlertTopology.build().describe().toString();
    if (System.getProperty("foureyes.write-docs") != null) {
      Files.writeString(GOLDEN, description);
    }
    assertThat(GOLDEN).hasContent(description);
  }

  @Test
  void anIncidentOpensAndResolvesOnce() {
    rules.pipeInput("default/down", down().build());
    see(berlin.failed(0));
    see(berlin.failed(1));
    see(berlin.passed(2, 10));
    see(berlin.passed(3, 10));

    var out = incidents.readKeyValuesToList();
    assertThat(out)
        .extracting(entry -> entry.value.getState())
        .containsExactly(IncidentState.INCIDENT_STATE_OPEN, IncidentState.INCIDENT_STATE_RESOLVED);
    assertThat(out.getFirst().key).isEqualTo("default/" + out.getFirst().value.getId());
  }

  @Test
  void withoutRulesThereAreNoIncidents() {
    see(berlin.failed(0));
    assertThat(incidents.isEmpty()).isTrue();
  }

  @Test
  void rulesOfOtherOrganisationsAndOtherTestsDoNotApply() {
    rules.pipeInput("other/down", down().build());
    rules.pipeInput(
        "default/picky",
        down().setId("picky").setTests(TestSelector.newBuilder().addTestIds("blog")).build());
    rules.pipeInput(
        "default/labels",
        down()
            .setId("labels")
            .setTests(TestSelector.newBuilder().putMatchLabels("team", "web"))
            .build());

    see(berlin.failed(0));
    assertThat(incidents.isEmpty()).isTrue();
    see(
        berlin.failed(1).toBuilder()
            .putTestLabels("team", "web")
            .putTestLabels("tier", "1")
            .build());
    assertThat(incidents.readValue().getRuleId()).isEqualTo("labels");
  }

  @Test
  void aChangedRuleEndsWhatTheOldOneLedToAndBeginsAnew() {
    rules.pipeInput("default/down", down().build());
    see(berlin.failed(0));
    rules.pipeInput("default/down", down().setVersion(2).setRounds(2).build());
    see(berlin.failed(1));
    see(berlin.failed(2));

    List<Incident> out = incidents.readValuesToList();
    assertThat(out)
        .extracting(Incident::getState)
        .containsExactly(
            IncidentState.INCIDENT_STATE_OPEN,
            IncidentState.INCIDENT_STATE_RESOLVED,
            IncidentState.INCIDENT_STATE_OPEN);
    assertThat(out.get(1).getResolveReason()).isEqualTo(ResolveReason.RESOLVE_REASON_RULE_CHANGED);
  }

  @Test
  void aDeletedOrDisabledRuleEndsItsIncidents() {
    rules.pipeInput("default/down", down().build());
    rules.pipeInput("default/too", down().setId("too").build());
    see(berlin.failed(0));
    rules.pipeInput("default/down", (AlertRule) null);
    rules.pipeInput("default/too", down().setId("too").setVersion(2).setDisabled(true).build());
    see(berlin.failed(1));

    List<Incident> out = incidents.readValuesToList();
    assertThat(out).hasSize(4);
    assertThat(out.subList(2, 4))
        .allMatch(incident -> incident.getState() == IncidentState.INCIDENT_STATE_RESOLVED);
  }

  @Test
  void aDeletedTestEndsItsIncidentsAndLateResultsOpenNone() {
    rules.pipeInput("default/down", down().build());
    tests.pipeInput(
        "default/shop", dev.foureyes.proto.control.v1.Test.newBuilder().setId("shop").build());
    see(berlin.failed(0));
    tests.pipeInput("default/shop", (dev.foureyes.proto.control.v1.Test) null);
    see(berlin.failed(1));

    List<Incident> out = incidents.readValuesToList();
    assertThat(out).hasSize(2);
    assertThat(out.get(1).getResolveReason()).isEqualTo(ResolveReason.RESOLVE_REASON_TEST_DELETED);
  }

  @Test
  void aPausedTestEndsItsIncidentsAndBeginsAnewWhenItGoesOn() {
    var test = dev.foureyes.proto.control.v1.Test.newBuilder().setId("shop");
    rules.pipeInput("default/down", down().build());
    see(berlin.failed(0));
    tests.pipeInput("default/shop", test.setPaused(true).build());
    see(berlin.failed(1));
    tests.pipeInput("default/shop", test.setPaused(false).build());
    see(berlin.failed(2));

    assertThat(incidents.readValuesToList())
        .extracting(Incident::getState, Incident::getResolveReason)
        .containsExactly(
            tuple(IncidentState.INCIDENT_STATE_OPEN, ResolveReason.RESOLVE_REASON_UNSPECIFIED),
            tuple(IncidentState.INCIDENT_STATE_RESOLVED, ResolveReason.RESOLVE_REASON_TEST_PAUSED),
            tuple(IncidentState.INCIDENT_STATE_OPEN, ResolveReason.RESOLVE_REASON_UNSPECIFIED));
  }

  /** The property that alerting stands on: read again, the log tells the same story. */
  @Test
  void replayingTheLogGivesTheSameIncidents() {
    List<Incident> first = story();
    driver.close();
    driver = driver();
    results = input(Topics.RESULTS);
    rules = input(Topics.ALERT_RULES);
    tests = input(Topics.TESTS);
    incidents = output();

    assertThat(story()).isEqualTo(first).hasSizeGreaterThan(5);
  }

  private List<Incident> story() {
    ResultFixture paris = ResultFixture.of("shop", "paris");
    rules.pipeInput("default/down", down().setRounds(2).setResolveRounds(2).build());
    for (int i = 0; i < 60; i++) {
      see(i % 10 < 5 ? berlin.failed(i) : berlin.passed(i, 10));
      see(i % 14 < 4 ? paris.failed(i) : paris.passed(i, 10));
    }
    return incidents.readValuesToList();
  }
}
