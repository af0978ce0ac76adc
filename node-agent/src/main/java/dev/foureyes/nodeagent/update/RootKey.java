package dev.foureyes.nodeagent.update;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * An Ed25519 public key (RFC 8032) that signs updates.
 *
 * <p>Keys are checked here, since the JDK takes every point of the curve: under one of small order,
 * signatures that nobody made verify. What the JDK does check is that a signature's second half is
 * below the group's order, so that nobody can turn one signature into another.
 */
final class RootKey {

  static final int BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  /** The JDK's own, whatever is faster: what is refused here must not hang on what is installed. */
  private static final String PROVIDER = "SunEC";

  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** 2^255 - 19. */
  private static final BigInteger FIELD =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private static final BigInteger ORDER_EIGHT =
      new BigInteger(
          "2707385501144840649318225287225658788936804267575313519463743609750303402022");

  /** The y coordinates of the eight points whose order divides 8. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          FIELD.subtract(BigInteger.ONE),
          ORDER_EIGHT,
          FIELD.subtract(ORDER_EIGHT));

  private final byte[] raw;
  private final PublicKey key;

  private RootKey(byte[] raw, PublicKey key) {
    this.raw = raw;
    this.key = key;
  }

  /**
   * A key.
   *
   * @param raw 32 bytes
   * @throws UpdateRefusedException when it is no key that anything may be believed by
   */
  static RootKey of(byte[] raw) throws UpdateRefusedException {
    if (raw.length != BYTES) {
      throw new UpdateRefusedException(
          "root key: " + raw.length + " bytes (expected: " + BYTES + ")");
    }
    BigInteger y = y(raw);
    if (y.compareTo(FIELD) >= 0) {
      throw new UpdateRefusedException("root key: not in its only form (RFC 8032, 5.1.3)");
    }
    if (SMALL_ORDER.contains(y)) {
      throw new UpdateRefusedException("root key: a point of small order, which proves nothing");
    }
    try {
      byte[] encoded = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + BYTES);
      System.arraycopy(raw, 0, encoded, SPKI_PREFIX.length, BYTES);
      PublicKey key =
          KeyFactory.getInstance("Ed25519", PROVIDER)
              .generatePublic(new X509EncodedKeySpec(encoded));
      Signature.getInstance("Ed25519", PROVIDER)
          .initVerify(key); // this is where the point is decoded
      return new RootKey(raw.clone(), key);
    } catch (GeneralSecurityException e) {
      throw new UpdateRefusedException("root key: not a point of the curve: " + e.getMessage());
    }
  }

  private static BigInteger y(byte[] raw) {
    byte[] bigEndian = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bigEndian[i] = raw[BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f; // the sign of x
    return new BigInteger(1, bigEndian);
  }

  /** Whether this key has signed these bytes, said for this purpose. */
  boolean hasSigned(String context, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("Ed25519", PROVIDER);
      verifier.initVerify(key);
      verifier.update(context.getBytes(StandardCharsets.US_ASCII));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // not in the form of a signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has Ed25519
    }
  }

  /** Its first bytes, enough for people to tell keys apart. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(raw, 0, 8);
  }
}
