package dev.foureyes.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import dev.foureyes.proto.node.v1.RenewRequest;
import dev.foureyes.proto.node.v1.RenewResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A client of the gateway that does what it is told, right or wrong. */
final class TestNode implements AutoCloseable {

  private final int port;
  final KeyPair key = newKey();
  private List<X509Certificate> chain = List.of();
  private @Nullable ManagedChannel channel;

  TestNode(int port) {
    this.port = port;
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static ByteString request(KeyPair key) {
    try {
      var builder =
          new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=node"), key.getPublic());
      return ByteString.copyFrom(
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Presents this chain from now on. */
  void present(List<X509Certificate> newChain) {
    close();
    chain = newChain;
  }

  private ManagedChannel channel() {
    ManagedChannel open = channel;
    if (open == null) {
      try {
        var ssl =
            GrpcSslContexts.configure(SslContextBuilder.forClient())
                .trustManager(InsecureTrustManagerFactory.INSTANCE);
        if (!chain.isEmpty()) {
          ssl.keyManager(key.getPrivate(), chain.toArray(X509Certificate[]::new));
        }
        open = NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(ssl.build()).build();
        channel = open;
      } catch (SSLException e) {
        throw new IllegalStateException(e);
      }
    }
    return open;
  }

  NodeGatewayServiceGrpc.NodeGatewayServiceBlockingStub blocking() {
    return NodeGatewayServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  EnrollResponse enroll(String token) {
    EnrollResponse response =
        blocking()
            .enroll(
                EnrollRequest.newBuilder()
                    .setToken(token)
                    .setSuggestedName("host")
                    .setCertificateRequest(request(key))
                    .build());
    present(parse(response.getCertificateChainList()));
    return response;
  }

  RenewResponse renew() {
    RenewResponse response =
        blocking().renew(RenewRequest.newBuilder().setCertificateRequest(request(key)).build());
    present(parse(response.getCertificateChainList()));
    return response;
  }

  static List<X509Certificate> parse(List<ByteString> chain) {
    return chain.stream()
        .map(der -> {
          try {
            return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }

  Stream connect() {
    Stream stream = new Stream();
    stream.up = NodeGatewayServiceGrpc.newStub(channel()).connect(stream);
    return stream;
  }

  /** Connects and says hello. */
  Stream connectAndGreet() throws InterruptedException {
    Stream stream = connect();
    stream.send(
        ConnectRequest.newBuilder()
            .setHello(Hello.newBuilder().setAgentVersion("test").setPlatform("linux/amd64"))
            .build());
    return stream;
  }

  /** Why the gateway refused, from the status's details. */
  static String reason(@Nullable Throwable refusal) {
    if (refusal == null) {
      return "not refused";
    }
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    if (status == null || status.getDetailsCount() == 0) {
      return Status.fromThrowable(refusal).toString();
    }
    try {
      Any detail = status.getDetails(0);
      return detail.unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An open stream and what came down. */
  static final class Stream implements StreamObserver<ConnectResponse> {
    private final BlockingQueue<ConnectResponse> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private @Nullable StreamObserver<ConnectRequest> up;

    void send(ConnectRequest message) {
      StreamObserver<ConnectRequest> to = up;
      if (to != null) {
        to.onNext(message);
      }
    }

    ConnectResponse next() throws InterruptedException {
      ConnectResponse message = received.poll(20, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came from the gateway; stream ended: " + end.isDone());
      }
      return message;
    }

    /** The next message of a kind; others are dropped. */
    ConnectResponse next(ConnectResponse.MessageCase kind) throws InterruptedException {
      while (true) {
        ConnectResponse message = next();
        if (message.getMessageCase() == kind) {
          return message;
        }
      }
    }

    boolean isQuiet() {
      return received.isEmpty();
    }

    /** How the stream ended: null for an orderly end. */
    @Nullable Throwable awaitEnd() throws Exception {
      try {
        end.get(20, TimeUnit.SECONDS);
        return null;
      } catch (ExecutionException e) {
        return e.getCause();
      }
    }

    @Override
    public void onNext(ConnectResponse message) {
      received.add(message);
    }

    @Override
    public void onError(Throwable cause) {
      end.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      end.complete(null);
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }
}
