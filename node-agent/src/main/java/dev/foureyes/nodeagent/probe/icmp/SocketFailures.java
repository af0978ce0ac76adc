package dev.foureyes.nodeagent.probe.icmp;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetAddress;

/**
 * What a system call that failed means. All but an unreachable host and refused packets is the
 * node's own machine.
 */
public final class SocketFailures {

  private SocketFailures() {}

  /** The same as an exception. */
  public static ProbeFailedException thrown(ErrnoException e, InetAddress target) {
    return new ProbeFailedException(of(e, target));
  }

  /** Of a call that opens a socket to this address, or sends. */
  public static Failure of(ErrnoException e, InetAddress target) {
    String to = "packets to " + AddressText.of(target);
    return switch (e.errno()) {
      case HOST_UNREACHABLE, HOST_DOWN ->
          failed(Fault.FAULT_PATH, to + " do not arrive: host unreachable");
      case CONNECTION_REFUSED -> failed(Fault.FAULT_TARGET, to + " are refused");
      case NETWORK_UNREACHABLE, NETWORK_DOWN, ADDRESS_NOT_AVAILABLE ->
          failed(Fault.FAULT_NODE_LOCAL, to + " cannot be sent: this machine has no route to it");
      case MESSAGE_TOO_LONG ->
          failed(
              Fault.FAULT_NODE_LOCAL,
              to + " cannot be sent: they are larger than this machine's link takes");
      case NOT_PERMITTED, PERMISSION_DENIED ->
          failed(
              Fault.FAULT_NODE_LOCAL,
              to + " cannot be sent: this machine's firewall or routes forbid it");
      case ADDRESS_FAMILY_NOT_SUPPORTED ->
          failed(
              Fault.FAULT_NODE_LOCAL,
              to + " cannot be sent: this machine has not that address family");
      default -> failed(Fault.FAULT_NODE_LOCAL, to + " cannot be sent: " + e.getMessage());
    };
  }

  private static Failure failed(Fault fault, String sentence) {
    return new Failure(fault, ErrorPhase.ERROR_PHASE_SEND, sentence);
  }
}
