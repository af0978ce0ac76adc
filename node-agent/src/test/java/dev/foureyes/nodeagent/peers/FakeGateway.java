package dev.foureyes.nodeagent.peers;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import dev.foureyes.nodeagent.gateway.GatewayTrust;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.peers.TestAuthority.Issued;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import dev.foureyes.proto.node.v1.RenewRequest;
import dev.foureyes.proto.node.v1.RenewResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A gateway with the real transport and TLS, whose behaviour the test decides. */
public final class FakeGateway implements AutoCloseable {

  private static final Context.Key<SSLSession> TLS = Context.key("tls");

  private final TestAuthority authority;
  private final Issued identity;
  private final BlockingQueue<FakeSession> sessions = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<EnrollRequest> enrolments = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<RenewRequest> renewals = new ConcurrentLinkedQueue<>();
  private volatile Function<EnrollRequest, EnrollResponse> onEnroll;
  private volatile Function<RenewRequest, RenewResponse> onRenew;
  private volatile Consumer<FakeSession> onConnect = session -> {};
  private volatile Duration certificateLife = Duration.ofDays(7);
  private int port;
  private @Nullable Server server;

  public FakeGateway(TestAuthority authority, Issued identity) throws IOException {
    this.authority = authority;
    this.identity = identity;
    this.onEnroll =
        request ->
            EnrollResponse.newBuilder()
                .setNodeId("node-1")
                .setName(request.getSuggestedName())
                .addAllCertificateChain(issue(request.getCertificateRequest()))
                .build();
    this.onRenew =
        request ->
            RenewResponse.newBuilder()
                .addAllCertificateChain(issue(request.getCertificateRequest()))
                .build();
    start();
  }

  public static FakeGateway start(TestAuthority authority) throws IOException {
    return new FakeGateway(authority, authority.gateway());
  }

  /** Listens; on the same port as before when it was stopped. */
  public void start() throws IOException {
    SslContext tls =
        GrpcSslContexts.configure(SslContextBuilder.forServer(keyManagers(identity)[0]))
            .trustManager(new AcceptingTrust())
            .clientAuth(ClientAuth.OPTIONAL)
            .protocols("TLSv1.3") // like the real one
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sslContext(tls)
            .intercept(new TlsInterceptor())
            .addService(new Service())
            .build()
            .start();
    port = server.getPort();
  }

  /** Drops all connections and stops listening. */
  public void stop() {
    if (server != null) {
      server.shutdownNow();
      try {
        server.awaitTermination(5, SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port);
  }

  /** A token with the right pin. */
  public String token() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return "fee."
        + base64.encodeToString(
            "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        + "."
        + base64.encodeToString(GatewayTrust.pin(authority.certificate()).toByteArray());
  }

  public void onEnroll(Function<EnrollRequest, EnrollResponse> answer) {
    onEnroll = answer;
  }

  public void onRenew(Function<RenewRequest, RenewResponse> answer) {
    onRenew = answer;
  }

  /** What to do when a stream is opened, before anything else. */
  public void onConnect(Consumer<FakeSession> action) {
    onConnect = action;
  }

  public void certificateLife(Duration life) {
    certificateLife = life;
  }

  /** The chain for a request's key. */
  public List<ByteString> issue(ByteString request) {
    return der(
        List.of(
            authority.forNode(request.toByteArray(), certificateLife), authority.certificate()));
  }

  public static List<ByteString> der(List<X509Certificate> chain) {
    return chain.stream()
        .map(certificate -> {
          try {
            return ByteString.copyFrom(certificate.getEncoded());
          } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }

  public List<EnrollRequest> enrolments() {
    return List.copyOf(enrolments);
  }

  public List<RenewRequest> renewals() {
    return List.copyOf(renewals);
  }

  /** The next stream that a node opens. */
  public FakeSession nextSession() throws InterruptedException {
    FakeSession session = sessions.poll(10, SECONDS);
    if (session == null) {
      throw new AssertionError("no node connected within 10 s");
    }
    return session;
  }

  public boolean hasSession() {
    return !sessions.isEmpty();
  }

  /** An error with one of the contract's reasons. */
  public static StatusRuntimeException refusal(Status.Code code, String reason) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("refused")
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setReason(reason).setDomain("foureyes.dev").build()))
            .build());
  }

  private static javax.net.ssl.KeyManager[] keyManagers(Issued issued) {
    try {
      java.security.KeyStore store = java.security.KeyStore.getInstance("JKS");
      store.load(null, new char[0]);
      store.setKeyEntry(
          "gateway",
          issued.key().getPrivate(),
          new char[0],
          issued.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      return factory.getKeyManagers();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Service extends NodeGatewayServiceGrpc.NodeGatewayServiceImplBase {

    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollResponse> response) {
      enrolments.add(request);
      answer(() -> onEnroll.apply(request), response);
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewResponse> response) {
      renewals.add(request);
      answer(() -> onRenew.apply(request), response);
    }

    private <T> void answer(java.util.function.Supplier<T> answer, StreamObserver<T> response) {
      try {
        response.onNext(answer.get());
        response.onCompleted();
      } catch (StatusRuntimeException e) {
        response.onError(e);
      }
    }

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
      FakeSession session =
          new FakeSession(
              (ServerCallStreamObserver<ConnectResponse>) responses, peerCertificates());
      onConnect.accept(session);
      sessions.add(session);
      return session;
    }

    private List<X509Certificate> peerCertificates() {
      try {
        return java.util.Arrays.stream(TLS.get().getPeerCertificates())
            .map(X509Certificate.class::cast)
            .toList();
      } catch (SSLPeerUnverifiedException e) {
        return List.of();
      }
    }
  }

  private static final class TlsInterceptor implements ServerInterceptor {

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      Context context =
          Context.current()
              .withValue(TLS, call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }
}
