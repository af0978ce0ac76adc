package dev.foureyes.nodeagent.probe.icmp;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.socket.Errno;
import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.socket.NativeSocket;
import dev.foureyes.nodeagent.socket.NativeSocket.Kind;
import dev.foureyes.nodeagent.socket.Platform;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetAddress;
import java.util.Optional;

/** Sockets for echo requests: datagram ICMP, which needs no privileges, else raw ones. */
public final class IcmpSockets {

  /** How to allow echo requests. */
  public static final String ADVICE =
      "allow them to all users with sysctl -w net.ipv4.ping_group_range=\"0 2147483647\","
          + " or give this process CAP_NET_RAW";

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private IcmpSockets() {}

  /**
   * Opens one that is allowed.
   *
   * @throws ProbeFailedException when none is, or this machine has not the address family
   */
  public static NativeSocket open(InetAddress target) throws ProbeFailedException {
    try {
      return NativeSocket.open(Kind.ICMP_DATAGRAM, target);
    } catch (ErrnoException e) {
      if (!isForbidden(e) && e.errno() != Errno.PROTOCOL_NOT_SUPPORTED) {
        throw SocketFailures.thrown(e, target);
      }
    }
    try {
      return NativeSocket.open(Kind.ICMP_RAW, target);
    } catch (ErrnoException e) {
      if (isForbidden(e)) {
        throw new ProbeFailedException(
            new Failure(
                Fault.FAULT_NODE_LOCAL,
                ErrorPhase.ERROR_PHASE_CONNECT,
                "this machine does not let the node send echo requests; " + ADVICE));
      }
      throw SocketFailures.thrown(e, target);
    }
  }

  private static boolean isForbidden(ErrnoException e) {
    return e.errno() == Errno.PERMISSION_DENIED || e.errno() == Errno.NOT_PERMITTED;
  }

  /** Which kind this process may open now; absent for none. */
  public static Optional<Kind> allowed() {
    if (!Platform.isSupported()) {
      return Optional.empty();
    }
    try (NativeSocket socket = open(LOOPBACK)) {
      return Optional.of(socket.kind());
    } catch (ProbeFailedException e) {
      return Optional.empty();
    }
  }
}
