package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Message;

/** Servers that are asked in turn until one answers; a single one is asked twice. */
final class DnsServers implements Asker {

  private final List<InetSocketAddress> tries;
  private final DnsTransport transport;
  private final Fault silenceFault;
  private final Optional<DnsOverTls> tls;

  /**
   * @param servers at least one
   * @param silenceFault whose fault it is when none of them answers
   * @param tls present when that is the transport
   */
  DnsServers(
      List<InetSocketAddress> servers,
      DnsTransport transport,
      Fault silenceFault,
      Optional<DnsOverTls> tls) {
    this.tries = servers.size() > 1 ? servers : List.of(servers.getFirst(), servers.getFirst());
    this.transport = transport;
    this.silenceFault = silenceFault;
    this.tls = tls;
  }

  @Override
  public Message ask(Message query, Deadline deadline, DnsFacts facts)
      throws ProbeFailedException, InterruptedException {
    ProbeFailedException last = null;
    for (int i = 0; i < tries.size() && !deadline.isOver(); i++) {
      Duration patience = deadline.remaining().dividedBy(tries.size() - i);
      try {
        return new DnsExchange(tries.get(i), transport, silenceFault, tls)
            .ask(query.clone(), patience, deadline, facts);
      } catch (ProbeFailedException e) {
        if (e.failure().fault() != silenceFault
            || e.failure().phase() != ErrorPhase.ERROR_PHASE_DNS) {
          throw e;
        }
        last = e;
      }
    }
    if (last == null) {
      throw new ProbeFailedException(
          new Failure(
              silenceFault,
              ErrorPhase.ERROR_PHASE_DNS,
              "no time was left to ask " + AddressText.of(tries.getFirst())));
    }
    throw last;
  }
}
