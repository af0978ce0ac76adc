package dev.foureyes.nodeagent.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what it is
 * @param status how it is
 * @param needed whether a node cannot run without it
 * @param found what was seen
 * @param advice how to allow more; empty when nothing is missing
 */
public record Finding(String subject, Status status, boolean needed, String found, String advice) {

  /** How much the machine allows. */
  public enum Status {
    OK,
    /** Some of it, or not known. */
    LIMITED,
    NO
  }

  static Finding ok(String subject, String found) {
    return new Finding(subject, Status.OK, false, found, "");
  }

  static Finding limited(String subject, String found, String advice) {
    return new Finding(subject, Status.LIMITED, false, found, advice);
  }

  static Finding no(String subject, String found, String advice) {
    return new Finding(subject, Status.NO, false, found, advice);
  }

  /** The same, of something that a node cannot run without. */
  Finding asNeeded() {
    return new Finding(subject, status, true, found, advice);
  }
}
