package dev.foureyes.nodeagent.uplink;

import static java.util.Objects.requireNonNull;

import dev.foureyes.nodeagent.gateway.GatewayFailure;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/**
 * The stream as gRPC has it. What arrives becomes an event; one message at a time is asked for, so
 * that they cannot pile up.
 */
final class GatewayStream
    implements Session.Outbound, ClientResponseObserver<ConnectRequest, ConnectResponse> {

  private final SessionEvents events;
  private @Nullable ClientCallStreamObserver<ConnectRequest> call;

  GatewayStream(SessionEvents events) {
    this.events = events;
  }

  void open(Channel channel) {
    var _ = NodeGatewayServiceGrpc.newStub(channel).connect(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ConnectRequest> newCall) {
    call = newCall;
    newCall.disableAutoRequestWithInitial(1);
    newCall.setOnReadyHandler(events::wake);
  }

  @Override
  public void onNext(ConnectResponse message) {
    events.add(new SessionEvents.Received(message));
  }

  @Override
  public void onError(Throwable thrown) {
    events.add(new SessionEvents.Closed(GatewayFailure.of(thrown)));
  }

  @Override
  public void onCompleted() {
    events.add(new SessionEvents.Closed(new GatewayFailure.Failed("the server closed the stream")));
  }

  /** Lets the next message come. */
  void requestNext() {
    call().request(1);
  }

  @Override
  public boolean isReady() {
    return call().isReady();
  }

  @Override
  public void send(ConnectRequest message) {
    call().onNext(message);
  }

  /** Says that nothing more will come. */
  void complete() {
    if (call != null) {
      call.onCompleted();
    }
  }

  void cancel(String why) {
    if (call != null) {
      call.cancel(why, null);
    }
  }

  private ClientCallStreamObserver<ConnectRequest> call() {
    return requireNonNull(call, "the stream is not open");
  }
}
