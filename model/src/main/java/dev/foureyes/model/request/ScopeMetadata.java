package dev.foureyes.model.request;

import dev.foureyes.model.Scope;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * How the control plane tells the process that owns the store for whom it asks: in the call's
 * metadata. Only for servers that users cannot reach; whoever can call them can name any
 * organisation.
 */
public final class ScopeMetadata implements ServerInterceptor {

  /** The organisation. */
  public static final Metadata.Key<String> ORG =
      Metadata.Key.of("foureyes-org", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<Scope> SCOPE = Context.key("scope");

  /** The scope of the call that is being handled. */
  public static Scope current() {
    return SCOPE.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String org = headers.get(ORG);
    if (org == null) {
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "metadata foureyes-org: none (expected: an organisation)"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        Context.current().withValue(SCOPE, new Scope(org)), call, headers, next);
  }
}
