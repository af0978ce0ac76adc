package dev.foureyes.alerting.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.alerting.evaluate.AlertMachine.Decision;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.AlertState;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentNode;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.NodePhase;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.alerting.v1.Severity;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.RunTrigger;
import dev.foureyes.testing.ResultFixture;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertMachineTest {

  private final ResultFixture berlin = ResultFixture.of("shop", "berlin");
  private final ResultFixture paris = ResultFixture.of("shop", "paris");
  private AlertState state = AlertState.getDefaultInstance();
  private AlertRule rule = down(2, 1, 2);

  private static AlertRule down(int rounds, int nodes, int resolveRounds) {
    return AlertRule.newBuilder()
        .setId("down")
        .setName("Target down")
        .setSeverity(Severity.SEVERITY_MAJOR)
        .setCondition(
            Condition.newBuilder()
                .setMeasure("up")
                .setComparison(Comparison.COMPARISON_LESS)
                .setThreshold(1))
        .setRounds(rounds)
        .setNodes(nodes)
        .setResolveRounds(resolveRounds)
        .setVersion(1)
        .build();
  }

  private Optional<Incident> see(Result result) {
    Decision decision = AlertMachine.decide(rule, state, result);
    state = decision.state();
    return decision.incident();
  }

  private Incident opened(Result result) {
    Incident incident = see(result).orElseThrow();
    assertThat(incident.getState()).isEqualTo(IncidentState.INCIDENT_STATE_OPEN);
    return incident;
  }

  @Test
  void aFailureThatIsMeasuredAgain_waitsForThat() {
    rule = down(1, 1, 1);
    assertThat(see(berlin.passed(0, 10))).isEmpty();
    assertThat(see(first(berlin.failed(1)))).isEmpty();
    assertThat(see(confirmation(berlin.passed(1, 10)))).as("no outage").isEmpty();
    assertThat(see(first(berlin.failed(2)))).isEmpty();

    Incident open = opened(confirmation(berlin.failed(2)));

    assertThat(open.getNodesList()).hasSize(1);
  }

  @Test
  void aConfirmationThatIsLost_leavesTheNextRoundToDecide() {
    rule = down(1, 1, 1);
    assertThat(see(first(berlin.failed(1)))).isEmpty();

    assertThat(opened(berlin.failed(2)).getNodesList()).hasSize(1);
  }

  @Test
  void aRunThatSomebodyAskedFor_neitherOpensNorResolves() {
    rule = down(1, 1, 1);
    assertThat(see(asked(berlin.failed(1)))).isEmpty();
    Incident open = opened(berlin.failed(1));
    assertThat(see(asked(berlin.passed(2, 10)))).isEmpty();
    assertThat(see(berlin.passed(2, 10)).orElseThrow().getId()).isEqualTo(open.getId());
  }

  private static Result first(Result failure) {
    Result.Builder result = failure.toBuilder();
    result.getProbeBuilder().setConfirmationFollows(true);
    return result.build();
  }

  private static Result confirmation(Result second) {
    return triggered(second, RunTrigger.RUN_TRIGGER_CONFIRMATION);
  }

  private static Result asked(Result besides) {
    return triggered(besides, RunTrigger.RUN_TRIGGER_REQUEST);
  }

  private static Result triggered(Result result, RunTrigger trigger) {
    Result.Builder triggered = result.toBuilder();
    triggered.getProbeBuilder().setTrigger(trigger);
    return triggered.build();
  }

  @Test
  void opensAfterSoManyRoundsInARowAndResolvesAfterSoManyGoodOnes() {
    assertThat(see(berlin.passed(0, 10))).isEmpty();
    assertThat(see(berlin.failed(1))).isEmpty();
    Incident open = opened(berlin.failed(2));
    assertThat(see(berlin.failed(3))).as("open already").isEmpty();
    assertThat(see(berlin.passed(4, 10))).isEmpty();
    Incident resolved = see(berlin.passed(5, 10)).orElseThrow();

    assertThat(open.getOpenedAt()).isEqualTo(berlin.failed(2).getProbe().getScheduledAt());
    assertThat(open.getSummary())
        .isEqualTo("Test shop fails on Node berlin: connect to 192.0.2.1:80 refused");
    assertThat(open.getVersion()).isEqualTo(1);
    assertThat(resolved.getId()).isEqualTo(open.getId());
    assertThat(resolved.getState()).isEqualTo(IncidentState.INCIDENT_STATE_RESOLVED);
    assertThat(resolved.getResolveReason()).isEqualTo(ResolveReason.RESOLVE_REASON_RECOVERED);
    assertThat(resolved.getResolvedAt())
        .isEqualTo(berlin.passed(5, 10).getProbe().getScheduledAt());
    assertThat(resolved.getVersion()).isEqualTo(2);
    assertThat(resolved.getNodesList())
        .extracting(IncidentNode::getNodeId)
        .containsExactly("berlin");
  }

  @Test
  void aGoodRoundBreaksTheStreak() {
    see(berlin.failed(0));
    see(berlin.passed(1, 10));
    assertThat(see(berlin.failed(2))).isEmpty();
    assertThat(see(berlin.failed(3))).isPresent();
  }

  @Test
  void aBadRoundBreaksTheRecovery() {
    see(berlin.failed(0));
    see(berlin.failed(1));
    see(berlin.passed(2, 10));
    see(berlin.failed(3));
    assertThat(see(berlin.passed(4, 10))).isEmpty();
    assertThat(see(berlin.passed(5, 10))).isPresent();
  }

  @Test
  void needsSoManyNodes() {
    rule = down(1, 2, 1);
    assertThat(see(berlin.failed(0))).isEmpty();
    Incident open = opened(paris.failed(0));
    assertThat(open.getNodesList())
        .extracting(IncidentNode::getNodeId)
        .containsExactly("berlin", "paris");

    Incident resolved = see(berlin.passed(1, 10)).orElseThrow();
    assertThat(resolved.getState()).isEqualTo(IncidentState.INCIDENT_STATE_RESOLVED);
  }

  @Test
  void nodesThatJoinAnOpenIncidentAreTold() {
    rule = down(1, 1, 1);
    Incident open = opened(berlin.failed(0));
    Incident changed = see(paris.failed(0)).orElseThrow();
    Incident left = see(berlin.passed(1, 10)).orElseThrow();

    assertThat(changed.getId()).isEqualTo(open.getId());
    assertThat(changed.getVersion()).isEqualTo(2);
    assertThat(changed.getNodesList())
        .extracting(IncidentNode::getNodeId)
        .containsExactly("berlin", "paris");
    assertThat(left.getState()).isEqualTo(IncidentState.INCIDENT_STATE_OPEN);
    assertThat(left.getNodesList()).extracting(IncidentNode::getNodeId).containsExactly("paris");
  }

  @Test
  void aRoundCountsOnceAndLateRoundsNotAtAll() {
    see(berlin.failed(5));
    assertThat(see(berlin.failed(5))).isEmpty();
    assertThat(see(berlin.failed(4))).isEmpty();
    assertThat(see(berlin.failed(6))).isPresent();
  }

  @Test
  void theNodesOwnTroubleIsLeftOut() {
    see(berlin.failed(0));
    assertThat(see(berlin.failed(1, Fault.FAULT_NODE_LOCAL))).isEmpty();
    assertThat(see(berlin.failed(2, Fault.FAULT_INTERNAL))).isEmpty();
    assertThat(see(berlin.failed(3))).as("the second round in a row that counts").isPresent();
  }

  @Test
  void aMeasureThatWasNotReachedIsLeftOut() {
    rule =
        rule.toBuilder()
            .setRounds(1)
            .setCondition(
                Condition.newBuilder()
                    .setMeasure("total_ms")
                    .setComparison(Comparison.COMPARISON_GREATER)
                    .setThreshold(500))
            .build();

    assertThat(see(berlin.failed(0))).isEmpty();
    assertThat(see(berlin.passed(1, 500))).isEmpty();
    assertThat(opened(berlin.passed(2, 612.345)).getSummary())
        .isEqualTo("Test shop: total_ms is 612.345 (> 500) on Node berlin");
  }

  @Test
  void aNodeThatFellFarBehindIsForgotten() {
    rule = down(1, 1, 1);
    see(berlin.failed(0));
    Incident resolved = see(paris.passed(100, 10)).orElseThrow();

    assertThat(resolved.getState()).isEqualTo(IncidentState.INCIDENT_STATE_RESOLVED);
    assertThat(state.getNodesList()).extracting(node -> node.getNodeId()).containsExactly("paris");
  }

  @Test
  void theSameResultsGiveTheSameIncident() {
    rule = down(1, 1, 1);
    Incident first = opened(berlin.failed(0));
    state = AlertState.getDefaultInstance();

    assertThat(opened(berlin.failed(0))).isEqualTo(first);
    assertThat(first.getId()).matches("inc-[0-9a-f]{20}");
  }

  @Test
  void aSecondIncidentHasAnotherName() {
    rule = down(1, 1, 1);
    Incident first = opened(berlin.failed(0));
    see(berlin.passed(1, 10));

    assertThat(opened(berlin.failed(2)).getId()).isNotEqualTo(first.getId());
  }

  @Test
  void zerosInARuleMeanOne() {
    rule = down(0, 0, 0);
    opened(berlin.failed(0));
    assertThat(see(berlin.passed(1, 10))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "COMPARISON_GREATER,1,false", "COMPARISON_GREATER,2,true",
    "COMPARISON_GREATER_OR_EQUAL,1,true", "COMPARISON_GREATER_OR_EQUAL,0,false",
    "COMPARISON_LESS,1,false", "COMPARISON_LESS,0,true",
    "COMPARISON_LESS_OR_EQUAL,1,true", "COMPARISON_LESS_OR_EQUAL,2,false",
    "COMPARISON_EQUAL,1,true", "COMPARISON_EQUAL,2,false",
    "COMPARISON_NOT_EQUAL,1,false", "COMPARISON_NOT_EQUAL,2,true",
    "COMPARISON_UNSPECIFIED,1,false"
  })
  void comparisons(Comparison comparison, double value, boolean holds) {
    Condition condition = Condition.newBuilder().setComparison(comparison).setThreshold(1).build();
    assertThat(Conditions.holds(condition, value)).isEqualTo(holds);
  }

  /** A walk over all phases: each is met, so that no arrow of the table is dead. */
  @Test
  void everyPhaseIsReachable() {
    rule = down(2, 1, 2);
    Set<NodePhase> met = EnumSet.noneOf(NodePhase.class);
    for (Result result :
        List.of(
            berlin.passed(0, 1),
            berlin.failed(1),
            berlin.failed(2),
            berlin.passed(3, 1),
            berlin.failed(4),
            berlin.passed(5, 1),
            berlin.passed(6, 1))) {
      see(result);
      met.add(state.getNodes(0).getPhase());
    }
    assertThat(met)
        .containsExactlyInAnyOrder(
            NodePhase.NODE_PHASE_NORMAL,
            NodePhase.NODE_PHASE_PENDING,
            NodePhase.NODE_PHASE_VIOLATING,
            NodePhase.NODE_PHASE_RECOVERING);
  }
}
