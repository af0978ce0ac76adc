package dev.foureyes.alerting.evaluate;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.alerting.evaluate.NodePhases.Event;
import dev.foureyes.model.result.Faults;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.AlertState;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentNode;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.NodeAlertState;
import dev.foureyes.proto.alerting.v1.NodePhase;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.proto.results.v1.RunTrigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides on incidents: one rule over one test. Pure: state and result in, state and incident out.
 * It knows no clock; all times are due times of results.
 */
final class AlertMachine {

  /**
   * A node this many rounds behind the newest of the test no longer runs it and is forgotten,
   * beyond what the rule itself counts.
   */
  private static final int FORGOTTEN_AFTER_ROUNDS = 20;

  private AlertMachine() {}

  /**
   * What a result led to.
   *
   * @param incident to publish, when it opened, changed its nodes, or was resolved
   */
  record Decision(AlertState state, Optional<Incident> incident) {}

  /** Takes a result of the rule's test into account. */
  static Decision decide(AlertRule rule, AlertState before, Result result) {
    OptionalDouble value =
        MeasureCatalog.get().value(result.getProbe(), rule.getCondition().getMeasure());
    if (!Faults.counts(result.getProbe().getFault()) || value.isEmpty() || !isOfARound(result)) {
      return new Decision(before, Optional.empty());
    }
    List<NodeAlertState> nodes = new ArrayList<>();
    NodeAlertState node =
        NodeAlertState.newBuilder().setNodeId(result.getNodeId()).setRound(Long.MIN_VALUE).build();
    for (NodeAlertState one : before.getNodesList()) {
      if (one.getNodeId().equals(result.getNodeId())) {
        node = one;
      } else {
        nodes.add(one);
      }
    }
    if (result.getProbe().getRound() <= node.getRound()) {
      return new Decision(
          before, Optional.empty()); // a second result of a round, or one that comes late
    }
    nodes.add(advance(rule, node, result, value.getAsDouble()));
    AlertState.Builder after =
        before.toBuilder()
            .setRuleVersion(rule.getVersion())
            .clearNodes()
            .addAllNodes(withoutForgotten(rule, nodes));
    Optional<Incident> incident = incident(rule, after, result);
    incident.ifPresent(after::setIncident);
    return new Decision(after.build(), incident);
  }

  /** A failure that is measured again waits for that; a run that somebody asked for is besides. */
  private static boolean isOfARound(Result result) {
    return !result.getProbe().getConfirmationFollows()
        && result.getProbe().getTrigger() != RunTrigger.RUN_TRIGGER_REQUEST;
  }

  private static NodeAlertState advance(
      AlertRule rule, NodeAlertState node, Result result, double value) {
    Event event = Conditions.holds(rule.getCondition(), value) ? Event.HELD : Event.DID_NOT_HOLD;
    Event streakOf = NodePhases.streakOf(node.getPhase());
    int inARow = event == streakOf ? node.getRoundsInARow() + 1 : 0;
    int wanted =
        streakOf == Event.HELD ? atLeastOne(rule.getRounds()) : atLeastOne(rule.getResolveRounds());
    NodePhase next = NodePhases.next(node.getPhase(), event, inARow >= wanted);
    boolean turned = NodePhases.violates(next) != NodePhases.violates(node.getPhase());
    NodeAlertState.Builder advanced =
        node.toBuilder()
            .setNodeName(result.getNodeName())
            .setPhase(next)
            .setRound(result.getProbe().getRound())
            .setRoundsInARow(turned ? 0 : inARow);
    if (event == Event.HELD) {
      advanced
          .setValue(value)
          .setAt(result.getProbe().getScheduledAt())
          .setError(result.getProbe().getError());
    }
    return advanced.build();
  }

  private static int atLeastOne(int rounds) {
    return Math.max(1, rounds);
  }

  private static List<NodeAlertState> withoutForgotten(AlertRule rule, List<NodeAlertState> nodes) {
    long newest = nodes.stream().mapToLong(NodeAlertState::getRound).max().orElse(0);
    long oldest = newest - FORGOTTEN_AFTER_ROUNDS - rule.getRounds() - rule.getResolveRounds();
    return nodes.stream().filter(node -> node.getRound() >= oldest).toList();
  }

  private static Optional<Incident> incident(
      AlertRule rule, AlertState.Builder state, Result result) {
    List<NodeAlertState> violating =
        state.getNodesList().stream().filter(node -> NodePhases.violates(node.getPhase())).toList();
    boolean open = state.getIncident().getState() == IncidentState.INCIDENT_STATE_OPEN;
    boolean enough = violating.size() >= atLeastOne(rule.getNodes());
    if (!open && enough) {
      return Optional.of(Incidents.open(rule, result, violating));
    }
    if (open && !enough) {
      Timestamp at = result.getProbe().getScheduledAt();
      return Optional.of(
          Incidents.resolve(state.getIncident(), at, ResolveReason.RESOLVE_REASON_RECOVERED));
    }
    if (open && !sameNodes(state.getIncident(), violating)) {
      return Optional.of(Incidents.withNodes(state.getIncident(), violating));
    }
    return Optional.empty();
  }

  private static boolean sameNodes(Incident incident, List<NodeAlertState> violating) {
    return incident.getNodesList().stream()
        .map(IncidentNode::getNodeId)
        .sorted()
        .toList()
        .equals(violating.stream().map(NodeAlertState::getNodeId).sorted().toList());
  }

  /**
   * Ends what a rule has led to, because the rule or its test is no longer what it was: the
   * incident to publish, if one was open.
   */
  static Optional<Incident> end(AlertState state, Timestamp at, ResolveReason reason) {
    if (state.getIncident().getState() != IncidentState.INCIDENT_STATE_OPEN) {
      return Optional.empty();
    }
    Timestamp opened = state.getIncident().getOpenedAt();
    return Optional.of(
        Incidents.resolve(
            state.getIncident(), Timestamps.compare(at, opened) < 0 ? opened : at, reason));
  }
}
