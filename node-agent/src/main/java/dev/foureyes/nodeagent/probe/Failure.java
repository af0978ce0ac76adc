package dev.foureyes.nodeagent.probe;

import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;

/**
 * Why a test failed.
 *
 * @param fault whose fault it is
 * @param phase the step that failed
 * @param sentence what happened, with the offending value, for people
 */
public record Failure(Fault fault, ErrorPhase phase, String sentence) {

  public Failure {
    if (fault == Fault.FAULT_OK || fault == Fault.FAULT_UNSPECIFIED) {
      throw new IllegalArgumentException("fault: " + fault + " (expected: one that is a fault)");
    }
  }

  /** The sentence as a result may hold it: peers have a say in it. On one line, and cut. */
  public String shown(int mostChars) {
    StringBuilder text = new StringBuilder();
    sentence.codePoints().limit(mostChars).forEach(c -> text.appendCodePoint(isShown(c) ? c : '?'));
    while (text.length() > mostChars) {
      text.setLength(text.offsetByCodePoints(text.length(), -1));
    }
    return text.toString();
  }

  private static boolean isShown(int c) {
    return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
  }
}
