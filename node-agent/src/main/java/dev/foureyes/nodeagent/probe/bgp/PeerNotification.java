package dev.foureyes.nodeagent.probe.bgp;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A NOTIFICATION of the peer, which ends the session (RFC 4271, 4.5).
 *
 * @param text what the operator of the peer said with it (RFC 9003); empty for nothing
 */
record PeerNotification(int code, int subcode, String text) {

  private static final int SHUTDOWN = 2;
  private static final int RESET = 4;

  /**
   * Reads one.
   *
   * @param start where its body begins, behind the header
   */
  static PeerNotification read(byte[] message, int start, int end) throws BrokenMessageException {
    if (end - start < 2) {
      throw new BrokenMessageException(
          NotificationNames.HEADER, 2, "the peer sent a NOTIFICATION without a code");
    }
    int code = Octets.u8(message, start);
    int subcode = Octets.u8(message, start + 1);
    boolean hasText =
        code == NotificationNames.CEASE
            && (subcode == SHUTDOWN || subcode == RESET)
            && end - start > 2;
    int length = hasText ? Math.min(Octets.u8(message, start + 2), end - start - 3) : 0;
    return new PeerNotification(code, subcode, length == 0 ? "" : text(message, start + 3, length));
  }

  private static String text(byte[] message, int start, int length) {
    StringBuilder text = new StringBuilder();
    new String(message, start, length, UTF_8)
        .codePoints()
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.toString();
  }

  /** For example {@code Cease/Administrative Shutdown (6/2) "maintenance"}. */
  String words() {
    return NotificationNames.of(code, subcode)
        + " ("
        + code
        + "/"
        + subcode
        + ")"
        + (text.isEmpty() ? "" : " \"" + text + "\"");
  }
}
