package dev.foureyes.e2e;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.foureyes.nodeagent.gateway.GatewayChannels;
import dev.foureyes.nodeagent.gateway.GatewayTrust;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.identity.EnrolmentToken;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A client of the gateway with a key of its own, which does what it is told, right or wrong. */
final class BareNode {

  /** What {@link #connect} says when it was let in. */
  static final String WELCOME = "welcome";

  private static final long PATIENCE_S = 30;

  private final String gateway;
  private final GatewayTrust trust;
  private final KeyPair key = newKey();
  private Optional<KeyManager> certificate = Optional.empty();

  /**
   * A client without a certificate.
   *
   * @param token any token of the installation; it says whom to take for the gateway
   */
  BareNode(Installation installation, String token) {
    this.gateway = installation.gatewayAddress();
    this.trust = GatewayTrust.pinned(EnrolmentToken.parse(token).pin(), InstantSource.system());
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  KeyPair key() {
    return key;
  }

  /** Shows this certificate from now on. */
  void present(String nodeId, List<ByteString> chain) {
    List<X509Certificate> certificates = chain.stream().map(BareNode::parsed).toList();
    certificate = Optional.of(new NodeIdentity(nodeId, nodeId, key, certificates).keyManager());
  }

  private static X509Certificate parsed(ByteString der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
    } catch (CertificateException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Trades a token for a certificate, and does not show it yet.
   *
   * @throws StatusRuntimeException when it is refused
   */
  EnrollResponse enrol(String token) {
    EnrollRequest request =
        EnrollRequest.newBuilder()
            .setToken(EnrolmentToken.parse(token).secret())
            .setCertificateRequest(certificateRequest())
            .setSuggestedName("bare")
            .build();
    return onChannel(channel ->
        NodeGatewayServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS)
            .enroll(request));
  }

  private ByteString certificateRequest() {
    try {
      return ByteString.copyFrom(
          new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=bare"), key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a session: {@link #WELCOME}, or the reason of the refusal. */
  String connect() {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    return onChannel(channel -> {
      StreamObserver<ConnectRequest> stream =
          NodeGatewayServiceGrpc.newStub(channel)
              .connect(
                  new StreamObserver<ConnectResponse>() {
                    @Override
                    public void onNext(ConnectResponse message) {
                      outcome.complete(WELCOME);
                    }

                    @Override
                    public void onError(Throwable refusal) {
                      outcome.complete(reason(refusal));
                    }

                    @Override
                    public void onCompleted() {
                      outcome.complete("ended without a word");
                    }
                  });
      stream.onNext(
          ConnectRequest.newBuilder().setHello(Hello.newBuilder().setAgentVersion("bare")).build());
      return outcome.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    });
  }

  private <T> T onChannel(Function<ManagedChannel, T> call) {
    ManagedChannel channel = GatewayChannels.open(ServerAddress.parse(gateway), trust, certificate);
    try {
      return call.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  /** The reason in a refusal's {@code google.rpc.ErrorInfo}; the status where it has none. */
  static String reason(Throwable refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return detail.unpack(ErrorInfo.class).getReason();
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
    return Status.fromThrowable(refusal).toString();
  }
}
