package dev.foureyes.nodeagent.peers;

import dev.foureyes.nodeagent.gateway.GatewayTrust;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** An authority for tests. */
public final class TestAuthority {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final KeyPair key = newKey();
  private final X500Name name;
  private final X509Certificate certificate;

  /** A key with its certificate and those above it. */
  public record Issued(KeyPair key, List<X509Certificate> chain) {}

  /** What a certificate says; built from {@link #server}. */
  public record Leaf(
      String dnsName, Instant from, Instant to, List<KeyPurposeId> uses, boolean authority) {

    public static Leaf server(String dnsName) {
      Instant now = Instant.now();
      return new Leaf(
          dnsName,
          now.minus(Duration.ofHours(1)),
          now.plus(Duration.ofDays(30)),
          List.of(KeyPurposeId.id_kp_serverAuth),
          false);
    }

    public Leaf valid(Instant newFrom, Instant newTo) {
      return new Leaf(dnsName, newFrom, newTo, uses, authority);
    }

    public Leaf forUses(KeyPurposeId... newUses) {
      return new Leaf(dnsName, from, to, List.of(newUses), authority);
    }
  }

  public TestAuthority(String commonName) {
    name = new X500Name("CN=" + commonName);
    Instant now = Instant.now();
    certificate =
        sign(
            name,
            key.getPublic(),
            new Leaf(
                "",
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(365)),
                List.of(),
                true));
  }

  public KeyPair key() {
    return key;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A new key and its certificate. */
  public Issued issue(Leaf leaf) {
    KeyPair leafKey = newKey();
    X509Certificate signed = sign(new X500Name("CN=" + leaf.dnsName), leafKey.getPublic(), leaf);
    return new Issued(leafKey, List.of(signed, certificate));
  }

  /** A certificate for the key of a request. */
  public X509Certificate forNode(byte[] request, Duration life) {
    try {
      PublicKey requested =
          new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(request)).getPublicKey();
      Instant now = Instant.now();
      Leaf leaf =
          new Leaf(
              "",
              now.minusSeconds(60),
              now.plus(life),
              List.of(KeyPurposeId.id_kp_clientAuth),
              false);
      return sign(new X500Name("CN=node"), requested, leaf);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The gateway's certificate as it should be. */
  public Issued gateway() {
    return issue(Leaf.server(GatewayTrust.NAME));
  }

  private X509Certificate sign(X500Name subject, PublicKey subjectKey, Leaf leaf) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(leaf.from),
              Date.from(leaf.to),
              subject,
              subjectKey);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(leaf.authority));
      List<GeneralName> names = new ArrayList<>();
      if (!leaf.dnsName.isEmpty()) {
        boolean address = leaf.dnsName.matches("[0-9.]+|.*:.*");
        names.add(
            new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, leaf.dnsName));
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      if (!leaf.uses.isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(leaf.uses.toArray(KeyPurposeId[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
