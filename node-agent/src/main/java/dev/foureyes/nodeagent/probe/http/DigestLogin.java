package dev.foureyes.nodeagent.probe.http;

/**
 * Whom the node says it is when a server asks by digest.
 *
 * @param user without a colon
 */
record DigestLogin(String user, String password) {

  @Override
  public String toString() {
    return "DigestLogin[" + user + "]"; // never the password
  }
}
