package dev.foureyes.control.result;

import com.google.protobuf.Message;
import dev.foureyes.control.access.Caller;
import dev.foureyes.model.request.ScopeMetadata;
import dev.foureyes.proto.results.v1.ResultServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/**
 * Passes every method of {@code ResultService} on to the process that owns the store, with the
 * caller's organisation.
 */
public final class ResultProxy {

  private static final int DEADLINE_S = 20;

  private ResultProxy() {}

  /**
   * The service as users see it.
   *
   * @param store a channel to the process that owns the store
   */
  public static ServerServiceDefinition over(Channel store) {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(ResultServiceGrpc.getServiceDescriptor());
    for (MethodDescriptor<?, ?> method : ResultServiceGrpc.getServiceDescriptor().getMethods()) {
      add(service, method, store);
    }
    return service.build();
  }

  @SuppressWarnings("unchecked") // whatever its messages are, they are passed on as they are
  private static void add(
      ServerServiceDefinition.Builder service, MethodDescriptor<?, ?> method, Channel store) {
    MethodDescriptor<Message, Message> unary = (MethodDescriptor<Message, Message>) method;
    service.addMethod(
        unary,
        ServerCalls.asyncUnaryCall(
            (request, observer) -> forward(store, unary, request, observer)));
  }

  private static void forward(
      Channel store,
      MethodDescriptor<Message, Message> method,
      Message request,
      StreamObserver<Message> observer) {
    Metadata metadata = new Metadata();
    metadata.put(ScopeMetadata.ORG, Caller.current().scope().org());
    Channel scoped =
        ClientInterceptors.intercept(store, MetadataUtils.newAttachHeadersInterceptor(metadata));
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
    ClientCalls.asyncUnaryCall(scoped.newCall(method, options), request, observer);
  }
}
