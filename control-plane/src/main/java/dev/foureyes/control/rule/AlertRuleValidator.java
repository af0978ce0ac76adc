package dev.foureyes.control.rule;

import dev.foureyes.control.database.Ids;
import dev.foureyes.control.test.Labels;
import dev.foureyes.model.request.Violations;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Severity;

/** What an alert rule must be. */
final class AlertRuleValidator {

  private static final int MAX_NAME = 100;
  private static final int MAX_ROUNDS = 100;
  private static final int MAX_NODES = 10_000;
  private static final int MAX_TESTS = 1_000;

  private AlertRuleValidator() {}

  static Violations check(AlertRule rule) {
    Violations violations = new Violations();
    violations.check(
        rule.getId().isEmpty() || Ids.ID.matcher(rule.getId()).matches(),
        "rule.id",
        rule.getId(),
        Ids.ID_FORM);
    String name = rule.getName();
    violations.check(
        !name.isBlank() && name.length() <= MAX_NAME && name.strip().equals(name),
        "rule.name",
        name,
        "1 to " + MAX_NAME + " characters, without space at either end");
    Severity severity = rule.getSeverity();
    violations.check(
        severity != Severity.SEVERITY_UNSPECIFIED && severity != Severity.UNRECOGNIZED,
        "rule.severity",
        rule.getSeverityValue(),
        "SEVERITY_INFO, SEVERITY_MINOR, SEVERITY_MAJOR or SEVERITY_CRITICAL");
    violations.check(
        rule.getTests().getTestIdsCount() <= MAX_TESTS,
        "rule.tests.test_ids",
        rule.getTests().getTestIdsCount(),
        "at most " + MAX_TESTS + "; select by labels instead");
    Labels.check(violations, "rule.tests.match_labels", rule.getTests().getMatchLabelsMap());
    checkCondition(rule, violations);
    checkCount(violations, "rule.rounds", rule.getRounds(), MAX_ROUNDS);
    checkCount(violations, "rule.nodes", rule.getNodes(), MAX_NODES);
    checkCount(violations, "rule.resolve_rounds", rule.getResolveRounds(), MAX_ROUNDS);
    return violations;
  }

  private static void checkCondition(AlertRule rule, Violations violations) {
    String measure = rule.getCondition().getMeasure();
    violations.check(
        MeasureCatalog.get().names().contains(measure),
        "rule.condition.measure",
        measure,
        "one of " + String.join(", ", MeasureCatalog.get().names()));
    Comparison comparison = rule.getCondition().getComparison();
    violations.check(
        comparison != Comparison.COMPARISON_UNSPECIFIED && comparison != Comparison.UNRECOGNIZED,
        "rule.condition.comparison",
        rule.getCondition().getComparisonValue(),
        "a comparison such as COMPARISON_GREATER");
    double threshold = rule.getCondition().getThreshold();
    violations.check(Double.isFinite(threshold), "rule.condition.threshold", threshold, "a number");
  }

  private static void checkCount(Violations violations, String field, int value, int max) {
    violations.check(
        value >= 1 && value <= max, field, Integer.toUnsignedLong(value), "1 to " + max);
  }
}
