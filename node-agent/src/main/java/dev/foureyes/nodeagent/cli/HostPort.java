package dev.foureyes.nodeagent.cli;

/**
 * A host and a port as they are typed.
 *
 * @param host without brackets
 */
record HostPort(String host, int port) {

  static final String EXPECTED = "HOST:PORT, for example example.com:443 or [2001:db8::1]:443";

  /** The only word. */
  static HostPort of(Arguments arguments) throws UsageException {
    return parse("HOST:PORT", arguments.onlyWord("HOST:PORT", EXPECTED));
  }

  /**
   * A host and a port.
   *
   * @param name what they are called in the message
   */
  static HostPort parse(String name, String target) throws UsageException {
    int colon = target.lastIndexOf(':');
    String host = colon < 0 ? target : target.substring(0, colon);
    String port = colon < 0 ? "" : target.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isBlank() || !port.matches("\\d{1,9}") || (host.contains(":") && !bracketed)) {
      throw new UsageException(name + ": " + target + " (expected: " + EXPECTED + ")");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
  }
}
