package dev.foureyes.nodeagent.gateway;

import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;

/** Makes connections to a gateway. */
public final class GatewayChannels {

  /** Snapshots come in parts; none is larger. */
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

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
    TlsChannelCredentials.Builder credentials =
        TlsChannelCredentials.newBuilder().trustManager(trust);
    keyManager.ifPresent(credentials::keyManager);
    return OkHttpChannelBuilder.forAddress(server.host(), server.port(), credentials.build())
        .overrideAuthority(GatewayTrust.NAME)
        .keepAliveTime(KEEP_ALIVE_S, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_S, TimeUnit.SECONDS)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .disableRetry()
        .disableServiceConfigLookUp()
        .directExecutor()
        .build();
  }
}
