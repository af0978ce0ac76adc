package dev.foureyes.nodeagent.probe.tls;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.SecretValues;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** The node's end of TLS connections. Each context is used once, so that no session is resumed. */
public final class TlsClient {

  private TlsClient() {}

  /**
   * The key of a client certificate.
   *
   * @param secret its name in the node's store
   * @throws ProbeFailedException when it is not there, or no key with a certificate
   */
  public static KeyManager identity(String secret, Secrets secrets) throws ProbeFailedException {
    try {
      return PemText.identity(SecretValues.of(secret, secrets));
    } catch (GeneralSecurityException e) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "secret '"
                  + secret
                  + "' is no client certificate: "
                  + e.getMessage()
                  + " (expected: PEM, a private key and its chain)"));
    }
  }

  /** A factory for one connection. */
  public static SSLSocketFactory sockets(
      CertificateObserver certificates, Optional<KeyManager> identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity.map(key -> new KeyManager[] {key}).orElse(null),
          new TrustManager[] {certificates},
          null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /**
   * Puts TLS over a connected socket; the handshake is still to be done.
   *
   * @param name asked for, and looked for in the certificate
   */
  public static SSLSocket over(SSLSocketFactory factory, Socket socket, String name, int port)
      throws IOException {
    SSLSocket tls = (SSLSocket) factory.createSocket(socket, name, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    return tls;
  }
}
