package dev.foureyes.nodeagent.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A key with a certificate (X.509, RFC 5280) that nobody vouches for: for TLS inside of one
 * process, on a node that is not enrolled.
 */
public final class OwnCertificate {

  private static final Duration LIFE = Duration.ofDays(1);
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private OwnCertificate() {}

  /** A new one, for a TLS server. */
  public static KeyManager create(Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair key = generator.generateKeyPair();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      Certificate[] chain = {certificate(key, now)};
      store.setKeyEntry("own", key.getPrivate(), new char[0], chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      return factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has EC keys and key stores in memory", e);
    }
  }

  private static Certificate certificate(KeyPair key, Instant now) throws GeneralSecurityException {
    byte[] name = Der.name("this process");
    byte[] validity = Der.tagged(Der.SEQUENCE, time(now.minus(LIFE)), time(now.plus(LIFE)));
    byte[] content =
        Der.tagged(
            Der.SEQUENCE,
            Der.tagged(Der.INTEGER, new byte[] {1}), // the serial number; version 1 is not written
            Der.signatureAlgorithm(),
            name,
            validity,
            name,
            key.getPublic().getEncoded());
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Der.signed(content, key.getPrivate())));
  }

  private static byte[] time(Instant instant) {
    return Der.tagged(Der.UTC_TIME, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }
}
