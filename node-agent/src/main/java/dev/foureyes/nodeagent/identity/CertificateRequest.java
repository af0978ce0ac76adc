package dev.foureyes.nodeagent.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;

/**
 * Writes certificate requests (PKCS #10, RFC 2986) in DER, which Java itself has no class for. Only
 * what a node needs: one common name, no attributes, ECDSA with SHA-256.
 */
final class CertificateRequest {

  private static final int ATTRIBUTES = 0xa0;

  private CertificateRequest() {}

  /** A request for this key, signed with it. */
  static byte[] create(KeyPair key, String commonName) throws GeneralSecurityException {
    byte[] subject = Der.name(commonName);
    byte[] version = Der.tagged(Der.INTEGER, new byte[] {0});
    return Der.signed(
        Der.tagged(
            Der.SEQUENCE, version, subject, key.getPublic().getEncoded(), Der.tagged(ATTRIBUTES)),
        key.getPrivate());
  }
}
