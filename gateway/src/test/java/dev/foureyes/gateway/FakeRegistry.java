package dev.foureyes.gateway;

import dev.foureyes.gateway.identity.Refusal;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.node.v1.EnrolmentRegistryServiceGrpc;
import dev.foureyes.proto.node.v1.InspectTokenRequest;
import dev.foureyes.proto.node.v1.InspectTokenResponse;
import dev.foureyes.proto.node.v1.IssuedCertificate;
import dev.foureyes.proto.node.v1.RecordRenewalRequest;
import dev.foureyes.proto.node.v1.RecordRenewalResponse;
import dev.foureyes.proto.node.v1.RedeemTokenRequest;
import dev.foureyes.proto.node.v1.RedeemTokenResponse;
import dev.foureyes.topics.EventKey;
import dev.foureyes.topics.Topics;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's registry as gateways see it: tokens in a map, and nodes published as the real
 * one publishes them.
 */
final class FakeRegistry extends EnrolmentRegistryServiceGrpc.EnrolmentRegistryServiceImplBase {

  private record Redeemed(String publicKey, IssuedCertificate certificate) {}

  private final Producer<String, byte[]> producer;
  private final Map<String, @Nullable Redeemed> tokens = new HashMap<>();

  FakeRegistry(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** A token; its node has the token as its id. */
  synchronized void add(String token) {
    tokens.put(token, null);
  }

  void publish(Node node) {
    try {
      producer.send(Topics.NODES.record(EventKey.of("default", node.getId()), node)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void inspectToken(
      InspectTokenRequest request, StreamObserver<InspectTokenResponse> observer) {
    if (!tokens.containsKey(request.getToken())) {
      observer.onError(Refusal.TOKEN_UNKNOWN.toException());
      return;
    }
    observer.onNext(
        InspectTokenResponse.newBuilder().setOrg("default").setNodeId(request.getToken()).build());
    observer.onCompleted();
  }

  @Override
  public synchronized void redeemToken(
      RedeemTokenRequest request, StreamObserver<RedeemTokenResponse> observer) {
    Redeemed redeemed = tokens.get(request.getToken());
    if (redeemed == null) {
      redeemed = new Redeemed(request.getPublicKeySha256(), request.getCertificate());
      tokens.put(request.getToken(), redeemed);
      publish(
          Node.newBuilder()
              .setId(request.getToken())
              .setName(request.getSuggestedName())
              .addCertificateSerials(request.getCertificate().getSerial())
              .build());
    } else if (!redeemed.publicKey().equals(request.getPublicKeySha256())) {
      observer.onError(Refusal.TOKEN_SPENT.toException());
      return;
    }
    observer.onNext(
        RedeemTokenResponse.newBuilder()
            .setNodeId(request.getToken())
            .setName(request.getSuggestedName())
            .setCertificate(redeemed.certificate())
            .build());
    observer.onCompleted();
  }

  @Override
  public void recordRenewal(
      RecordRenewalRequest request, StreamObserver<RecordRenewalResponse> observer) {
    publish(
        Node.newBuilder()
            .setId(request.getNodeId())
            .addCertificateSerials(request.getCertificate().getSerial())
            .build());
    observer.onNext(RecordRenewalResponse.getDefaultInstance());
    observer.onCompleted();
  }
}
