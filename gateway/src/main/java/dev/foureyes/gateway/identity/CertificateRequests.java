package dev.foureyes.gateway.identity;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Reads certificate requests (PKCS #10, RFC 2986). Only the key is used, and only when its owner
 * signed the request.
 */
public final class CertificateRequests {

  private static final int MAX_BYTES = 4096;

  private CertificateRequests() {}

  /**
   * The key of a request.
   *
   * @throws io.grpc.StatusRuntimeException with REQUEST_INVALID when it is no request, not signed
   *     with its own key, or the key is not on the curve P-256
   */
  public static PublicKey publicKey(ByteString der) {
    if (der.size() > MAX_BYTES) {
      throw Refusal.REQUEST_INVALID.toException();
    }
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der.toByteArray());
      PublicKey key = request.getPublicKey();
      boolean signed = request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
      if (!signed
          || !(key instanceof ECPublicKey ec)
          || ec.getParams().getOrder().bitLength() != 256) {
        throw Refusal.REQUEST_INVALID.toException();
      }
      return key;
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException e) {
      throw Refusal.REQUEST_INVALID.toException();
    }
  }

  /** SHA-256 of a key's SubjectPublicKeyInfo, lower-case hex. */
  public static String fingerprint(PublicKey key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
