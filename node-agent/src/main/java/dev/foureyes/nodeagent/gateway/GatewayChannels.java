package dev.foureyes.nodeagent.gateway;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** Makes connections to a gateway. */
public final class GatewayChannels {

  /** Snapshots come in parts; none is larger. */
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

  /** Gateways speak nothing older; the channel's own default is 1.2. */
  private static final String[] TLS_VERSIONS = {"TLSv1.3"};

  private static final String[] CIPHER_SUITES = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private static final int KEEP_ALIVE_S = 20;
  private static final int KEEP_ALIVE_TIMEOUT_S = 10;

  private GatewayChannels() {}

  /**
   * A channel that connects when it is first used. Its callbacks run on the transport's thread and
   * must not block.
   *
   * @param keyManager the node's certificate; absent before enrolment
   */
  public static ManagedChannel open(
      ServerAddress server, GatewayTrust trust, Optional<KeyManager> keyManager) {
    return OkHttpChannelBuilder.forAddress(server.host(), server.port())
        .sslSocketFactory(sockets(trust, keyManager))
        .tlsConnectionSpec(TLS_VERSIONS, CIPHER_SUITES)
        .overrideAuthority(GatewayTrust.NAME)
        .keepAliveTime(KEEP_ALIVE_S, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_S, TimeUnit.SECONDS)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .disableRetry()
        .disableServiceConfigLookUp()
        .directExecutor()
        .build();
  }

  private static SSLSocketFactory sockets(GatewayTrust trust, Optional<KeyManager> keyManager) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keyManager.stream().toArray(KeyManager[]::new), new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot speak TLS", e);
    }
  }
}
