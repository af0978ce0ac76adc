package dev.foureyes.alerting.evaluate;

import dev.foureyes.proto.alerting.v1.Comparison;
import dev.foureyes.proto.alerting.v1.Condition;
import java.util.Locale;

/** Whether conditions hold, and how they read. */
final class Conditions {

  private Conditions() {}

  static boolean holds(Condition condition, double value) {
    double threshold = condition.getThreshold();
    return switch (condition.getComparison()) {
      case COMPARISON_GREATER -> value > threshold;
      case COMPARISON_GREATER_OR_EQUAL -> value >= threshold;
      case COMPARISON_LESS -> value < threshold;
      case COMPARISON_LESS_OR_EQUAL -> value <= threshold;
      case COMPARISON_EQUAL -> value == threshold;
      case COMPARISON_NOT_EQUAL -> value != threshold;
      case COMPARISON_UNSPECIFIED, UNRECOGNIZED -> false; // of a later version: not ours to judge
    };
  }

  static String sign(Comparison comparison) {
    return switch (comparison) {
      case COMPARISON_GREATER -> ">";
      case COMPARISON_GREATER_OR_EQUAL -> "≥";
      case COMPARISON_LESS -> "<";
      case COMPARISON_LESS_OR_EQUAL -> "≤";
      case COMPARISON_EQUAL -> "=";
      case COMPARISON_NOT_EQUAL -> "≠";
      case COMPARISON_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  /** A number without a tail of zeros: 0.5, 12, 612.3. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
