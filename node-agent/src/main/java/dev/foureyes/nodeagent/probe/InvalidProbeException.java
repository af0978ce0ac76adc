package dev.foureyes.nodeagent.probe;

/** A configuration that no run can be made of; the message names field, value and expectation. */
public final class InvalidProbeException extends Exception {

  public InvalidProbeException(String message) {
    super(message);
  }
}
