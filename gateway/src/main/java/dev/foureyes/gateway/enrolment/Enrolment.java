package dev.foureyes.gateway.enrolment;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.foureyes.gateway.identity.CertificateIssuer;
import dev.foureyes.gateway.identity.CertificateRequests;
import dev.foureyes.gateway.identity.NodeAuthenticator;
import dev.foureyes.gateway.identity.NodeIdentity;
import dev.foureyes.gateway.identity.Refusal;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc.EnrolmentRegistryServiceFutureStub;
import dev.foureyes.proto.node.v1.InspectTokenRequest;
import dev.foureyes.proto.node.v1.InspectTokenResponse;
import dev.foureyes.proto.node.v1.IssuedCertificate;
import dev.foureyes.proto.node.v1.RecordRenewalRequest;
import dev.foureyes.proto.node.v1.RedeemTokenRequest;
import dev.foureyes.proto.node.v1.RedeemTokenResponse;
import dev.foureyes.proto.node.v1.RenewRequest;
import dev.foureyes.proto.node.v1.RenewResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enrols nodes and renews their certificates.
 *
 * <p>A token makes one node, however many machines try it at once and through however many
 * gateways. To that end the certificate is signed first, and then the control plane's registry
 * consumes the token and records the certificate in one transaction: whoever loses gets none, and
 * the one that was signed for him is thrown away unseen. A machine that lost the reply asks again
 * with the same key and gets the recorded certificate.
 */
public final class Enrolment {

  private static final Logger log = LoggerFactory.getLogger(Enrolment.class);
  private static final int DEADLINE_S = 10;
  private static final int MAX_TOKEN_CHARS = 200;
  private static final int MAX_NAME_CHARS = 100;

  private final EnrolmentRegistryServiceFutureStub registry;
  private final CertificateIssuer issuer;
  private final Executor executor;
  private final Consumer<Refusal> onRefused;

  /**
   * An enrolment desk.
   *
   * @param executor for signing; calls come on network threads, which must not wait
   * @param onRefused told of every refusal, for the metrics
   */
  public Enrolment(
      EnrolmentRegistryServiceFutureStub registry,
      CertificateIssuer issuer,
      Executor executor,
      Consumer<Refusal> onRefused) {
    this.registry = registry;
    this.issuer = issuer;
    this.executor = executor;
    this.onRefused = onRefused;
  }

  private EnrolmentRegistryServiceFutureStub registry() {
    return registry.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
  }

  public void enroll(EnrollRequest request, StreamObserver<EnrollResponse> observer) {
    String remote = NodeAuthenticator.REMOTE_IP.get();
    executor.execute(
        Context.current()
            .wrap(() -> {
              PublicKey key;
              String token;
              try {
                key = CertificateRequests.publicKey(request.getCertificateRequest());
                token = bounded(request.getToken());
              } catch (RuntimeException e) {
                fail("Enroll", remote, e, observer);
                return;
              }
              ListenableFuture<InspectTokenResponse> inspected =
                  registry().inspectToken(InspectTokenRequest.newBuilder().setToken(token).build());
              ListenableFuture<RedeemTokenResponse> redeemed =
                  Futures.transformAsync(
                      inspected, node -> redeem(node, request, token, key), executor);
              Futures.addCallback(redeemed, answer(observer, remote), executor);
            }));
  }

  private static String bounded(String token) {
    if (token.isEmpty() || token.length() > MAX_TOKEN_CHARS) {
      throw Status.INVALID_ARGUMENT
          .withDescription(
              "token: " + token.length() + " characters (expected: 1 to " + MAX_TOKEN_CHARS + ")")
          .asRuntimeException();
    }
    return token;
  }

  private ListenableFuture<RedeemTokenResponse> redeem(
      InspectTokenResponse node, EnrollRequest request, String token, PublicKey key) {
    String name = request.getSuggestedName();
    return registry()
        .redeemToken(
            RedeemTokenRequest.newBuilder()
                .setToken(token)
                .setPublicKeySha256(CertificateRequests.fingerprint(key))
                .setSuggestedName(name.substring(0, Math.min(name.length(), MAX_NAME_CHARS)))
                .setCertificate(issuer.issue(node.getOrg(), node.getNodeId(), key))
                .build());
  }

  private void fail(String method, String remote, Throwable cause, StreamObserver<?> observer) {
    Optional<Refusal> refusal = Refusal.of(cause);
    if (refusal.isPresent()) {
      onRefused.accept(refusal.get());
      log.atWarn()
          .addKeyValue("reason", refusal.get())
          .addKeyValue("remote", remote)
          .addKeyValue("method", method)
          .log("node refused");
    } else {
      Status status = Status.fromThrowable(cause);
      log.atWarn()
          .addKeyValue("status", status.getCode())
          .addKeyValue("cause", status.getDescription())
          .addKeyValue("remote", remote)
          .addKeyValue("method", method)
          .log("call of a node failed");
    }
    observer.onError(cause);
  }

  private FutureCallback<RedeemTokenResponse> answer(
      StreamObserver<EnrollResponse> observer, String remote) {
    return new FutureCallback<>() {
      @Override
      public void onSuccess(RedeemTokenResponse redeemed) {
        log.atInfo()
            .addKeyValue("node", redeemed.getNodeId())
            .addKeyValue("name", redeemed.getName())
            .addKeyValue("remote", remote)
            .log("node enrolled");
        observer.onNext(
            EnrollResponse.newBuilder()
                .setNodeId(redeemed.getNodeId())
                .setName(redeemed.getName())
                .addAllCertificateChain(redeemed.getCertificate().getChainList())
                .build());
        observer.onCompleted();
      }

      @Override
      public void onFailure(Throwable cause) {
        fail("Enroll", remote, cause, observer);
      }
    };
  }

  public void renew(RenewRequest request, StreamObserver<RenewResponse> observer) {
    NodeIdentity node = NodeIdentity.CALLER.get();
    String remote = NodeAuthenticator.REMOTE_IP.get();
    executor.execute(() -> {
      try {
        PublicKey key = CertificateRequests.publicKey(request.getCertificateRequest());
        IssuedCertificate certificate = issuer.issue(node.org(), node.nodeId(), key);
        var recorded =
            registry()
                .recordRenewal(
                    RecordRenewalRequest.newBuilder()
                        .setOrg(node.org())
                        .setNodeId(node.nodeId())
                        .setCertificate(certificate)
                        .build());
        recorded.addListener(
            () -> answerRenewal(recorded, certificate, node, remote, observer), executor);
      } catch (RuntimeException e) {
        fail("Renew", remote, e, observer);
      }
    });
  }

  private void answerRenewal(
      ListenableFuture<?> recorded,
      IssuedCertificate certificate,
      NodeIdentity node,
      String remote,
      StreamObserver<RenewResponse> observer) {
    try {
      Futures.getDone(recorded);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      fail("Renew", remote, cause == null ? e : cause, observer);
      return;
    }
    log.atInfo()
        .addKeyValue("node", node.nodeId())
        .addKeyValue("expires", certificate.getNotAfter().getSeconds())
        .log("certificate renewed");
    observer.onNext(
        RenewResponse.newBuilder().addAllCertificateChain(certificate.getChainList()).build());
    observer.onCompleted();
  }
}
