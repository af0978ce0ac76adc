package dev.foureyes.nodeagent.probe.tcp;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.results.v1.TcpResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Connects and closes. What a failed connect means is in {@link Connects}. */
final class TcpCheck implements Probe {

  private final TcpProbe config;
  private final HostLookup lookup;

  TcpCheck(TcpProbe config, HostLookup lookup) {
    this.config = config;
    this.lookup = lookup;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    TcpResult.Builder result = TcpResult.newBuilder();
    try {
      Resolved target = lookup.resolve(config.getHost(), config.getAddressFamily(), deadline);
      target.dnsNanos().ifPresent(nanos -> result.setDnsMs(Millis.of(nanos)));
      connect(new InetSocketAddress(target.address(), config.getPort()), deadline, result);
      return new ProbeOutcome.Passed(new ProbeDetail.Tcp(result.build()));
    } catch (ProbeFailedException e) {
      return new ProbeOutcome.Failed(new ProbeDetail.Tcp(result.build()), e.failure());
    }
  }

  private static void connect(InetSocketAddress target, Deadline deadline, TcpResult.Builder result)
      throws ProbeFailedException {
    long start = deadline.ticker().nanos();
    try (Socket socket = new Socket()) {
      socket.connect(target, Math.toIntExact(deadline.remaining().toMillis()));
      long nanos = deadline.ticker().nanos() - start;
      result
          .setRemoteIp(AddressText.of(target.getAddress()))
          .setConnectMs(Millis.of(nanos))
          .setTotalMs(result.getDnsMs() + Millis.of(nanos));
    } catch (IOException e) {
      throw new ProbeFailedException(Connects.failure(e, target, deadline.timeout()));
    }
  }
}
