package dev.foureyes.gateway;

import dev.foureyes.gateway.enrolment.Enrolment;
import dev.foureyes.gateway.session.Sessions;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.EnrollRequest;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import dev.foureyes.proto.node.v1.RenewRequest;
import dev.foureyes.proto.node.v1.RenewResponse;
import io.grpc.stub.StreamObserver;

/** The methods that nodes call. Who calls was checked before. */
final class NodeGateway extends NodeGatewayServiceGrpc.NodeGatewayServiceImplBase {

  private final Enrolment enrolment;
  private final Sessions sessions;

  NodeGateway(Enrolment enrolment, Sessions sessions) {
    this.enrolment = enrolment;
    this.sessions = sessions;
  }

  @Override
  public void enroll(EnrollRequest request, StreamObserver<EnrollResponse> observer) {
    enrolment.enroll(request, observer);
  }

  @Override
  public void renew(RenewRequest request, StreamObserver<RenewResponse> observer) {
    enrolment.renew(request, observer);
  }

  @Override
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> observer) {
    return sessions.connect(observer);
  }
}
