package dev.foureyes.nodeagent.probe.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Certificates and keys as PEM (RFC 7468). All else in the text is passed over. Messages of
 * exceptions never hold the text.
 */
final class PemText {

  static final int MAX_CHARS = 65_536;
  static final int MAX_CERTIFICATES = 20;

  /** What a list of authorities must be, for messages. */
  static final String AUTHORITIES =
      "1 to " + MAX_CERTIFICATES + " certificates as PEM, at most " + MAX_CHARS + " characters";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]{1,40}+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519", "RSASSA-PSS");
  private static final char[] NO_PASSWORD = new char[0];

  private PemText() {}

  /** Trusts what these authorities have issued, and nothing else. */
  static X509ExtendedTrustManager authorities(String pem) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    for (X509Certificate certificate : certificates(pem)) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Shows the certificate of this text, which also has its key. */
  static KeyManager identity(String pem) throws GeneralSecurityException {
    List<X509Certificate> chain = certificates(pem);
    KeyStore store = emptyStore();
    store.setKeyEntry("own", key(pem), NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers()[0];
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      return store;
    } catch (java.io.IOException e) {
      throw new IllegalStateException("an empty store is read from nowhere", e);
    }
  }

  private static List<X509Certificate> certificates(String pem) throws CertificateException {
    if (pem.length() > MAX_CHARS) {
      throw new CertificateException(pem.length() + " characters");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (byte[] der : blocks(pem, "CERTIFICATE")) {
      try {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      } catch (CertificateException e) {
        throw new CertificateException(
            "certificate " + (certificates.size() + 1) + " cannot be read", e);
      }
    }
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw new CertificateException(certificates.size() + " certificates");
    }
    return certificates;
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    List<byte[]> keys = blocks(pem, "PRIVATE KEY");
    if (keys.size() != 1) {
      throw new InvalidKeySpecException(
          keys.size() + " blocks PRIVATE KEY (expected: one, PKCS #8 without a password)");
    }
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind)
            .generatePrivate(new PKCS8EncodedKeySpec(keys.getFirst()));
      } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
        // another kind
      }
    }
    throw new InvalidKeySpecException(
        "the private key is of no known kind (expected: EC, RSA or Ed25519)");
  }

  private static List<byte[]> blocks(String pem, String kind) throws CertificateException {
    List<byte[]> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      if (matcher.group(1).equals(kind)) {
        try {
          blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
        } catch (IllegalArgumentException e) {
          throw new CertificateException("a block " + kind + " is not base64", e);
        }
      }
    }
    return blocks;
  }
}
