package dev.foureyes.nodeagent.probe.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.peers.FakeDns;
import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.name.OriginLookup;
import dev.foureyes.nodeagent.probe.name.ReverseLookup;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.common.v1.PathProtocol;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PacketAnswer;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathResult;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On loopback; nothing listens on the discard port. */
class PathProbesTest {

  private static final Poller POLLER = new Poller(System::nanoTime);
  private static final int DISCARD = 9;

  private static ProbeOutcome run(FakeDns dns, PathProbe.Builder config) throws Exception {
    return new PathProbes(
            new HostLookup(dns.asSystem()),
            new ReverseLookup(dns.asSystem()),
            new OriginLookup(dns.asSystem(), Optional.empty(), System::nanoTime),
            POLLER)
        .create(config.build())
        .run(Deadline.after(Duration.ofSeconds(5), System::nanoTime));
  }

  private static PathResult path(ProbeOutcome outcome) {
    return ((ProbeDetail.Path) outcome.detail()).value();
  }

  private static PathProbe.Builder to(String host) {
    return PathProbe.newBuilder().setHost(host).setPort(DISCARD).setSkipReverseDns(true);
  }

  @ParameterizedTest
  @EnumSource(names = {"PATH_PROTOCOL_UDP", "PATH_PROTOCOL_ICMP", "PATH_PROTOCOL_TCP"})
  void thisMachineIsOneHopAway(PathProtocol protocol) throws Exception {
    for (String address : new String[] {"127.0.0.1", "::1"}) {
      try (FakeDns dns = FakeDns.silent()) {
        PathProbe.Builder config = to(address).setProtocol(protocol).setFlows(4);
        if (protocol == PathProtocol.PATH_PROTOCOL_ICMP) {
          config.clearPort();
        }
        PathResult path = path(run(dns, config));
        assertThat(path.getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
        assertThat(path.getHopCount()).isEqualTo(1);
        assertThat(path.getHops(0).getSent()).isEqualTo(12);
        assertThat(path.getHops(0).getReceived()).isEqualTo(12);
        assertThat(path.getPathCount()).isEqualTo(1);
        assertThat(path.getRttAvgMs()).isBetween(0.001, 500.0);
        assertThat(path.getFlowsList()).extracting("sourcePort_").doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void openPortIsToldFromAClosedOne() throws Exception {
    try (FakeDns dns = FakeDns.silent();
        ScriptedServer server = ScriptedServer.answering("")) {
      PathProbe.Builder tcp =
          to("127.0.0.1").setProtocol(PathProtocol.PATH_PROTOCOL_TCP).setQueriesPerHop(1);
      assertThat(path(run(dns, tcp)).getTargetAnswer())
          .isEqualTo(PacketAnswer.PACKET_ANSWER_TCP_REFUSED);
      assertThat(path(run(dns, tcp.setPort(server.port()))).getTargetAnswer())
          .isEqualTo(PacketAnswer.PACKET_ANSWER_TCP_OPEN);
    }
  }

  @Test
  void hopsHaveNames() throws Exception {
    try (FakeDns dns = FakeDns.with("1.0.0.127.in-addr.arpa. 60 PTR gateway.test.")) {
      PathResult path = path(run(dns, to("127.0.0.1").setSkipReverseDns(false)));
      assertThat(path.getHops(0).getResponders(0).getName()).isEqualTo("gateway.test");
    }
  }

  @Test
  void resolverThatIsSilentCostsLittleAndNoResult() throws Exception {
    try (FakeDns dns = FakeDns.silent()) {
      var _ = run(dns, to("127.0.0.1").setSkipReverseDns(false)); // loads classes
      long start = System.nanoTime();
      ProbeOutcome outcome = run(dns, to("127.0.0.1").setSkipReverseDns(false));
      assertThat(outcome).isInstanceOf(ProbeOutcome.Passed.class);
      assertThat(path(outcome).getHops(0).getResponders(0).getName()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "fd00:ec2::254", "cloud.test"})
  void forbiddenAddressesGetNoPacket(String host) throws Exception {
    try (FakeDns dns = FakeDns.with("cloud.test. 60 A 169.254.169.254")) {
      ProbeOutcome outcome = run(dns, to(host));
      assertThat(((ProbeOutcome.Failed) outcome).failure().fault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(path(outcome).getHopsCount()).isZero();
    }
  }

  @Test
  void wrongFieldsAreNamed() throws Exception {
    refused("path.host: '' (expected: a name or", path -> path.setHost(""));
    refused("path.protocol: 9 (expected: one that", path -> path.setProtocolValue(9));
    refused("path.port: 65536 (expected: 1 to 65535)", path -> path.setPort(65_536));
    refused(
        "path.port: 9 (expected: none with ICMP)",
        path -> path.setProtocol(PathProtocol.PATH_PROTOCOL_ICMP));
    refused("path.max_hops: 65 (expected: 1 to 64)", path -> path.setMaxHops(65));
    refused("path.flows: 17 (expected: 1 to 16)", path -> path.setFlows(17));
    refused("path.queries_per_hop: 4294967295", path -> path.setQueriesPerHop(-1));
  }

  private static void refused(String message, Consumer<PathProbe.Builder> change) throws Exception {
    PathProbe.Builder config = to("127.0.0.1");
    change.accept(config);
    try (FakeDns dns = FakeDns.silent()) {
      assertThatThrownBy(() -> run(dns, config))
          .isInstanceOf(InvalidProbeException.class)
          .hasMessageStartingWith(message);
    }
  }
}
