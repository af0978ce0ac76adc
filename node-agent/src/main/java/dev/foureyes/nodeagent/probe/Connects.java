package dev.foureyes.nodeagent.probe;

import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a TCP connection that does not come about means.
 *
 * <table>
 * <caption>Whose fault it is</caption>
 * <tr><th>what happened</th><th>fault</th></tr>
 * <tr><td>refused: the host answers, nothing listens</td><td>TARGET</td></tr>
 * <tr><td>no answer in time</td><td>PATH</td></tr>
 * <tr><td>a router says that the host cannot be reached</td><td>PATH</td></tr>
 * <tr><td>this machine has no route, no address, no file handle, or forbids it</td><td>NODE_LOCAL</td></tr>
 * <tr><td>the {@link TargetPolicy} forbids the address</td><td>CONFIG</td></tr>
 * </table>
 */
public final class Connects {

  private Connects() {}

  /**
   * Refuses addresses that no probe of this node sends to.
   *
   * @throws ProbeFailedException when this is one
   */
  public static void check(InetAddress address, TargetPolicy policy) throws ProbeFailedException {
    Optional<String> reason = policy.refusal(address);
    if (reason.isPresent()) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_CONNECT,
              "the node never connects to " + AddressText.of(address) + ": " + reason.get()));
    }
  }

  /** Classifies what a connect threw. */
  public static Failure failure(IOException thrown, InetSocketAddress target, Duration timeout) {
    if (thrown instanceof ProbeFailedException known) {
      return known.failure();
    }
    String message = String.valueOf(thrown.getMessage());
    String connect = "connect to " + AddressText.of(target);
    if (message.contains("refused")) {
      return failed(Fault.FAULT_TARGET, connect + " refused");
    }
    if (thrown instanceof SocketTimeoutException || message.contains("timed out")) {
      return failed(
          Fault.FAULT_PATH, connect + " got no answer within " + timeout.toMillis() + " ms");
    }
    if (message.contains("No route to host") || message.contains("Host is down")) {
      return failed(Fault.FAULT_PATH, connect + " failed: host unreachable");
    }
    if (message.contains("Network is unreachable") || message.contains("Network is down")) {
      return failed(Fault.FAULT_NODE_LOCAL, connect + " failed: this machine has no route to it");
    }
    if (message.contains("assign requested address")
        || message.contains("Too many open files")
        || message.contains("not permitted")
        || message.contains("Permission denied")
        || message.contains("Protocol family unavailable")
        || message.contains("not supported")) {
      return failed(Fault.FAULT_NODE_LOCAL, connect + " failed on this machine: " + message);
    }
    return failed(Fault.FAULT_PATH, connect + " failed: " + message);
  }

  private static Failure failed(Fault fault, String sentence) {
    return new Failure(fault, ErrorPhase.ERROR_PHASE_CONNECT, sentence);
  }
}
