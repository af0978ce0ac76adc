package dev.foureyes.nodeagent.probe.browser;

/** The browser does not do what it was told; the message is its own. */
final class CommandException extends Exception {

  CommandException(String message) {
    super(message);
  }
}
