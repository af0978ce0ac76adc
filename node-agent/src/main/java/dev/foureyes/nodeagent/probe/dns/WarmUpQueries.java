package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.AddressFamily;
import dev.foureyes.proto.common.v1.DnsProbe;
import dev.foureyes.proto.common.v1.DnsTransport;
import dev.foureyes.proto.common.v1.DnssecStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;

/** Questions that nobody answers, for the sake of the code that asks them. */
final class WarmUpQueries {

  /** Refused at once; the time is for a machine where the port is not. */
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  private static final int DISCARD_PORT = 9;
  private static final String NAME = "warm-up.invalid."; // RFC 6761: there is no such name

  private static final Logger log = LoggerFactory.getLogger(WarmUpQueries.class);

  private WarmUpQueries() {}

  static void run(DnsProbes probes, Path hostsFile, NodeClock clock) throws InterruptedException {
    Ticker ticker = clock.ticker();
    try {
      new HostLookup(nobody(hostsFile))
          .resolve(NAME, AddressFamily.ADDRESS_FAMILY_UNSPECIFIED, Deadline.after(TIMEOUT, ticker));
    } catch (ProbeFailedException e) {
      // nobody answers
    }
    for (DnsTransport transport :
        List.of(DnsTransport.DNS_TRANSPORT_UDP, DnsTransport.DNS_TRANSPORT_TCP)) {
      DnsProbe config =
          DnsProbe.newBuilder()
              .setName(NAME)
              .setServer("127.0.0.1:" + DISCARD_PORT)
              .setTransport(transport)
              .build();
      try {
        var _ = probes.create(config).run(Deadline.after(TIMEOUT, ticker));
      } catch (InvalidProbeException e) {
        throw new IllegalStateException(e);
      }
    }
    readAnAnswer();
    checkASignature(clock.now());
  }

  private static void checkASignature(Instant now) throws InterruptedException {
    try {
      SignedMemory zone = new SignedMemory(now);
      DnssecStatus status =
          new DnssecValidator(List.of(zone.anchor()))
              .validate(Name.fromString(NAME), Type.A, zone, now)
              .result()
              .getStatus();
      if (status != DnssecStatus.DNSSEC_STATUS_SECURE) {
        log.atWarn().addKeyValue("status", status).log("warm-up of DNSSEC failed");
      }
    } catch (IOException e) {
      throw new IllegalStateException("a name of this class can be read", e);
    }
  }

  private static void readAnAnswer() throws InterruptedException {
    try {
      LookupSession session =
          LookupSession.builder()
              .resolver(new ExtendedResolver(List.of(new AnsweringResolver())))
              .build();
      if (session
          .lookupAsync(Name.fromString(NAME), Type.A)
          .toCompletableFuture()
          .get()
          .getRecords()
          .isEmpty()) {
        throw new IllegalStateException("an answer was read as empty");
      }
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException("an answer from memory can be read", e);
    }
  }

  /** A machine whose only server does not answer. */
  private static SystemResolvers nobody(Path hostsFile) {
    return new SystemResolvers() {
      @Override
      public List<InetSocketAddress> servers() {
        return List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DISCARD_PORT));
      }

      @Override
      public List<Name> searchPath() {
        return List.of();
      }

      @Override
      public int ndots() {
        return 1;
      }

      @Override
      public Path hostsFile() {
        return hostsFile;
      }
    };
  }
}
