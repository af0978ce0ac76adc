package dev.foureyes.nodeagent.probe.tcp;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.Watchdog;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.HostLookup.Resolved;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.TlsClient;
import dev.foureyes.nodeagent.probe.tls.TlsFailures;
import dev.foureyes.nodeagent.probe.tls.TlsReport;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.TcpResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** One run: connects, becomes TLS, talks, and closes. */
final class TcpCheck {

  private final TcpSettings settings;
  private final HostLookup lookup;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Deadline deadline;
  private final CertificateObserver certificates;
  private final TcpResult.Builder result = TcpResult.newBuilder();

  TcpCheck(
      TcpSettings settings,
      HostLookup lookup,
      X509ExtendedTrustManager trust,
      Secrets secrets,
      InstantSource clock,
      Deadline deadline) {
    this.settings = settings;
    this.lookup = lookup;
    this.secrets = secrets;
    this.clock = clock;
    this.deadline = deadline;
    this.certificates =
        new CertificateObserver(trust, clock, serverName(), settings.tls().skipCertificateCheck());
  }

  private String serverName() {
    return settings.tls().serverName().orElse(settings.host());
  }

  ProbeOutcome run() throws InterruptedException {
    Optional<Failure> failure;
    try {
      failure = attempt();
    } catch (ProbeFailedException e) {
      failure = Optional.of(e.failure());
    }
    certificates
        .observed()
        .ifPresent(observed -> result.setTls(TlsReport.of(observed, clock.instant())));
    ProbeDetail detail = new ProbeDetail.Tcp(result.build());
    return failure.isPresent()
        ? new ProbeOutcome.Failed(detail, failure.get())
        : new ProbeOutcome.Passed(detail);
  }

  private Optional<Failure> attempt() throws ProbeFailedException, InterruptedException {
    Optional<KeyManager> identity =
        settings.tls().clientSecret().isPresent()
            ? Optional.of(TlsClient.identity(settings.tls().clientSecret().get(), secrets))
            : Optional.empty();
    Resolved resolved = lookup.resolve(settings.host(), settings.family(), deadline);
    resolved.dnsNanos().ifPresent(nanos -> result.setDnsMs(Millis.of(nanos)));
    InetSocketAddress target = new InetSocketAddress(resolved.address(), settings.port());
    try (Socket socket = new Socket()) {
      connect(socket, target);
      if (settings.tlsFromStart() || !settings.steps().isEmpty()) {
        talk(socket, target, identity);
      }
    } catch (ProbeFailedException e) {
      throw e;
    } catch (IOException e) {
      throw new ProbeFailedException(Connects.failure(e, target, deadline.timeout()));
    }
    result.setTotalMs(
        result.getDnsMs() + result.getConnectMs() + result.getTlsMs() + result.getDialogueMs());
    return TlsFailures.expiry(
        certificates.observed(), settings.tls().minExpiryDays(), clock.instant());
  }

  private void connect(Socket socket, InetSocketAddress target) throws IOException {
    lookup.check(target.getAddress());
    long start = deadline.ticker().nanos();
    socket.connect(target, Math.toIntExact(deadline.remaining().toMillis()));
    result
        .setRemoteIp(AddressText.of(target.getAddress()))
        .setConnectMs(Millis.of(deadline.ticker().nanos() - start));
  }

  private void talk(Socket socket, InetSocketAddress target, Optional<KeyManager> identity)
      throws IOException, InterruptedException {
    socket.setTcpNoDelay(true);
    try (Watchdog _ = Watchdog.over(socket, deadline)) {
      Socket talking = settings.tlsFromStart() ? secured(socket, target, identity) : socket;
      if (!settings.steps().isEmpty()) {
        new Dialogue(
                settings.steps(),
                AddressText.of(target),
                deadline,
                plain -> secured(plain, target, identity),
                result)
            .hold(talking);
      }
    }
  }

  private SSLSocket secured(Socket socket, InetSocketAddress target, Optional<KeyManager> identity)
      throws IOException {
    String peer = AddressText.of(target);
    SSLSocketFactory factory = TlsClient.sockets(certificates, identity);
    long start = deadline.ticker().nanos();
    try {
      SSLSocket tls = TlsClient.over(factory, socket, serverName(), target.getPort());
      tls.startHandshake();
      result.setTlsMs(Millis.of(deadline.ticker().nanos() - start));
      return tls;
    } catch (IOException e) {
      throw new ProbeFailedException(
          deadline.isOver()
              ? TlsFailures.timeout(peer, deadline.timeout())
              : TlsFailures.handshake(peer, certificates.observed(), e));
    }
  }
}
