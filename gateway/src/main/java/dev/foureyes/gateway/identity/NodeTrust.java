package dev.foureyes.gateway.identity;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a client certificate in the TLS handshake when one of our authorities issued it to a
 * client.
 *
 * <p>An expired one is taken too, for the one thing that is open to it: renewal. A node that was
 * switched off for longer than its certificate lives can come back by itself; {@link
 * NodeAuthenticator} keeps it from everything else.
 */
public final class NodeTrust extends X509ExtendedTrustManager {

  private static final Logger log = LoggerFactory.getLogger(NodeTrust.class);
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private final CertificateIssuer issuer;
  private final InstantSource clock;
  private final Runnable onUntrusted;

  /**
   * A trust manager.
   *
   * @param onUntrusted told of every certificate that is refused
   */
  public NodeTrust(CertificateIssuer issuer, InstantSource clock, Runnable onUntrusted) {
    this.issuer = issuer;
    this.clock = clock;
    this.onUntrusted = onUntrusted;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    X509Certificate leaf = chain[0];
    try {
      Set<TrustAnchor> anchors =
          issuer.authorities().stream()
              .map(authority -> new TrustAnchor(authority, null))
              .collect(Collectors.toSet());
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(
          false); // the list of nodes says who is revoked, at once and on open streams too
      Instant now = clock.instant();
      Instant lastValid = leaf.getNotAfter().toInstant();
      parameters.setDate(Date.from(lastValid.isBefore(now) ? lastValid : now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
      List<String> purposes = leaf.getExtendedKeyUsage();
      if (leaf.getBasicConstraints() >= 0 || purposes == null || !purposes.contains(CLIENT_AUTH)) {
        throw new CertificateException(
            "purpose of the certificate: " + purposes + " (expected: client authentication)");
      }
    } catch (GeneralSecurityException e) {
      onUntrusted.run();
      log.atWarn()
          .addKeyValue("reason", Refusal.CERTIFICATE_UNTRUSTED)
          .addKeyValue("subject", leaf.getSubjectX500Principal())
          .addKeyValue("issuer", leaf.getIssuerX500Principal())
          .addKeyValue("cause", e.getMessage())
          .log("node refused");
      throw new CertificateException(Refusal.CERTIFICATE_UNTRUSTED.name(), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("for clients only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("for clients only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("for clients only");
  }

  /**
   * None are named in the handshake, so that a client with a foreign certificate shows it and is
   * told what is wrong with it.
   */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
