package dev.foureyes.nodeagent.probe.udp;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.UdpReply;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.time.Duration;

/**
 * What the ways not to get an answer mean. ICMP errors come through the connected socket. Linux
 * tells of those that are final; of a host or network that is unreachable for now it says nothing,
 * so that those are silence.
 *
 * <table>
 * <caption>Whose fault it is</caption>
 * <tr><th>what happened</th><th>reply</th><th>fault</th></tr>
 * <tr><td>port unreachable: the host answers, nothing listens</td><td>PORT_UNREACHABLE</td><td>TARGET</td></tr>
 * <tr><td>protocol unreachable: the host answers, it has no UDP</td><td>UNREACHABLE</td><td>TARGET</td></tr>
 * <tr><td>a router has no way to the host, or a filter forbids it</td><td>UNREACHABLE</td><td>PATH</td></tr>
 * <tr><td>nothing came</td><td>SILENCE</td><td>PATH</td></tr>
 * <tr><td>this machine did not send it</td><td>UNSPECIFIED</td><td>NODE_LOCAL</td></tr>
 * </table>
 */
final class UdpFailures {

  /** What it means, with the reply that it was. */
  record Meaning(UdpReply reply, Failure failure) {}

  private UdpFailures() {}

  static Meaning silence(String peer, int sent, Duration timeout) {
    return new Meaning(
        UdpReply.UDP_REPLY_SILENCE,
        new Failure(
            Fault.FAULT_PATH,
            ErrorPhase.ERROR_PHASE_WAIT,
            "no answer from "
                + peer
                + " within "
                + timeout.toMillis()
                + " ms (datagrams sent: "
                + sent
                + ")"));
  }

  static Meaning of(IOException thrown, String peer) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown instanceof PortUnreachableException) {
      return unreachable(
          UdpReply.UDP_REPLY_PORT_UNREACHABLE,
          Fault.FAULT_TARGET,
          peer + " says that nothing listens there (ICMP port unreachable)");
    }
    if (message.contains("Protocol not available")) {
      return unreachable(
          UdpReply.UDP_REPLY_UNREACHABLE,
          Fault.FAULT_TARGET,
          peer + " says that it has no UDP (ICMP protocol unreachable)");
    }
    if (message.contains("No route to host") || message.contains("Host is")) {
      return unreachable(
          UdpReply.UDP_REPLY_UNREACHABLE,
          Fault.FAULT_PATH,
          peer + " cannot be reached, or a filter on the way forbids it (ICMP unreachable)");
    }
    if (message.contains("Message too long")) {
      return unreachable(
          UdpReply.UDP_REPLY_UNREACHABLE,
          Fault.FAULT_PATH,
          "the datagram is larger than what the way to " + peer + " takes");
    }
    return new Meaning(
        UdpReply.UDP_REPLY_UNSPECIFIED,
        new Failure(
            Fault.FAULT_NODE_LOCAL,
            ErrorPhase.ERROR_PHASE_SEND,
            "this machine cannot send to " + peer + ": " + message));
  }

  private static Meaning unreachable(UdpReply reply, Fault fault, String sentence) {
    return new Meaning(reply, new Failure(fault, ErrorPhase.ERROR_PHASE_CONNECT, sentence));
  }
}
