package dev.foureyes.nodeagent.probe.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.OriginLookup;
import dev.foureyes.nodeagent.probe.name.ReverseLookup;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureTracesTest {

  private static Optional<PathResult> trace(String config, ErrorPhase phase) throws Exception {
    return trace(config, ProbeResult.newBuilder().setErrorPhase(phase));
  }

  private static Optional<PathResult> trace(String config, ProbeResult.Builder failed)
      throws Exception {
    try (FakeDns dns = FakeDns.with("gone.test 60 AAAA ::1")) {
      PathProbes paths =
          new PathProbes(
              new HostLookup(dns.asSystem()),
              new ReverseLookup(dns.asSystem()),
              new OriginLookup(dns.asSystem(), Optional.empty(), System::nanoTime),
              new Poller(System::nanoTime));
      return new FailureTraces(paths, System::nanoTime)
          .trace(TextFormat.parse(config, ProbeConfig.class), failed);
    }
  }

  @Test
  void aRefusedPortIsReachedAllTheSame() throws Exception {
    int port;
    try (ServerSocket soon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = soon.getLocalPort();
    }
    Optional<PathResult> path =
        trace("tcp { host: '127.0.0.1' port: " + port + " }", ErrorPhase.ERROR_PHASE_CONNECT);
    assertThat(path).isPresent();
    assertThat(path.get().getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
    assertThat(path.get().getHopsList()).hasSize(1);
  }

  @Test
  void aNameThatDoesNotResolveHasNoWay() throws Exception {
    assertThat(trace("tcp { host: 'no.test' port: 1 }", ErrorPhase.ERROR_PHASE_DNS)).isEmpty();
    assertThat(trace("path { host: '127.0.0.1' }", ErrorPhase.ERROR_PHASE_CONNECT)).isEmpty();
  }

  @Test
  void ofSeveralAddressesTheOneThatFailedIsTraced() throws Exception {
    ProbeResult.Builder failed =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_PATH)
            .setErrorPhase(ErrorPhase.ERROR_PHASE_CONNECT);
    failed.getHttpBuilder().addAddressesBuilder().setIp("127.0.0.1").setFault(Fault.FAULT_OK);
    failed.getHttpBuilder().addAddressesBuilder().setIp("127.0.0.2").setFault(Fault.FAULT_PATH);
    assertThat(trace("http { url: 'http://127.0.0.1:9/' }", failed).orElseThrow().getRemoteIp())
        .isEqualTo("127.0.0.2");
  }
}
