package dev.foureyes.nodeagent.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/**
 * Writes certificate requests (PKCS #10, RFC 2986) in DER, which Java itself has no class for. Only
 * what a node needs: one common name, no attributes, ECDSA with SHA-256.
 */
final class CertificateRequest {

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0c;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int ATTRIBUTES = 0xa0;

  /** 2.5.4.3 with tag and length. */
  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

  /** 1.2.840.10045.4.3.2 with tag and length. */
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  private CertificateRequest() {}

  /** A request for this key, signed with it. */
  static byte[] create(KeyPair key, String commonName) throws GeneralSecurityException {
    byte[] name = tagged(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
    byte[] subject = tagged(SEQUENCE, tagged(SET, tagged(SEQUENCE, COMMON_NAME, name)));
    byte[] version = tagged(INTEGER, new byte[] {0});
    byte[] information =
        tagged(SEQUENCE, version, subject, key.getPublic().getEncoded(), tagged(ATTRIBUTES));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(information);
    byte[] noUnusedBits = {0};
    return tagged(
        SEQUENCE,
        information,
        tagged(SEQUENCE, ECDSA_WITH_SHA256),
        tagged(BIT_STRING, noUnusedBits, signature.sign()));
  }

  /** Tag, length, content (X.690, definite form). */
  private static byte[] tagged(int tag, byte[]... content) {
    int length = 0;
    for (byte[] part : content) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : content) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
