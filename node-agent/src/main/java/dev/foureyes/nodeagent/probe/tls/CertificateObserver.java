package dev.foureyes.nodeagent.probe.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the certificates of one handshake against the node's trust store and the target's name,
 * and keeps what it saw, also when it refuses them.
 */
public final class CertificateObserver extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager trust;
  private final InstantSource clock;
  private final String host;
  private final boolean acceptsAll;
  private volatile Optional<Observed> observed = Optional.empty();

  /**
   * What a server showed.
   *
   * @param version for example "TLSv1.3"
   * @param chain leaf first
   * @param invalidReason one sentence for people; empty when the chain is valid
   */
  public record Observed(
      String version, String cipher, List<X509Certificate> chain, String invalidReason) {}

  /**
   * @param acceptsAll lets every certificate pass; what is wrong with it is still observed
   */
  public CertificateObserver(
      X509ExtendedTrustManager trust, InstantSource clock, String host, boolean acceptsAll) {
    this.trust = trust;
    this.clock = clock;
    this.host = host;
    this.acceptsAll = acceptsAll;
  }

  /** What the server showed; absent when the handshake did not come that far. */
  public Optional<Observed> observed() {
    return observed;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    SSLSession session = ((SSLSocket) socket).getHandshakeSession();
    List<X509Certificate> certificates = List.of(chain);
    try {
      trust.checkServerTrusted(chain, authType, socket);
      observed =
          Optional.of(
              new Observed(session.getProtocol(), session.getCipherSuite(), certificates, ""));
    } catch (CertificateException e) {
      String reason = reason(certificates, e);
      observed =
          Optional.of(
              new Observed(session.getProtocol(), session.getCipherSuite(), certificates, reason));
      if (!acceptsAll) {
        throw e;
      }
    }
  }

  private String reason(List<X509Certificate> chain, CertificateException thrown) {
    Instant now = clock.instant();
    for (X509Certificate certificate : chain) {
      String name = certificate.getSubjectX500Principal().getName();
      if (now.isAfter(certificate.getNotAfter().toInstant())) {
        return "the certificate of "
            + name
            + " expired on "
            + date(certificate.getNotAfter().toInstant());
      }
      if (now.isBefore(certificate.getNotBefore().toInstant())) {
        return "the certificate of "
            + name
            + " is not valid before "
            + date(certificate.getNotBefore().toInstant());
      }
    }
    X509Certificate leaf = chain.getFirst();
    String message = String.valueOf(thrown.getMessage());
    if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
      return "the certificate is for " + names(leaf) + " and not for " + host;
    }
    if (message.contains("unable to find valid certification path")
        || message.contains("path building failed")) {
      boolean isSelfSigned = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
      return isSelfSigned
          ? "the certificate is self-signed"
          : "no authority that the node trusts has issued the certificate (issuer: "
              + chain.getLast().getIssuerX500Principal().getName()
              + ")";
    }
    return message;
  }

  private static String date(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  /** The names that a certificate is for: DNS names and addresses. */
  static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateException e) {
      return List.of(); // not readable: none
    }
    return names;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("without its socket a certificate cannot be checked");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a probe has no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
