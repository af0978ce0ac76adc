package dev.foureyes.nodeagent.probe.text;

import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.TextCondition;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A condition on texts, checked.
 *
 * @param expected for people
 * @param isOfAll whether each text counts, rather than any
 */
public record TextCheck(Test test, String expected, boolean isOfAll) {

  private static final int MAX_TEXT = 4_096;
  private static final int MAX_SHOWN = 120;

  /** What one text must be. */
  @FunctionalInterface
  public interface Test {
    boolean passes(String text, BooleanSupplier isOver) throws TimeoutException;
  }

  public static TextCheck of(String field, TextCondition condition) throws InvalidProbeException {
    return switch (condition.getConditionCase()) {
      case EQUALS -> {
        String wanted = bounded(field + ".equals", condition.getEquals());
        yield new TextCheck((text, isOver) -> text.equals(wanted), ShownText.quoted(wanted), false);
      }
      case CONTAINS -> {
        String wanted = bounded(field + ".contains", condition.getContains());
        yield new TextCheck(
            (text, isOver) -> text.contains(wanted), ShownText.quoted(wanted) + " in it", false);
      }
      case MATCHES -> {
        BoundedPattern pattern = Patterns.compile(field + ".matches", condition.getMatches());
        yield new TextCheck(
            (text, isOver) -> pattern.find(text, isOver).isPresent(),
            "a match of " + ShownText.cut(pattern.toString(), MAX_SHOWN),
            false);
      }
      case NOT_MATCHES -> {
        BoundedPattern pattern =
            Patterns.compile(field + ".not_matches", condition.getNotMatches());
        yield new TextCheck(
            (text, isOver) -> pattern.find(text, isOver).isEmpty(),
            "no match of " + ShownText.cut(pattern.toString(), MAX_SHOWN),
            true);
      }
      case EXISTS ->
          condition.getExists()
              ? new TextCheck((text, isOver) -> true, "anything", false)
              : new TextCheck((text, isOver) -> false, "nothing", true);
      case CONDITION_NOT_SET ->
          throw new InvalidProbeException(
              field
                  + ": none that this version of the agent knows (expected: equals, contains,"
                  + " matches, not_matches or exists)");
    };
  }

  private static String bounded(String field, String text) throws InvalidProbeException {
    if (text.length() > MAX_TEXT) {
      throw new InvalidProbeException(
          field + ": " + text.length() + " characters (expected: at most " + MAX_TEXT + ")");
    }
    return text;
  }

  /** Whether any of the texts passes, or all. */
  public boolean passes(List<String> texts, BooleanSupplier isOver) throws TimeoutException {
    for (String text : texts) {
      if (test.passes(text, isOver) != isOfAll) {
        return !isOfAll;
      }
    }
    return isOfAll;
  }
}
