package dev.foureyes.nodeagent.identity;

import dev.foureyes.nodeagent.gateway.GatewayTrust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * An enrolled node's identity.
 *
 * @param nodeId as the server gave it
 * @param name as the server gave it
 * @param key the node's own
 * @param chain the node's certificate, then those above it; the last is the authority's
 */
public record NodeIdentity(String nodeId, String name, KeyPair key, List<X509Certificate> chain) {

  public NodeIdentity {
    chain = List.copyOf(chain);
    if (chain.size() < 2 || !GatewayTrust.isAuthority(chain.getLast())) {
      throw new IllegalArgumentException(
          "certificate chain: "
              + chain.size()
              + " certificates (expected: the node's first, the authority's last)");
    }
    if (!chain.getFirst().getPublicKey().equals(key.getPublic())) {
      throw new IllegalArgumentException(
          "certificate: for another key (expected: for this node's)");
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException(
            "certificate chain: number " + i + " is not signed by the next", e);
      }
    }
  }

  /** The node's certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whose certificates the node believes. */
  public List<X509Certificate> authorities() {
    return chain.stream().skip(1).filter(GatewayTrust::isAuthority).toList();
  }

  /** From when on the certificate is no longer valid. */
  public Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  /** Key and certificate as TLS takes them. */
  public KeyManager keyManager() {
    try {
      char[] unused = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, unused);
      store.setKeyEntry("node", key.getPrivate(), unused, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, unused);
      return factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory takes any key", e);
    }
  }

  @Override
  public String toString() {
    return "node " + nodeId + " (" + name + ")";
  }
}
