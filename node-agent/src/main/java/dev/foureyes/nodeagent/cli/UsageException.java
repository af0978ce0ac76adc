package dev.foureyes.nodeagent.cli;

/** Wrong usage; the message names option, value and what is expected. */
public final class UsageException extends Exception {

  public UsageException(String message) {
    super(message);
  }
}
