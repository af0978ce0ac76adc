package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;

/**
 * What it means that a document did not come. Names are Chromium's (net/base/net_error_list.h).
 *
 * <table>
 * <caption>Whose fault it is</caption>
 * <tr><th>error</th><th>fault</th></tr>
 * <tr><td>refused, reset, closed, wrong TLS or HTTP, too many redirects</td><td>TARGET</td></tr>
 * <tr><td>no answer, host unreachable</td><td>PATH</td></tr>
 * <tr><td>no network, no memory, no handles</td><td>NODE_LOCAL</td></tr>
 * </table>
 */
final class NetErrors {

  private NetErrors() {}

  /**
   * @param error as the browser says it, for example {@code net::ERR_CONNECTION_REFUSED}
   */
  static Failure of(String error, String url) {
    String name = error.replace("net::ERR_", "");
    String at = ShownText.quoted(url);
    return switch (name) {
      case "NAME_NOT_RESOLVED", "NAME_RESOLUTION_FAILED", "ICANN_NAME_COLLISION" ->
          failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_DNS,
              "the host of " + at + " has no address");
      case "CONNECTION_REFUSED" ->
          failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "connection for " + at + " refused");
      case "CONNECTION_TIMED_OUT", "TIMED_OUT", "ADDRESS_UNREACHABLE" ->
          failure(
              Fault.FAULT_PATH,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "no connection for " + at + ": " + words(name));
      case "INTERNET_DISCONNECTED",
          "NETWORK_CHANGED",
          "NETWORK_IO_SUSPENDED",
          "NETWORK_ACCESS_DENIED",
          "INSUFFICIENT_RESOURCES",
          "OUT_OF_MEMORY",
          "ADDRESS_INVALID" ->
          failure(
              Fault.FAULT_NODE_LOCAL,
              ErrorPhase.ERROR_PHASE_CONNECT,
              at + " was not loaded by this machine: " + words(name));
      case "TOO_MANY_REDIRECTS" ->
          failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              at + " redirects more than 20 times");
      case "ABORTED" ->
          failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              at + " is no page: it was answered without content");
      default ->
          failure(
              Fault.FAULT_TARGET,
              isTls(name) ? ErrorPhase.ERROR_PHASE_TLS : ErrorPhase.ERROR_PHASE_WAIT,
              at + " was not loaded: " + words(name) + " (" + error + ")");
    };
  }

  private static boolean isTls(String name) {
    return name.startsWith("CERT_") || name.startsWith("SSL_") || name.startsWith("BAD_SSL");
  }

  private static String words(String name) {
    return ShownText.cut(name, 60).replace('_', ' ').toLowerCase(java.util.Locale.ROOT);
  }

  private static Failure failure(Fault fault, ErrorPhase phase, String sentence) {
    return new Failure(fault, phase, sentence);
  }
}
