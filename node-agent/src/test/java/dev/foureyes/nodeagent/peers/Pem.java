package dev.foureyes.nodeagent.peers;

import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.stream.Collectors;

/** Certificates and keys as PEM. */
public final class Pem {

  private Pem() {}

  public static String of(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Key and chain. */
  public static String of(Issued issued) {
    return block("PRIVATE KEY", issued.key().getPrivate().getEncoded())
        + issued.chain().stream().map(Pem::of).collect(Collectors.joining());
  }

  private static String block(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
