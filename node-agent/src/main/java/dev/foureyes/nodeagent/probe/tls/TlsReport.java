package dev.foureyes.nodeagent.probe.tls;

import dev.foureyes.nodeagent.probe.tls.CertificateObserver.Observed;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.results.v1.TlsCertificate;
import dev.foureyes.proto.results.v1.TlsResult;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Puts what a server showed into a result, within bounds that a hostile server cannot stretch. */
public final class TlsReport {

  private static final int MAX_CERTIFICATES = 10;
  private static final int MAX_NAMES = 50;
  private static final int MAX_TEXT = 256;
  private static final double SECONDS_PER_DAY = 86_400.0;

  private TlsReport() {}

  /** The result's part. */
  public static TlsResult of(Observed observed, Instant now) {
    TlsResult.Builder result =
        TlsResult.newBuilder()
            .setVersion(observed.version())
            .setCipher(observed.cipher())
            .setValid(observed.invalidReason().isEmpty())
            .setInvalidReason(cut(observed.invalidReason(), 2 * MAX_TEXT));
    observed.chain().stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .ifPresent(first ->
            result.setExpiryDays(Duration.between(now, first).toSeconds() / SECONDS_PER_DAY));
    observed.chain().stream()
        .limit(MAX_CERTIFICATES)
        .map(TlsReport::certificate)
        .forEach(result::addChain);
    return result.build();
  }

  private static TlsCertificate certificate(X509Certificate certificate) {
    List<String> names = CertificateObserver.names(certificate);
    TlsCertificate.Builder result =
        TlsCertificate.newBuilder()
            .setSubject(cut(certificate.getSubjectX500Principal().getName(), MAX_TEXT))
            .setIssuer(cut(certificate.getIssuerX500Principal().getName(), MAX_TEXT))
            .setNotBefore(NodeClock.timestamp(certificate.getNotBefore().toInstant()))
            .setNotAfter(NodeClock.timestamp(certificate.getNotAfter().toInstant()))
            .setSha256(fingerprint(certificate));
    names.stream()
        .limit(MAX_NAMES)
        .map(name -> cut(name, MAX_TEXT))
        .forEach(result::addSubjectAlternativeNames);
    return result.build();
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "a parsed certificate has an encoding, and every Java SHA-256", e);
    }
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length - 1) + "…" : text;
  }
}
