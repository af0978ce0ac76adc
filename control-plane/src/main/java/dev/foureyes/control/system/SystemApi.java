package dev.foureyes.control.system;

import dev.foureyes.control.access.Answers;
import dev.foureyes.proto.control.v1.GetSystemStatusRequest;
import dev.foureyes.proto.control.v1.SystemServiceGrpc;
import dev.foureyes.proto.control.v1.SystemStatus;
import io.grpc.stub.StreamObserver;

/** How the installation is doing. */
public final class SystemApi extends SystemServiceGrpc.SystemServiceImplBase {

  private final SystemMonitor monitor;

  public SystemApi(SystemMonitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public void getSystemStatus(
      GetSystemStatusRequest request, StreamObserver<SystemStatus> observer) {
    Answers.answer(observer, monitor::status);
  }
}
