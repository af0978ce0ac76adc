package dev.foureyes.nodeagent.identity;

import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import dev.foureyes.proto.node.v1.RenewRequest;
import dev.foureyes.proto.node.v1.RenewResponse;
import io.grpc.Channel;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Replaces the node's certificate long before it ends. The key stays. */
public final class Renewal {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final double HALF = 0.5;
  private static final double JITTER = 0.1;

  private final IdentityStore store;
  private final NodeClock clock;

  public Renewal(IdentityStore store, NodeClock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * When to renew a certificate: after half of its life, give or take a tenth of it, so that nodes
   * enrolled together spread.
   */
  public static Instant dueAt(X509Certificate certificate, RandomGenerator random) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    double part = HALF + JITTER * (2 * random.nextDouble() - 1);
    return from.plusMillis((long) (life.toMillis() * part));
  }

  /** Whether a certificate has ended; only a renewal may be tried with it then. */
  public boolean isOver(NodeIdentity identity) {
    return clock.now().isAfter(identity.notAfter());
  }

  /**
   * Asks for a new certificate and keeps it. Blocks for 15 seconds at most.
   *
   * @param channel with the present certificate
   * @throws io.grpc.StatusRuntimeException when the gateway did not give one
   * @throws IOException when what it gave cannot be used or kept; the present one is still there
   */
  public NodeIdentity renew(NodeIdentity present, Channel channel) throws IOException {
    RenewResponse response =
        NodeGatewayServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .renew(
                RenewRequest.newBuilder()
                    .setCertificateRequest(Enrolment.request(present.key(), present.name()))
                    .build());
    try {
      NodeIdentity renewed =
          store.identity(present.nodeId(), present.name(), response.getCertificateChainList());
      store.save(renewed);
      return renewed;
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the server's answer to the renewal cannot be used: " + e.getMessage(), e);
    }
  }
}
