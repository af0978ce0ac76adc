package dev.foureyes.nodeagent.gateway;

/**
 * Where the gateway listens.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

  private static final int MAX_PORT = 65535;

  /**
   * Reads {@code HOST:PORT}, {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static ServerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    String port = colon < 0 ? "" : text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank() || (host.contains(":") && !bracketed) || !port.matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          text + " (expected: HOST:PORT, for example gateway.example.com:9443)");
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > MAX_PORT) {
      throw new IllegalArgumentException(text + " (expected: a port from 1 to " + MAX_PORT + ")");
    }
    return new ServerAddress(host, number);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
