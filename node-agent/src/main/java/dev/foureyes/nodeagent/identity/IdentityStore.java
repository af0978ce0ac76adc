package dev.foureyes.nodeagent.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.disk.AtomicFile;
import dev.foureyes.nodeagent.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The node's identity on disk: {@code key.pem}, made once and never sent anywhere, and {@code
 * certificate.pem}, the chain, with the node's id and name in lines before it. Both are readable by
 * their owner only and replaced as a whole.
 */
public final class IdentityStore {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final Pattern NODE_ID = Pattern.compile("(?m)^node-id: (.+)$");
  private static final Pattern NAME = Pattern.compile("(?m)^name: (.*)$");
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));

  private final Path directory;
  private final AtomicFile keyFile;
  private final AtomicFile certificateFile;

  public IdentityStore(Disk disk, Path directory) {
    this.directory = directory;
    this.keyFile = new AtomicFile(disk, directory.resolve("key.pem"));
    this.certificateFile = new AtomicFile(disk, directory.resolve("certificate.pem"));
  }

  /**
   * The identity; absent before enrolment.
   *
   * @throws IOException when there is one and it cannot be used
   */
  public Optional<NodeIdentity> load() throws IOException {
    Optional<byte[]> file = certificateFile.read();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String text = new String(file.get(), UTF_8);
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (ByteString der : blocks(text, "CERTIFICATE")) {
        chain.add(certificate(der));
      }
      return Optional.of(
          new NodeIdentity(line(NODE_ID, text), line(NAME, text), existingKey(), chain));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(certificateFile, e);
    }
  }

  /** The node's key; makes it, durably, when there is none. */
  public KeyPair key() throws IOException {
    if (keyFile.read().isPresent()) {
      return existingKey();
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair key = generator.generateKeyPair();
      String text =
          block("PRIVATE KEY", key.getPrivate().getEncoded())
              + block("PUBLIC KEY", key.getPublic().getEncoded());
      keyFile.write(text.getBytes(US_ASCII));
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  private KeyPair existingKey() throws IOException {
    byte[] file =
        keyFile.read().orElseThrow(() -> new IOException(keyFile + ": missing; " + advice()));
    String text = new String(file, US_ASCII);
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(only(text, "PUBLIC KEY"))),
          factory.generatePrivate(new PKCS8EncodedKeySpec(only(text, "PRIVATE KEY"))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(keyFile, e);
    }
  }

  /**
   * The identity that the server gave for this node's key; not kept yet.
   *
   * @param chain DER, the node's certificate first
   * @throws IllegalArgumentException when it is none
   */
  NodeIdentity identity(String nodeId, String name, List<ByteString> chain) throws IOException {
    if (nodeId.isBlank() || nodeId.contains("\n") || name.contains("\n")) {
      throw new IllegalArgumentException(
          "node id and name: '" + nodeId + "', '" + name + "' (expected: one line each)");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (ByteString der : chain) {
        certificates.add(certificate(der));
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificate chain: " + e.getMessage(), e);
    }
    return new NodeIdentity(nodeId, name, existingKey(), certificates);
  }

  /** Keeps an identity, durably. */
  void save(NodeIdentity identity) throws IOException {
    StringBuilder text =
        new StringBuilder("node-id: " + identity.nodeId() + "\nname: " + identity.name() + "\n");
    try {
      for (X509Certificate certificate : identity.chain()) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateException e) {
      throw new IllegalStateException("a parsed certificate has an encoding", e);
    }
    certificateFile.write(text.toString().getBytes(UTF_8));
  }

  private IOException unusable(AtomicFile file, Exception cause) {
    return new IOException(file + ": " + cause.getMessage() + "; " + advice(), cause);
  }

  private String advice() {
    return "remove " + directory + " and start with a new enrolment token";
  }

  private static X509Certificate certificate(ByteString der) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate)
        factory.generateCertificate(new ByteArrayInputStream(der.toByteArray()));
  }

  private static String block(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + BASE64.encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static List<ByteString> blocks(String text, String type) {
    List<ByteString> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(type)) {
        blocks.add(ByteString.copyFrom(Base64.getMimeDecoder().decode(matcher.group(2))));
      }
    }
    return blocks;
  }

  private static byte[] only(String text, String type) {
    List<ByteString> blocks = blocks(text, type);
    if (blocks.size() != 1) {
      throw new IllegalArgumentException(type + ": " + blocks.size() + " blocks (expected: 1)");
    }
    return blocks.getFirst().toByteArray();
  }

  private static String line(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no line " + pattern);
    }
    return matcher.group(1);
  }
}
