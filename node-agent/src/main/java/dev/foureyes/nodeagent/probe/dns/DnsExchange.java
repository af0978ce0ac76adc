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
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.WireParseException;

/**
 * A question to one server and its answer, over UDP, and over TCP where the answer is cut or the
 * test wants that, or over TLS.
 */
final class DnsExchange {

  private final InetSocketAddress server;
  private final DnsTransport transport;
  private final Fault silenceFault;
  private final Optional<DnsOverTls> tls;

  /**
   * @param silenceFault whose fault it is when the server does not answer
   * @param tls present when that is the transport
   */
  DnsExchange(
      InetSocketAddress server,
      DnsTransport transport,
      Fault silenceFault,
      Optional<DnsOverTls> tls) {
    this.server = server;
    this.transport = transport;
    this.silenceFault = silenceFault;
    this.tls = tls;
  }

  /**
   * Asks and waits for the answer.
   *
   * @param patience how long to wait for an answer over UDP; at most what the deadline leaves
   */
  Message ask(Message query, Duration patience, Deadline deadline, DnsFacts facts)
      throws ProbeFailedException, InterruptedException {
    try {
      if (tls.isPresent()) {
        begin(facts, "tls", query);
        return tls.get().ask(query, server, deadline, facts);
      }
      if (transport == DnsTransport.DNS_TRANSPORT_TCP) {
        return overTcp(query, deadline, facts);
      }
      begin(facts, "udp", query);
      long start = deadline.ticker().nanos();
      Message answer = DnsOverUdp.ask(query, server, patience);
      facts.answered(deadline.ticker().nanos() - start);
      boolean isCut = answer.getHeader().getFlag(Flags.TC);
      return isCut && transport == DnsTransport.DNS_TRANSPORT_UNSPECIFIED
          ? overTcp(query, deadline, facts)
          : answer;
    } catch (IOException e) {
      throw failure(e, deadline);
    }
  }

  private Message overTcp(Message query, Deadline deadline, DnsFacts facts) throws IOException {
    begin(facts, "tcp", query);
    return DnsOverTcp.ask(query, server, deadline, facts);
  }

  private void begin(DnsFacts facts, String name, Message query) {
    facts.begin(AddressText.of(server), name, query.toWire().length);
  }

  private ProbeFailedException failure(IOException thrown, Deadline deadline) {
    String name = AddressText.of(server);
    return switch (thrown) {
      case ProbeFailedException known -> known;
      case PortUnreachableException refused -> refused(name);
      case ConnectException refused when String.valueOf(refused.getMessage()).contains("refused") ->
          refused(name);
      case SocketTimeoutException timeout -> silent(deadline);
      case DnsOverUdp.OtherAnswersException others ->
          failed(
              Fault.FAULT_TARGET,
              name
                  + " sent "
                  + others.getMessage()
                  + " to other questions and none to this one within "
                  + deadline.timeout().toMillis()
                  + " ms");
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
        if (message.contains("reset")
            || message.contains("Broken pipe")
            || message.contains("Remote host terminated")) {
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
