package dev.foureyes.gateway.identity;

import dev.foureyes.proto.node.v1.IssuedCertificate;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What issues certificates to nodes. Ours does it with a key on disk; another can pass the request
 * on to an authority outside.
 */
public interface CertificateIssuer {

  /** A certificate for a node's key; valid from now on. */
  IssuedCertificate issue(String org, String nodeId, PublicKey key);

  /**
   * The authorities that issue, now or before; a node's certificate is good when one of them signed
   * it.
   */
  List<X509Certificate> authorities();
}
