package dev.foureyes.gateway.identity;

import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every call before its handler sees it: who calls is known from the certificate only, and
 * what the caller may do from one table. A method that is not in the table is refused.
 */
public final class NodeAuthenticator implements ServerInterceptor {

  /** Address that the gateway sees a node at, without port. */
  public static final Context.Key<String> REMOTE_IP = Context.key("remote-ip");

  private enum Access {
    /** No certificate needed. */
    ANYBODY,
    /** One of our certificates, expired or not, of a node that is on the list. */
    KNOWN_NODE,
    /** One of our certificates in its lifetime, of a node that is on the list. */
    VALID_NODE
  }

  private static final Logger log = LoggerFactory.getLogger(NodeAuthenticator.class);
  private static final Map<String, Access> ACCESS =
      Map.of(
          NodeGatewayServiceGrpc.getEnrollMethod().getFullMethodName(), Access.ANYBODY,
          NodeGatewayServiceGrpc.getRenewMethod().getFullMethodName(), Access.KNOWN_NODE,
          NodeGatewayServiceGrpc.getConnectMethod().getFullMethodName(), Access.VALID_NODE);

  private final NodeDirectory directory;
  private final InstantSource clock;
  private final Consumer<Refusal> onRefused;

  /**
   * An interceptor.
   *
   * @param onRefused told of every refusal, for the metrics
   */
  public NodeAuthenticator(
      NodeDirectory directory, InstantSource clock, Consumer<Refusal> onRefused) {
    this.directory = directory;
    this.clock = clock;
    this.onRefused = onRefused;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Context context = Context.current().withValue(REMOTE_IP, remoteIp(call));
    Access access = ACCESS.get(call.getMethodDescriptor().getFullMethodName());
    if (access == Access.ANYBODY) {
      return Contexts.interceptCall(context, call, headers, next);
    }
    Optional<NodeIdentity> identity = certificate(call).flatMap(NodeIdentity::of);
    Optional<Refusal> refusal = refusal(access, call, identity);
    if (refusal.isPresent()) {
      refuse(call, refusal.get(), identity);
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        context.withValue(NodeIdentity.CALLER, identity.orElseThrow()), call, headers, next);
  }

  private Optional<Refusal> refusal(
      @Nullable Access access, ServerCall<?, ?> call, Optional<NodeIdentity> identity) {
    if (access == null || certificate(call).isEmpty()) {
      return Optional.of(Refusal.CERTIFICATE_MISSING);
    }
    if (identity.isEmpty()) {
      return Optional.of(Refusal.CERTIFICATE_UNTRUSTED);
    }
    if (access == Access.VALID_NODE && clock.instant().isAfter(identity.get().notAfter())) {
      return Optional.of(Refusal.CERTIFICATE_EXPIRED);
    }
    return directory.check(identity.get());
  }

  private <Q, A> void refuse(
      ServerCall<Q, A> call, Refusal refusal, Optional<NodeIdentity> identity) {
    onRefused.accept(refusal);
    log.atWarn()
        .addKeyValue("reason", refusal)
        .addKeyValue("node", identity.map(NodeIdentity::nodeId).orElse("unknown"))
        .addKeyValue("remote", remoteIp(call))
        .addKeyValue("method", method(call.getMethodDescriptor()))
        .log("node refused");
    StatusRuntimeException end = refusal.toException();
    Metadata trailers = end.getTrailers();
    call.close(end.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private static String method(MethodDescriptor<?, ?> method) {
    return String.valueOf(method.getBareMethodName());
  }

  private static Optional<X509Certificate> certificate(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      return session == null
          ? Optional.empty()
          : Optional.of((X509Certificate) session.getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static String remoteIp(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "unknown";
  }
}
