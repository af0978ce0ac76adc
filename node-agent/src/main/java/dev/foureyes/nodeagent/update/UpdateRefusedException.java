package dev.foureyes.nodeagent.update;

/** An update is not installed, and nothing has changed. The message says why, for people. */
public final class UpdateRefusedException extends Exception {

  public UpdateRefusedException(String why) {
    super(why);
  }
}
