package dev.foureyes.nodeagent.probe.ping;

import static dev.foureyes.nodeagent.peers.link.RoutedNetwork.TARGET_V4;
import static dev.foureyes.nodeagent.peers.link.RoutedNetwork.TARGET_V6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import dev.foureyes.nodeagent.peers.link.NodeInside;
import dev.foureyes.nodeagent.peers.link.RoutedNetwork;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.IcmpSocket;
import dev.foureyes.proto.results.v1.PacketAnswer;
import dev.foureyes.proto.results.v1.PingPacket;
import dev.foureyes.proto.results.v1.PingResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root and iproute2: a network of seven namespaces with a slow link of 10 ms each way. */
class PingIT {

  private static final Quality SLOW = Quality.delaying(Duration.ofMillis(10));

  private static RoutedNetwork network;

  @BeforeAll
  static void open() throws Exception {
    network = new RoutedNetwork(SLOW);
  }

  @AfterAll
  static void close() throws Exception {
    network.close();
  }

  private static ProbeResult ping(String arguments) throws Exception {
    return NodeInside.probe(network.namespace("h"), "probe ping " + arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {TARGET_V4, TARGET_V6})
  void measuresWithoutPrivileges(String target) throws Exception {
    ProbeResult result = ping("-c 20 -i 50ms " + target);

    assertThat(result.getFault()).as(result.getError()).isEqualTo(Fault.FAULT_OK);
    PingResult ping = result.getPing();
    assertThat(ping.getSocket()).isEqualTo(IcmpSocket.ICMP_SOCKET_DATAGRAM);
    assertThat(ping.getKernelTimestamps()).isTrue();
    assertThat(ping.getReceived()).isEqualTo(20);
    assertThat(ping.getRttMinMs()).isBetween(20.0, 24.0);
    assertThat(ping.getRttP50Ms()).isBetween(20.0, 30.0);
    assertThat(ping.getReplyHopLimit()).as("64, four routers on the way").isEqualTo(60);
    assertThat(ping.getPacketsList()).hasSize(20).allMatch(PingPacket::hasRttMs);
  }

  @Test
  void rawSocketsAreTheFallback() throws Exception {
    network.namespace("h").set("net/ipv4/ping_group_range", "1 0");
    try {
      for (String target : java.util.List.of(TARGET_V4, TARGET_V6)) {
        PingResult raw =
            NodeInside.privilegedProbe(network.namespace("h"), "probe ping -c 5 " + target)
                .getPing();
        assertThat(raw.getSocket()).isEqualTo(IcmpSocket.ICMP_SOCKET_RAW);
        assertThat(raw.getReceived()).isEqualTo(5);
        assertThat(raw.getDuplicates()).isZero();
        assertThat(raw.getReplyHopLimit()).isEqualTo(60);
        assertThat(raw.getRttMinMs()).isBetween(20.0, 30.0);
      }

      ProbeResult refused = ping(TARGET_V4);
      assertThat(refused.getFault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
      assertThat(refused.getError())
          .isEqualTo(
              "this machine does not let the node send echo requests; allow them to all users with"
                  + " sysctl -w net.ipv4.ping_group_range=\"0 2147483647\", or give this process"
                  + " CAP_NET_RAW");
    } finally {
      network.namespace("h").set("net/ipv4/ping_group_range", "0 2147483647");
    }
  }

  @Test
  void lossIsCounted() throws Exception {
    network.link().quality(new Quality(Duration.ofMillis(10), Duration.ZERO, 0.2));
    try {
      int lostBefore = network.link().lost();
      ProbeResult result = ping("-c 100 -i 10ms -W 300ms --max-loss 0.05 " + TARGET_V4);
      PingResult ping = result.getPing();

      assertThat(ping.getSent()).isEqualTo(100);
      assertThat(100 - ping.getReceived())
          .as("what the link really lost")
          .isEqualTo(network.link().lost() - lostBefore);
      assertThat(ping.getLossRatio()).isCloseTo(0.36, within(0.2));
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(result.getError()).contains("(expected: at most 0.050)");
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void jitterReordersAndLateIsNotLost() throws Exception {
    network.link().quality(new Quality(Duration.ofMillis(10), Duration.ofMillis(60), 0));
    try {
      PingResult ping = ping("-c 60 -i 10ms -W 100ms " + TARGET_V4).getPing();

      assertThat(ping.getReordered()).isPositive();
      assertThat(ping.getLate()).isPositive();
      assertThat(ping.getDuplicates()).isZero();
      assertThat(ping.getJitterStddevMs()).isGreaterThan(5);
      assertThat(ping.getJitterRfc3550Ms()).isGreaterThan(5);
      assertThat(ping.getRttMaxMs()).isLessThanOrEqualTo(100);
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void silenceAndRefusalAreThePaths() throws Exception {
    ProbeResult silent = ping("-c 2 -W 100ms " + RoutedNetwork.SILENT_V4);
    assertThat(silent.getFault()).isEqualTo(Fault.FAULT_PATH);
    assertThat(silent.getError())
        .isEqualTo("10.77.97.9 did not answer 2 echo requests within 100 ms each");
    assertThat(silent.getPing().hasRttAvgMs()).isFalse();
    assertThat(silent.getPing().getLossRatio()).isEqualTo(1);

    ProbeResult refused = ping("-c 2 " + RoutedNetwork.UNREACHABLE_V4);
    assertThat(refused.getFault()).isEqualTo(Fault.FAULT_PATH);
    assertThat(refused.getError())
        .isEqualTo("echo requests to 10.77.98.9 do not arrive; 10.77.2.2 says: host unreachable");
    assertThat(refused.getPing().getRefusals(0).getCount()).isEqualTo(2);

    ProbeResult looping = ping("-c 1 " + RoutedNetwork.LOOPING_V4);
    assertThat(looping.getError()).endsWith("says: hop limit used up on the way");
  }

  @Test
  void packetThatMustNotBeFragmentedSaysWhatFits() throws Exception {
    network.namespace("r4").ip("link set l7 mtu 1400");
    network.namespace("t").ip("link set l7 mtu 1400");
    try {
      ProbeResult result = ping("-c 1 -s 1440 --dont-fragment " + TARGET_V4);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(result.getPing().getRefusals(0).getAnswer())
          .isEqualTo(PacketAnswer.PACKET_ANSWER_TOO_BIG);
      assertThat(result.getPing().getRefusals(0).getMtuBytes()).isEqualTo(1400);
      assertThat(result.getError()).endsWith("(1400 bytes fit)");
      assertThat(ping("-c 1 -s 1440 " + TARGET_V4).getFault())
          .as("routers may fragment it")
          .isEqualTo(Fault.FAULT_OK);
    } finally {
      network.namespace("r4").ip("link set l7 mtu 1500");
      network.namespace("t").ip("link set l7 mtu 1500");
    }
  }

  @Test
  void whatThisMachineCannotSendIsItsOwnFault() throws Exception {
    ProbeResult tooLong = ping("-c 1 -s 2000 --dont-fragment " + TARGET_V4);
    assertThat(tooLong.getFault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
    assertThat(tooLong.getError()).endsWith("they are larger than this machine's link takes");

    ProbeResult noRoute = NodeInside.probe(network.namespace("r2"), "probe ping -c 1 192.0.2.1");
    assertThat(noRoute.getFault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
    assertThat(noRoute.getError()).endsWith("this machine has no route to it");
  }
}
