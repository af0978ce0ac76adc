package dev.foureyes.gateway.identity;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLException;

/**
 * The gateway's side of the TLS handshake: a certificate of our own authority, made anew at every
 * start and when half of its life is over, and the check of the node's.
 */
public final class ServerCredentials {

  /** How often to renew. */
  public static final Duration RENEWAL = OwnAuthority.SERVER_LIFETIME.dividedBy(2);

  private final OwnAuthority authority;
  private final AdvancedTlsX509KeyManager keyManager = new AdvancedTlsX509KeyManager();
  private final NodeTrust trust;

  /**
   * Credentials with a fresh certificate.
   *
   * @param onUntrusted told of every client certificate that is refused in the handshake
   */
  public ServerCredentials(OwnAuthority authority, InstantSource clock, Runnable onUntrusted) {
    this.authority = authority;
    this.trust = new NodeTrust(authority, clock, onUntrusted);
    renew();
  }

  /** Makes a new key and certificate; connections from now on see it. */
  public void renew() {
    KeyPair pair = OwnAuthority.newKeyPair();
    X509Certificate[] chain = {
      authority.issueServer(pair.getPublic()), authority.authorities().getFirst()
    };
    keyManager.updateIdentityCredentials(chain, pair.getPrivate());
  }

  /**
   * TLS 1.3, a client certificate welcome but not needed in the handshake: whether a method needs
   * it is decided per call.
   */
  public SslContext sslContext() throws SSLException {
    return GrpcSslContexts.configure(SslContextBuilder.forServer(keyManager))
        .trustManager(trust)
        .clientAuth(ClientAuth.OPTIONAL)
        .protocols("TLSv1.3")
        .build();
  }
}
