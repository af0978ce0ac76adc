package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Connects;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver;
import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.xbill.DNS.Message;

/**
 * One query over a TLS connection of its own (RFC 7858), never a resumed one. The certificate must
 * be for the host as the test writes it, name or address (RFC 8310, the strict profile).
 */
final class DnsOverTls {

  private final X509ExtendedTrustManager trust;
  private final InstantSource clock;
  private final String host;
  private final boolean skipCertificateCheck;

  DnsOverTls(
      X509ExtendedTrustManager trust,
      InstantSource clock,
      String host,
      boolean skipCertificateCheck) {
    this.trust = trust;
    this.clock = clock;
    this.host = host;
    this.skipCertificateCheck = skipCertificateCheck;
  }

  /**
   * Connects, asks and reads the answer.
   *
   * @throws SocketTimeoutException when the answer took too long
   * @throws ProbeFailedException when there was no connection, or no TLS
   */
  Message ask(Message query, InetSocketAddress server, Deadline deadline, DnsFacts facts)
      throws IOException {
    CertificateObserver certificates =
        new CertificateObserver(trust, clock, host, skipCertificateCheck);
    try (Socket socket = new Socket();
        TimeLimit limit = TimeLimit.on(socket, deadline.remaining())) {
      try {
        DnsOverTcp.connect(socket, server, deadline, facts);
      } catch (IOException e) {
        throw new ProbeFailedException(Connects.failure(e, server, deadline.timeout()));
      }
      try (SSLSocket tls = secure(socket, server, certificates)) {
        long start = deadline.ticker().nanos();
        try {
          tls.startHandshake();
        } catch (IOException e) {
          throw tlsFailed(e, server, certificates.observed(), limit, deadline);
        } finally {
          facts.saw(certificates.observed());
        }
        facts.secured(deadline.ticker().nanos() - start);
        return DnsOverTcp.exchange(socket, tls, query, deadline, facts);
      } catch (SocketException | SSLException e) {
        throw limit.isOver() ? new SocketTimeoutException("Read timed out") : e;
      }
    }
  }

  private SSLSocket secure(
      Socket socket, InetSocketAddress server, CertificateObserver certificates)
      throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context(certificates)
                .getSocketFactory()
                .createSocket(socket, host, server.getPort(), false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"dot"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (HostLookup.literal(host).isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static SSLContext context(CertificateObserver certificates) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {certificates}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static ProbeFailedException tlsFailed(
      IOException thrown,
      InetSocketAddress server,
      Optional<Observed> observed,
      TimeLimit limit,
      Deadline deadline) {
    String name = AddressText.of(server);
    String sentence;
    if (limit.isOver()) {
      sentence =
          "the TLS handshake with "
              + name
              + " did not end within "
              + deadline.timeout().toMillis()
              + " ms";
    } else if (observed.isPresent() && !observed.get().invalidReason().isEmpty()) {
      sentence = "the certificate of " + name + " is not valid: " + observed.get().invalidReason();
    } else {
      sentence = "the TLS handshake with " + name + " failed: " + thrown.getMessage();
    }
    return new ProbeFailedException(
        new Failure(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_TLS, sentence));
  }
}
