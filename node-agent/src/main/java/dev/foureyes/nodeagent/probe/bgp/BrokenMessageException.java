package dev.foureyes.nodeagent.probe.bgp;

/**
 * What a peer sent cannot be understood, and the session with it must end. The message is for
 * people and without names of codes.
 */
final class BrokenMessageException extends Exception {

  private final int code;
  private final int subcode;

  /**
   * @param code of the NOTIFICATION that answers it
   */
  BrokenMessageException(int code, int subcode, String message) {
    super(message);
    this.code = code;
    this.subcode = subcode;
  }

  Outgoing.Notification answer() {
    return new Outgoing.Notification(code, subcode);
  }
}
