package dev.foureyes.nodeagent.probe.text;

import dev.foureyes.model.text.BoundedPattern;
import dev.foureyes.nodeagent.probe.InvalidProbeException;

/** Patterns of configurations. */
public final class Patterns {

  private Patterns() {}

  /**
   * The pattern.
   *
   * @param field its name, for the message
   * @throws InvalidProbeException when it is none, or larger than what the node searches with
   */
  public static BoundedPattern compile(String field, String text) throws InvalidProbeException {
    try {
      return BoundedPattern.compile(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidProbeException(
          field
              + ": "
              + ShownText.quoted(text)
              + ": "
              + e.getMessage()
              + " (expected: "
              + BoundedPattern.EXPECTED
              + ")");
    }
  }
}
