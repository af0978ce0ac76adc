package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.alerting.v1.Severity;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.Topics;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of a result, hop by hop, as <a href="../../../../../../../docs/architecture.md">the
 * architecture</a> draws it: one real node, one real server, one real target.
 */
class JourneyIT {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @org.junit.jupiter.api.Test
  void oneResultGoesItsWay_andATargetThatFailsBecomesAnIncident() throws Exception {
    try (var shop = new LocalTarget();
        var server = Installation.inOneProcess(directory, Installation.NO_FIRST_TESTS).start();
        var node = server.node("berlin");
        var batches = TopicRecords.of(server, Topics.NODE_BATCHES);
        var results = TopicRecords.of(server, Topics.RESULTS);
        var incidents = TopicRecords.of(server, Topics.INCIDENTS);
        var browser = LiveEvents.watch(server.api())) {
      Api api = server.api();

      // Somebody declares what to test, and when to be told.
      Test test =
          api.create(
              Test.newBuilder()
                  .setName("Shop")
                  .setProbe(shop.http())
                  .setIntervalMs(1_000)
                  .setTimeoutMs(500)
                  .putLabels("team", "sales")
                  .build());
      AlertRule rule = api.create(failsTwiceInARow());

      // A node dials in with a token, is told of the test, and runs it.
      node.start(api.enrolmentToken("berlin", Map.of("city", "berlin")));

      // Node → gateway → foureyes.node-batches.v1: the bytes of the node's spool, as it sent them.
      var appended = batches.await("the node's first batch", NodeBatch::hasBatch);
      NodeBatch batch = appended.value().orElseThrow();
      ProbeResult measured =
          RecordList.parseFrom(batch.getBatch().getRecords()).getRecords(0).getResult();
      assertThat(appended.key().id()).as("key of a batch: its node").isEqualTo(batch.getNodeId());
      assertThat(measured.getTestId()).isEqualTo(test.getId());
      assertThat(measured.getConfigVersion()).isEqualTo(test.getVersion());
      assertThat(measured.getFault()).isEqualTo(Fault.FAULT_OK);
      assertThat(measured.getHttp().getStatus()).isEqualTo(200);

      // Ingest → foureyes.results.v1: opened, with names and labels, under its test's key.
      var opened =
          results.await(
              "the opened result",
              each ->
                  each.getNodeId().equals(batch.getNodeId())
                      && each.getIncarnation().equals(batch.getBatch().getIncarnation())
                      && each.getSeq() == batch.getBatch().getFirstSeq());
      Result result = opened.value().orElseThrow();
      assertThat(opened.key().id()).as("key of a result: its test").isEqualTo(test.getId());
      assertThat(result.getProbe()).as("what the node measured").isEqualTo(measured);
      assertThat(result.getReceivedAt()).isEqualTo(batch.getReceivedAt());
      assertThat(result.getId()).isEqualTo(nameOf(batch));
      assertThat(result.getNodeName()).isEqualTo("berlin");
      assertThat(result.getNodeLabelsMap()).containsEntry("city", "berlin");
      assertThat(result.getTestName()).isEqualTo("Shop");
      assertThat(result.getTestLabelsMap()).containsEntry("team", "sales");

      // Store writer → store → API: the same result, whole.
      assertThat(api.awaitResult(test.getId(), result.getId())).isEqualTo(result);

      // Live feed → browser: the same result, without asking.
      assertThat(
              browser
                  .await("the result", event -> event.getResult().getId().equals(result.getId()))
                  .getResult())
          .isEqualTo(result);

      // The target goes away. Alerting → foureyes.incidents.v1 → API and browser: one incident.
      shop.goAway();
      Incident open =
          incidents
              .await("an incident", each -> each.getTestId().equals(test.getId()))
              .value()
              .orElseThrow();
      assertThat(open.getState()).isEqualTo(IncidentState.INCIDENT_STATE_OPEN);
      assertThat(open.getRuleId()).isEqualTo(rule.getId());
      assertThat(open.getSeverity()).isEqualTo(Severity.SEVERITY_CRITICAL);
      assertThat(open.getNodesList())
          .singleElement()
          .satisfies(berlin -> {
            assertThat(berlin.getNodeName()).isEqualTo("berlin");
            assertThat(berlin.getError()).contains("refused");
          });
      assertThat(api.awaitIncident(open.getId(), IncidentState.INCIDENT_STATE_OPEN))
          .isEqualTo(open);
      browser.await("the incident", event -> event.getIncident().equals(open));

      // The target comes back. The same incident, resolved.
      shop.comeBack();
      Incident resolved =
          incidents
              .await(
                  "the end of the incident",
                  each -> each.getState() == IncidentState.INCIDENT_STATE_RESOLVED)
              .value()
              .orElseThrow();
      assertThat(resolved.getId()).isEqualTo(open.getId());
      assertThat(resolved.getResolveReason()).isEqualTo(ResolveReason.RESOLVE_REASON_RECOVERED);
      assertThat(api.awaitIncident(open.getId(), IncidentState.INCIDENT_STATE_RESOLVED))
          .isEqualTo(resolved);
      browser.await("the end of the incident", event -> event.getIncident().equals(resolved));
    }
  }

  private static AlertRule failsTwiceInARow() {
    return AlertRule.newBuilder()
        .setName("Fails twice in a row")
        .setSeverity(Severity.SEVERITY_CRITICAL)
        .setCondition(
            Condition.newBuilder()
                .setMeasure("up")
                .setComparison(Comparison.COMPARISON_LESS)
                .setThreshold(1))
        .setRounds(2)
        .setResolveRounds(2)
        .build();
  }

  /** What the first record of a batch is called for ever: node, incarnation, position. */
  private static String nameOf(NodeBatch batch) {
    return batch.getNodeId()
        + "."
        + HexFormat.of().formatHex(batch.getBatch().getIncarnation().toByteArray())
        + "."
        + batch.getBatch().getFirstSeq();
  }
}
