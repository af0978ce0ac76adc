package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.WireParseException;

/**
 * A question to one server and its answer, over UDP, and over TCP where the answer is cut or the
 * test wants that.
 */
final class DnsExchange {

  private final InetSocketAddress server;
  private final DnsTransport transport;
  private final Fault silenceFault;

  /**
   * An answer.
   *
   * @param transport "udp" or "tcp"
   */
  record Answer(Message message, InetSocketAddress server, String transport) {}

  /**
   * @param silenceFault whose fault it is when the server does not answer
   */
  DnsExchange(InetSocketAddress server, DnsTransport transport, Fault silenceFault) {
    this.server = server;
    this.transport = transport;
    this.silenceFault = silenceFault;
  }

  /**
   * Asks and waits for the answer.
   *
   * @param patience how long to wait for an answer over UDP; at most what the deadline leaves
   */
  Answer ask(Message query, Duration patience, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    if (transport == DnsTransport.DNS_TRANSPORT_TCP) {
      return new Answer(overTcp(query, deadline), server, "tcp");
    }
    Message answer = overUdp(query, patience, deadline);
    boolean isCut = answer.getHeader().getFlag(Flags.TC);
    if (isCut && transport == DnsTransport.DNS_TRANSPORT_UNSPECIFIED) {
      return new Answer(overTcp(query, deadline), server, "tcp");
    }
    return new Answer(answer, server, "udp");
  }

  private Message overTcp(Message query, Deadline deadline) throws ProbeFailedException {
    try {
      return DnsOverTcp.ask(query, server, deadline);
    } catch (IOException e) {
      throw failure(e, deadline);
    }
  }

  private Message overUdp(Message query, Duration patience, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setIgnoreTruncation(true);
    resolver.setTimeout(patience);
    try {
      return resolver
          .sendAsync(query)
          .toCompletableFuture()
          .get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw silent(deadline);
    } catch (ExecutionException e) {
      throw failure(
          e.getCause() instanceof IOException io ? io : new IOException(e.getCause()), deadline);
    }
  }

  private ProbeFailedException failure(IOException thrown, Deadline deadline) {
    String name = AddressText.of(server);
    return switch (thrown) {
      case PortUnreachableException refused -> refused(name);
      case ConnectException refused when String.valueOf(refused.getMessage()).contains("refused") ->
          refused(name);
      case SocketTimeoutException timeout -> silent(deadline);
      case WireParseException garbage ->
          failed(
              Fault.FAULT_TARGET, name + " sent what is not a DNS answer: " + garbage.getMessage());
      case EOFException cut ->
          failed(Fault.FAULT_TARGET, name + " closed the connection without an answer");
      default -> {
        String message = String.valueOf(thrown.getMessage());
        if (message.contains("Timed out") || message.contains("timed out")) {
          yield silent(deadline);
        }
        if (message.contains("reset")) {
          yield failed(Fault.FAULT_TARGET, name + " closed the connection without an answer");
        }
        Failure connect = Connects.failure(thrown, server, deadline.timeout());
        yield failed(connect.fault(), connect.sentence());
      }
    };
  }

  private ProbeFailedException refused(String name) {
    Fault fault =
        silenceFault == Fault.FAULT_NODE_LOCAL ? Fault.FAULT_NODE_LOCAL : Fault.FAULT_TARGET;
    return failed(fault, name + " refused the query: nothing listens there");
  }

  private ProbeFailedException silent(Deadline deadline) {
    return failed(
        silenceFault,
        "no answer from "
            + AddressText.of(server)
            + " within "
            + deadline.timeout().toMillis()
            + " ms");
  }

  private static ProbeFailedException failed(Fault fault, String sentence) {
    return new ProbeFailedException(new Failure(fault, ErrorPhase.ERROR_PHASE_DNS, sentence));
  }
}
