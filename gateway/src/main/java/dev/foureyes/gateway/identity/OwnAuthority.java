package dev.foureyes.gateway.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.proto.node.v1.IssuedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installation's own certificate authority: made at the first start, its key in a file of mode
 * 0600 and nowhere else.
 *
 * <p>Keys are ECDSA P-256. The authority lives ten years; a node's certificate {@link
 * #NODE_LIFETIME}, the gateway's own {@link #SERVER_LIFETIME}.
 */
public final class OwnAuthority implements CertificateIssuer {

  /**
   * The name that every gateway's certificate has, so that nodes recognise a gateway at whatever
   * address they dial.
   */
  public static final String GATEWAY_NAME = "gateway.foureyes.internal";

  static final Duration NODE_LIFETIME = Duration.ofDays(7);
  static final Duration SERVER_LIFETIME = Duration.ofDays(90);

  private static final Logger log = LoggerFactory.getLogger(OwnAuthority.class);
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3653);

  /** Clocks of nodes may be behind ours. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final InstantSource clock;

  private OwnAuthority(PrivateKey key, X509Certificate certificate, InstantSource clock) {
    this.key = key;
    this.certificate = certificate;
    this.clock = clock;
  }

  /**
   * The authority whose files lie in a directory; made when they are missing.
   *
   * @throws UncheckedIOException when they cannot be read or written
   */
  public static OwnAuthority open(Path directory, InstantSource clock) {
    Path keyFile = directory.resolve("ca-key.pem");
    Path certificateFile = directory.resolve("ca.pem");
    try {
      Files.createDirectories(directory);
      if (!Files.exists(certificateFile)) { // written last: without it there is no authority yet
        create(keyFile, certificateFile, clock);
      }
      PrivateKey key =
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Pem.read(keyFile, "PRIVATE KEY")));
      return new OwnAuthority(key, parse(Pem.read(certificateFile, "CERTIFICATE")), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "certificate authority: " + directory + " cannot be read or written", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "certificate authority: " + directory + " (expected: the files that FourEyes wrote)", e);
    }
  }

  private static void create(Path keyFile, Path certificateFile, InstantSource clock)
      throws IOException {
    KeyPair pair = newKeyPair();
    Instant now = clock.instant();
    X500Name name =
        new X500Name("CN=FourEyes node authority " + HexFormat.of().toHexDigits(RANDOM.nextInt()));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial(),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(AUTHORITY_LIFETIME)),
            name,
            pair.getPublic());
    builder.addExtension(
        Extension.basicConstraints, true, new BasicConstraints(0)); // signs leaves only
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    X509Certificate certificate = sign(builder, pair.getPrivate());
    Pem.write(keyFile, Pem.encode("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Pem.write(certificateFile, Pem.encode("CERTIFICATE", encoded(certificate)));
    log.atInfo()
        .addKeyValue("file", certificateFile)
        .addKeyValue("pin", pin(certificate))
        .log("certificate authority made");
  }

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  @Override
  public IssuedCertificate issue(String org, String nodeId, PublicKey publicKey) {
    GeneralName name =
        new GeneralName(
            GeneralName.uniformResourceIdentifier, NodeIdentity.uri(org, nodeId).toString());
    X509Certificate leaf =
        leaf("CN=node " + nodeId, name, KeyPurposeId.id_kp_clientAuth, publicKey, NODE_LIFETIME);
    return IssuedCertificate.newBuilder()
        .addChain(ByteString.copyFrom(encoded(leaf)))
        .addChain(ByteString.copyFrom(encoded(certificate)))
        .setSerial(leaf.getSerialNumber().toString(16))
        .setNotAfter(Timestamps.fromMillis(leaf.getNotAfter().toInstant().toEpochMilli()))
        .build();
  }

  /** A certificate for a gateway's own key. */
  X509Certificate issueServer(PublicKey publicKey) {
    GeneralName name = new GeneralName(GeneralName.dNSName, GATEWAY_NAME);
    return leaf(
        "CN=" + GATEWAY_NAME, name, KeyPurposeId.id_kp_serverAuth, publicKey, SERVER_LIFETIME);
  }

  private X509Certificate leaf(
      String subject,
      GeneralName name,
      KeyPurposeId purpose,
      PublicKey publicKey,
      Duration lifetime) {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(certificate.getSubjectX500Principal().getName()),
            serial(),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(lifetime)),
            new X500Name(subject),
            publicKey);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
    } catch (CertIOException e) {
      throw new IllegalStateException("extensions of a certificate cannot be encoded", e);
    }
    return sign(builder, key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("a certificate cannot be signed", e);
    }
  }

  /** 127 random bits, positive (RFC 5280, 4.1.2.2). */
  private static BigInteger serial() {
    return new BigInteger(126, RANDOM).setBit(126);
  }

  @Override
  public List<X509Certificate> authorities() {
    return List.of(certificate);
  }

  /**
   * SHA-256 of an authority's SubjectPublicKeyInfo, lower-case hex: what enrolment tokens carry.
   */
  public static String pin(X509Certificate authority) {
    return CertificateRequests.fingerprint(authority.getPublicKey());
  }

  /** The DER form of a certificate. */
  public static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate cannot be encoded", e);
    }
  }

  private static X509Certificate parse(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
