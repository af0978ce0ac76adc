package dev.foureyes.nodeagent.identity;

import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.gateway.Backoff;
import dev.foureyes.nodeagent.gateway.GatewayChannels;
import dev.foureyes.nodeagent.gateway.GatewayFailure;
import dev.foureyes.nodeagent.gateway.GatewayTrust;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trades an enrolment token for an identity. The key is on disk before the token is sent, and every
 * further try uses it: when the reply was lost, the gateway gives the same certificate again.
 */
public final class Enrolment {

  private static final Logger log = LoggerFactory.getLogger(Enrolment.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final ServerAddress server;
  private final IdentityStore store;
  private final NodeClock clock;
  private final Backoff backoff;

  public Enrolment(
      ServerAddress server, IdentityStore store, NodeClock clock, RandomGenerator random) {
    this.server = server;
    this.store = store;
    this.clock = clock;
    this.backoff = new Backoff(random);
  }

  /**
   * Enrols, however long the server takes to be reachable.
   *
   * @param name what the node would like to be called
   * @throws RefusedException when the server does not take the token
   * @throws IOException when the identity cannot be kept
   */
  public NodeIdentity enrol(EnrolmentToken token, String name)
      throws RefusedException, IOException, InterruptedException {
    KeyPair key = store.key();
    while (true) {
      try {
        NodeIdentity identity = tryOnce(key, token, name);
        log.atInfo()
            .addKeyValue("node_id", identity.nodeId())
            .addKeyValue("name", identity.name())
            .addKeyValue("certificate_until", identity.notAfter())
            .log("enrolled");
        return identity;
      } catch (StatusRuntimeException e) {
        GatewayFailure failure = GatewayFailure.of(e);
        if (failure instanceof GatewayFailure.Refused refused && refused.refusal().isPermanent()) {
          throw new RefusedException(refused.refusal());
        }
        Duration wait = backoff.next();
        log.atWarn()
            .addKeyValue("server", server)
            .addKeyValue("reason", failure.sentence())
            .addKeyValue("retry_in_ms", wait.toMillis())
            .log("not enrolled yet");
        Thread.sleep(wait);
      }
    }
  }

  private NodeIdentity tryOnce(KeyPair key, EnrolmentToken token, String name) throws IOException {
    ManagedChannel channel =
        GatewayChannels.open(
            server, GatewayTrust.pinned(token.pin(), clock.wall()), Optional.empty());
    try {
      EnrollResponse response =
          NodeGatewayServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .enroll(
                  EnrollRequest.newBuilder()
                      .setToken(token.secret())
                      .setCertificateRequest(request(key, name))
                      .setSuggestedName(name)
                      .build());
      NodeIdentity identity =
          store.identity(
              response.getNodeId(), response.getName(), response.getCertificateChainList());
      if (identity.authorities().stream()
          .noneMatch(ca -> GatewayTrust.pin(ca).equals(token.pin()))) {
        throw new IllegalArgumentException(
            "certificate chain: not from the authority that the token names");
      }
      store.save(identity);
      return identity;
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the server's answer to the enrolment cannot be used: " + e.getMessage(), e);
    } finally {
      channel.shutdownNow();
    }
  }

  /** A request for a key's certificate. */
  static ByteString request(KeyPair key, String name) {
    try {
      return ByteString.copyFrom(CertificateRequest.create(key, name));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a P-256 key signs", e);
    }
  }
}
