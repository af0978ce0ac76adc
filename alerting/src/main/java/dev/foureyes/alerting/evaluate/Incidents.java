package dev.foureyes.alerting.evaluate;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Condition;
import dev.foureyes.proto.alerting.v1.Incident;
import dev.foureyes.proto.alerting.v1.IncidentNode;
import dev.foureyes.proto.alerting.v1.IncidentState;
import dev.foureyes.proto.alerting.v1.NodeAlertState;
import dev.foureyes.proto.alerting.v1.ResolveReason;
import dev.foureyes.proto.results.v1.Result;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Makes incidents out of what the machine knows. */
final class Incidents {

  private static final int NAMED_NODES = 3;

  private Incidents() {}

  static Incident open(AlertRule rule, Result result, List<NodeAlertState> violating) {
    String testName =
        result.getTestName().isEmpty() ? result.getProbe().getTestId() : result.getTestName();
    Incident.Builder incident =
        Incident.newBuilder()
            .setId(id(rule, result))
            .setOrg(result.getOrg())
            .setState(IncidentState.INCIDENT_STATE_OPEN)
            .setVersion(1)
            .setSeverity(rule.getSeverity())
            .setRuleId(rule.getId())
            .setRuleName(rule.getName())
            .setCondition(rule.getCondition())
            .setTestId(result.getProbe().getTestId())
            .setTestName(testName)
            .setOpenedAt(result.getProbe().getScheduledAt())
            .addAllNodes(nodes(violating));
    return incident
        .setSummary(summary(testName, rule.getCondition(), incident.getNodesList()))
        .build();
  }

  /** The same for the same results, whenever they are read: what opened it, hashed. */
  private static String id(AlertRule rule, Result result) {
    String opening =
        String.join(
            "/", result.getOrg(), rule.getId(), result.getProbe().getTestId(), result.getId());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(opening.getBytes(StandardCharsets.UTF_8));
      return "inc-" + HexFormat.of().formatHex(hash, 0, 10);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static Incident resolve(Incident open, Timestamp at, ResolveReason reason) {
    return open.toBuilder()
        .setState(IncidentState.INCIDENT_STATE_RESOLVED)
        .setVersion(open.getVersion() + 1)
        .setResolvedAt(at)
        .setResolveReason(reason)
        .build();
  }

  static Incident withNodes(Incident open, List<NodeAlertState> violating) {
    return open.toBuilder()
        .setVersion(open.getVersion() + 1)
        .clearNodes()
        .addAllNodes(nodes(violating))
        .build();
  }

  private static List<IncidentNode> nodes(List<NodeAlertState> violating) {
    return violating.stream()
        .sorted(
            Comparator.comparing(NodeAlertState::getAt, Timestamps.comparator())
                .thenComparing(NodeAlertState::getNodeId))
        .map(node ->
            IncidentNode.newBuilder()
                .setNodeId(node.getNodeId())
                .setNodeName(node.getNodeName())
                .setValue(node.getValue())
                .setAt(node.getAt())
                .setError(node.getError())
                .build())
        .toList();
  }

  /** For example: {@code Shop fails on Berlin: connect to 192.0.2.1:443 refused}. */
  private static String summary(String testName, Condition condition, List<IncidentNode> nodes) {
    String where =
        nodes.stream().limit(NAMED_NODES).map(Incidents::name).collect(Collectors.joining(", "))
            + (nodes.size() > NAMED_NODES ? " and " + (nodes.size() - NAMED_NODES) + " more" : "");
    IncidentNode latest = nodes.getLast();
    if (condition.getMeasure().equals(MeasureCatalog.UP)) {
      return testName
          + " fails on "
          + where
          + (latest.getError().isEmpty() ? "" : ": " + latest.getError());
    }
    return "%s: %s is %s (%s %s) on %s"
        .formatted(
            testName,
            condition.getMeasure(),
            Conditions.number(latest.getValue()),
            Conditions.sign(condition.getComparison()),
            Conditions.number(condition.getThreshold()),
            where);
  }

  private static String name(IncidentNode node) {
    return node.getNodeName().isEmpty() ? node.getNodeId() : node.getNodeName();
  }
}
