package dev.foureyes.nodeagent.probe.path;

import static dev.foureyes.nodeagent.peers.link.RoutedNetwork.TARGET_V4;
import static dev.foureyes.nodeagent.peers.link.RoutedNetwork.TARGET_V6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.nodeagent.peers.link.RoutedNetwork;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PacketAnswer;
import dev.foureyes.proto.results.v1.PathEnd;
import dev.foureyes.proto.results.v1.PathHop;
import dev.foureyes.proto.results.v1.PathResponder;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root and iproute2: a network of seven namespaces with a slow link of 5 ms each way. */
class PathIT {

  private static final Quality SLOW = Quality.delaying(Duration.ofMillis(5));

  private static RoutedNetwork network;

  @BeforeAll
  static void open() throws Exception {
    network = new RoutedNetwork(SLOW);
  }

  @AfterAll
  static void close() throws Exception {
    network.close();
  }

  private static ProbeResult trace(String arguments) throws Exception {
    return NodeInside.probe(network.namespace("h"), "trace --no-names " + arguments);
  }

  private static List<String> ips(PathHop hop) {
    return hop.getRespondersList().stream().map(PathResponder::getIp).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--udp", "--icmp", "--tcp --port 9"})
  void allHopsWithoutPrivileges(String protocol) throws Exception {
    ProbeResult result = trace(protocol + " " + TARGET_V4);

    assertThat(result.getFault()).as(result.getError()).isEqualTo(Fault.FAULT_OK);
    PathResult path = result.getPath();
    assertThat(path.getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
    assertThat(path.getHopCount()).isEqualTo(5);
    assertThat(ips(path.getHops(0))).containsExactly("10.77.1.2");
    assertThat(ips(path.getHops(1))).containsExactly("10.77.2.2");
    assertThat(ips(path.getHops(2)))
        .as("one flow takes one way")
        .hasSize(1)
        .containsAnyOf("10.77.3.2", "10.77.4.2");
    assertThat(ips(path.getHops(4))).containsExactly(TARGET_V4);
    for (PathHop hop : path.getHopsList()) {
      assertThat(hop.getSent()).isEqualTo(3);
      assertThat(hop.getReceived()).as(hop.toString()).isEqualTo(3);
      assertThat(hop.getResponders(0).getRttMinMs()).isBetween(10.0, 25.0);
      assertThat(hop.getResponders(0).hasAsn()).isFalse();
    }
    assertThat(path.getLossRatio()).isZero();
    assertThat(path.getPathHash()).matches("[0-9a-f]{16}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--udp", "--icmp", "--tcp --port 9"})
  void allHopsOfIpv6(String protocol) throws Exception {
    PathResult path = trace(protocol + " " + TARGET_V6).getPath();

    assertThat(path.getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
    assertThat(path.getHopCount()).isEqualTo(5);
    assertThat(ips(path.getHops(0))).containsExactly("fd77:1::2");
    assertThat(ips(path.getHops(1))).containsExactly("fd77:2::2");
    assertThat(ips(path.getHops(4))).containsExactly(TARGET_V6);
    assertThat(path.getRttMinMs()).isBetween(10.0, 25.0);
  }

  @Test
  void flowsFindBothWays() throws Exception {
    PathResult path = trace("--flows 16 --queries 1 " + TARGET_V4).getPath();

    assertThat(path.getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
    assertThat(ips(path.getHops(2))).containsExactlyInAnyOrder("10.77.3.2", "10.77.4.2");
    assertThat(path.getPathCount()).isEqualTo(2);
    assertThat(path.getFlowsList())
        .hasSize(16)
        .allSatisfy(flow -> assertThat(flow.getIpsList()).hasSize(5).doesNotContain(""));
  }

  @Test
  void loopIsToldFromSilence() throws Exception {
    ProbeResult loop = trace(RoutedNetwork.LOOPING_V4);
    assertThat(loop.getFault()).isEqualTo(Fault.FAULT_PATH);
    assertThat(loop.getError())
        .isEqualTo(
            "forwarding loop: packets to 10.77.99.9 go round from hop 1 on between 10.77.1.2 and"
                + " 10.77.2.2");
    assertThat(loop.getPath().getEnd()).isEqualTo(PathEnd.PATH_END_LOOP);
    assertThat(loop.getPath().getLoop().getIpsList()).containsExactly("10.77.1.2", "10.77.2.2");

    ProbeResult silent = trace("--reply-timeout 200ms " + RoutedNetwork.SILENT_V4);
    assertThat(silent.getFault()).isEqualTo(Fault.FAULT_PATH);
    assertThat(silent.getPath().getEnd()).isEqualTo(PathEnd.PATH_END_SILENT);
    assertThat(silent.getError()).isEqualTo("nothing answers behind hop 1 (10.77.1.2)");
    assertThat(silent.getPath().hasRttAvgMs()).isFalse();
    assertThat(silent.getPath().hasLossRatio()).as("the target's, not known").isFalse();
  }

  @Test
  void routersThatRefuseAreNamed() throws Exception {
    ProbeResult result = trace(RoutedNetwork.UNREACHABLE_V4);

    assertThat(result.getFault()).isEqualTo(Fault.FAULT_PATH);
    assertThat(result.getPath().getEnd()).isEqualTo(PathEnd.PATH_END_UNREACHABLE);
    assertThat(result.getError())
        .isEqualTo("packets to 10.77.98.9 end at hop 2; 10.77.2.2 says: host unreachable");
  }

  @Test
  void tooFewHopsAreTheConfigurationsFault() throws Exception {
    ProbeResult result = trace("--max-hops 3 " + TARGET_V4);

    assertThat(result.getFault()).isEqualTo(Fault.FAULT_CONFIG);
    assertThat(result.getError())
        .isEqualTo("10.77.7.2 is farther than 3 hops (expected: at most max_hops)");
    assertThat(result.getPath().getHopsCount()).isEqualTo(3);
  }

  @Test
  void silentRouterLeavesAGapAndNothingElse() throws Exception {
    network.namespace("r2").ip("rule add iif lo to 10.77.1.0/24 blackhole");
    try {
      for (String protocol : List.of("--udp", "--icmp")) {
        PathResult path = trace(protocol + " --reply-timeout 300ms " + TARGET_V4).getPath();
        assertThat(path.getEnd()).isEqualTo(PathEnd.PATH_END_REACHED);
        assertThat(path.getHopCount()).isEqualTo(5);
        assertThat(path.getHops(1).getRespondersCount()).isZero();
        assertThat(path.getHops(1).getLossRatio()).isEqualTo(1);
        assertThat(path.getHops(1).getSent()).isEqualTo(3);
        assertThat(path.getHops(2).getReceived()).isEqualTo(3);
      }
    } finally {
      network.namespace("r2").ip("rule del iif lo to 10.77.1.0/24 blackhole");
    }
  }

  @ParameterizedTest
  @CsvSource({"--udp, " + TARGET_V4, "--icmp, " + TARGET_V4, "--udp, " + TARGET_V6})
  void pathMtuIsTheNarrowestLinks(String protocol, String target) throws Exception {
    network.namespace("r4").ip("link set l7 mtu 1400");
    network.namespace("t").ip("link set l7 mtu 1400");
    try {
      assertThat(trace(protocol + " " + target).getPath().getPathMtuBytes()).isEqualTo(1400);
    } finally {
      network.namespace("r4").ip("link set l7 mtu 1500");
      network.namespace("t").ip("link set l7 mtu 1500");
    }
  }

  @Test
  void openPortIsReachedAndToldFromAClosedOne() throws Exception {
    PathResult closed = trace("--tcp --port 9 " + TARGET_V4).getPath();
    assertThat(closed.getTargetAnswer()).isEqualTo(PacketAnswer.PACKET_ANSWER_TCP_REFUSED);
    PathResult udp = trace(TARGET_V4).getPath();
    assertThat(udp.getTargetAnswer()).isEqualTo(PacketAnswer.PACKET_ANSWER_PORT_UNREACHABLE);
  }

  @Test
  void lossIsCountedWhereItIs() throws Exception {
    network.link().quality(new Quality(Duration.ofMillis(5), Duration.ZERO, 0.2));
    try {
      PathResult path =
          trace("--icmp --queries 10 --reply-timeout 100ms --no-mtu " + TARGET_V4).getPath();
      int sent = path.getHopsList().stream().mapToInt(PathHop::getSent).sum();
      int received = path.getHopsList().stream().mapToInt(PathHop::getReceived).sum();
      assertThat(path.getHopCount()).isEqualTo(5);
      assertThat(1 - received / (double) sent).isCloseTo(0.36, within(0.25)); // 1 - 0.8²
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void tableForPeople() throws Exception {
    assertThat(NodeInside.text(network.namespace("h"), "trace --no-names " + TARGET_V4))
        .contains("passed   10.77.7.2 is 5 hops away")
        .contains("hop  address")
        .containsPattern("5 +10\\.77\\.7\\.2 +0\\.0 % +1\\d\\.\\d\\d")
        .contains("path MTU    1500 bytes");
  }
}
