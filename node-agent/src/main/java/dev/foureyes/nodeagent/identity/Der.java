package dev.foureyes.nodeagent.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** The parts of DER (X.690) that requests and certificates share. */
final class Der {

  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int UTC_TIME = 0x17;
  static final int SEQUENCE = 0x30;

  private static final int UTF8_STRING = 0x0c;
  private static final int SET = 0x31;

  /** 2.5.4.3 with tag and length. */
  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

  /** 1.2.840.10045.4.3.2 with tag and length. */
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  private Der() {}

  /** A distinguished name of one common name. */
  static byte[] name(String commonName) {
    byte[] text = tagged(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
    return tagged(SEQUENCE, tagged(SET, tagged(SEQUENCE, COMMON_NAME, text)));
  }

  /** The algorithm that {@link #signed} uses. */
  static byte[] signatureAlgorithm() {
    return tagged(SEQUENCE, ECDSA_WITH_SHA256);
  }

  /** Content, algorithm, signature. */
  static byte[] signed(byte[] content, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    byte[] noUnusedBits = {0};
    return tagged(
        SEQUENCE,
        content,
        signatureAlgorithm(),
        tagged(BIT_STRING, noUnusedBits, signature.sign()));
  }

  /** Tag, length, content (X.690, definite form). */
  static byte[] tagged(int tag, byte[]... content) {
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
