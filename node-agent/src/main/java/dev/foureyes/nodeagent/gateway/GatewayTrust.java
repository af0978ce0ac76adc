package dev.foureyes.nodeagent.gateway;

import com.google.protobuf.ByteString;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom the node takes for its gateway: a server whose certificate leads to the installation's own
 * authority, is meant for servers, and bears the name {@value #NAME}. Neither the system's trust
 * store nor the address that was dialled has a say, and nothing is trusted because it was seen
 * first.
 */
public final class GatewayTrust extends X509ExtendedTrustManager {

  /** DNS name in every gateway's certificate. */
  public static final String NAME = "gateway.foureyes.internal";

  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final int DNS_NAME = 2;

  private final Authority authority;
  private final InstantSource clock;

  /** How the authority is known. */
  private sealed interface Authority {}

  private record Pinned(ByteString sha256) implements Authority {}

  private record Known(List<X509Certificate> certificates) implements Authority {}

  private GatewayTrust(Authority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * Trust for the first contact.
   *
   * @param spkiSha256 SHA-256 of the authority's SubjectPublicKeyInfo; the server must send the
   *     authority's certificate
   */
  public static GatewayTrust pinned(ByteString spkiSha256, InstantSource clock) {
    return new GatewayTrust(new Pinned(spkiSha256), clock);
  }

  /** Trust after enrolment, when the authority's certificates are known. */
  public static GatewayTrust of(List<X509Certificate> authorities, InstantSource clock) {
    return new GatewayTrust(new Known(List.copyOf(authorities)), clock);
  }

  /** SHA-256 of a certificate's SubjectPublicKeyInfo. */
  public static ByteString pin(X509Certificate certificate) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Certificates that may issue others. */
  public static boolean isAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    X509Certificate leaf = chain[0];
    checkDate(leaf);
    checkPath(leaf, chain);
    List<String> uses = leaf.getExtendedKeyUsage();
    if (uses == null || !uses.contains(SERVER_AUTH)) {
      throw new CertificateException(
          "the server's certificate is not meant for servers (no extended key usage serverAuth)");
    }
    if (!dnsNames(leaf).contains(NAME)) {
      throw new CertificateException(
          "the server's certificate names " + dnsNames(leaf) + " (expected: " + NAME + ")");
    }
  }

  private void checkDate(X509Certificate leaf) throws CertificateException {
    Instant now = clock.instant();
    Instant from = leaf.getNotBefore().toInstant();
    Instant to = leaf.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(to)) {
      throw new CertificateException(
          "the server's certificate is valid from "
              + from
              + " to "
              + to
              + ", and this machine's clock says "
              + now);
    }
  }

  private void checkPath(X509Certificate leaf, X509Certificate[] chain)
      throws CertificateException {
    Collection<X509Certificate> anchors = anchors(chain);
    int end = 1;
    while (end < chain.length && !anchors.contains(chain[end])) {
      end++;
    }
    try {
      PKIXParameters parameters = new PKIXParameters(trustAnchors(anchors));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(clock.instant()));
      List<X509Certificate> path = Arrays.asList(chain).subList(0, end);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          "the server's certificate, issued by "
              + leaf.getIssuerX500Principal()
              + ", does not lead to this installation's authority: "
              + e.getMessage(),
          e);
    }
  }

  private Collection<X509Certificate> anchors(X509Certificate[] chain) throws CertificateException {
    return switch (authority) {
      case Known known -> known.certificates;
      case Pinned pinned -> {
        Optional<X509Certificate> match =
            Arrays.stream(chain)
                .skip(1)
                .filter(certificate ->
                    isAuthority(certificate) && pin(certificate).equals(pinned.sha256))
                .findFirst();
        yield List.of(
            match.orElseThrow(() ->
                new CertificateException(
                    "the server does not have the authority that the enrolment token names: either the token is"
                        + " from another installation, or this is not the gateway")));
      }
    };
  }

  private static Set<TrustAnchor> trustAnchors(Collection<X509Certificate> certificates) {
    return Set.copyOf(
        certificates.stream().map(certificate -> new TrustAnchor(certificate, null)).toList());
  }

  private static List<String> dnsNames(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> name.getFirst().equals(DNS_NAME))
            .map(name -> String.valueOf(name.get(1)))
            .toList();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a node has no clients");
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
