package dev.foureyes.nodeagent.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import dev.foureyes.proto.common.v1.AgentPeer;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes on this machine, and one with somebody else at the other end. */
class AgentProbesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final AgentProbe QUICK =
      AgentProbe.newBuilder().setCount(10).setPacketGapMs(10).setReplyTimeoutMs(2_000).build();

  private static AgentPeerResult only(ProbeResult result) {
    assertThat(result.getAgent().getPeersList()).as(result.getError()).hasSize(1);
    return result.getAgent().getPeers(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void bothMeasureBothWays(String ip) throws Exception {
    Pair pair = Pair.onLoopback(ip);
    TestNode first = new TestNode();
    TestNode second = new TestNode();
    try (Probe one = first.probe(QUICK, pair.ofFirst());
        Probe other = second.probe(QUICK, pair.ofSecond())) {
      for (ProbeResult result : List.of(first.run(one, TIMEOUT), second.run(other, TIMEOUT))) {
        AgentPeerResult peer = only(result);
        assertThat(result.getFault()).as(result.getError()).isEqualTo(Fault.FAULT_OK);
        assertThat(peer.getReach()).isEqualTo(AgentReach.AGENT_REACH_BOTH_WAYS);
        assertThat(peer.getSent()).isEqualTo(10);
        assertThat(peer.getReceived()).isEqualTo(10);
        assertThat(peer.getKernelTimestamps()).isTrue();
        assertThat(peer.getRttMinMs()).isBetween(0.0, 500.0);
        assertThat(peer.getOut().getReceived()).isEqualTo(10);
        assertThat(peer.getIn().getLost()).isZero();
        assertThat(peer.getBehindNat()).isFalse();
        assertThat(peer.hasClockErrorMs()).as("nobody told the time").isFalse();
        assertThat(result.getAgent().getPeersReached()).isEqualTo(1);
        assertThat(result.getAgent().getLossRatio()).isZero();
        assertThat(result.getAgent().hasRttAvgMs()).isTrue();
      }
    }
  }

  @Test
  void clocksThatDifferByAnHourDoNotMatter() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode first = new TestNode(Duration.ofHours(1)).knowsTheTime(Duration.ofNanos(10));
    TestNode second = new TestNode(Duration.ofHours(-1)).knowsTheTime(Duration.ofNanos(10));
    try (Probe one = first.probe(QUICK, pair.ofFirst());
        Probe other = second.probe(QUICK, pair.ofSecond())) {
      AgentPeerResult peer = only(first.run(one, TIMEOUT));
      assertThat(peer.getClockErrorMs()).isBetween(0.001, 10.0);
      assertThat(peer.getRttAvgMs()).isLessThan(500);
      if (peer.getOut().hasDelayAvgMs()) {
        assertThat(peer.getOut().getDelayAvgMs()).isBetween(-10.0, 500.0);
        assertThat(peer.getIn().getDelayAvgMs()).isBetween(-10.0, 500.0);
      }
      assertThat(only(second.run(other, TIMEOUT)).getReceived()).isEqualTo(10);
    }
  }

  @Test
  void everySocketIsConnected() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode first = new TestNode();
    try (Probe _ = first.probe(QUICK, pair.ofFirst())) {
      String own = ":%04X".formatted(pair.ofFirst().getOwnPort());
      String remote = "0100007F:%04X".formatted(pair.ofFirst().getPeerPort());
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/net/udp"))) {
        assertThat(
                lines.map(line -> line.strip().split("\\s+", -1)).filter(f -> f[1].endsWith(own)))
            .hasSize(1)
            .allSatisfy(fields -> assertThat(fields[2]).isEqualTo(remote));
      }
    }
  }

  @Test
  void aPeerThatIsNotThereIsThePathsUnlessTheServerMissesItToo() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode node = new TestNode();
    try (Probe probe = node.probe(QUICK, pair.ofFirst())) {
      ProbeResult result = node.run(probe, TIMEOUT);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(result.getError())
          .startsWith("node second at 127.0.0.1:" + pair.ofFirst().getPeerPort())
          .contains(
              "and its address says that nothing has the port: the test cannot get through, a NAT"
                  + " or a firewall may be between");
      assertThat(only(result).getReceived()).isZero();
      assertThat(only(result).getLossRatio()).isEqualTo(1);
      assertThat(result.getAgent().hasRttAvgMs()).isFalse();
      assertThat(result.getAgent().getPeersReached()).isZero();
    }
    try (Probe probe = node.probe(QUICK, pair.ofFirst().toBuilder().setAway(true).build())) {
      ProbeResult result = node.run(probe, TIMEOUT);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(result.getError())
          .endsWith("the server has not heard of it for minutes either, it is not running");
    }
  }

  /** Else two nodes whose rounds fall between each other's would miss each other for ever. */
  @Test
  void aLinkStaysOpenAfterARunThatFailed() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode first = new TestNode();
    TestNode second = new TestNode();
    try (Probe one = first.probe(QUICK, pair.ofFirst())) {
      assertThat(first.run(one, TIMEOUT).getFault()).isEqualTo(Fault.FAULT_PATH);
      try (Probe other = second.probe(QUICK, pair.ofSecond())) {
        assertThat(second.run(other, TIMEOUT).getFault()).isEqualTo(Fault.FAULT_OK);
      }
    }
  }

  @Test
  void oneMissingPeerIsNamedAmongOthers() throws Exception {
    Pair good = Pair.onLoopback();
    AgentPeer missing =
        AgentPeer.newBuilder().setNodeId("n3").setNodeName("third").setAway(true).build();
    AgentPeer elsewhere =
        AgentPeer.newBuilder().setNodeId("n4").setNodeName("fourth").setOwnIp("127.0.0.1").build();
    TestNode first = new TestNode();
    TestNode second = new TestNode();
    try (Probe one = first.probe(QUICK, good.ofFirst(), missing, elsewhere);
        Probe _ = second.probe(QUICK, good.ofSecond())) {
      ProbeResult result = first.run(one, TIMEOUT);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_TARGET);
      assertThat(result.getError())
          .isEqualTo(
              "2 of 3 peers: node third has no address that this node can send to: it is not"
                  + " connected to the server");
      assertThat(result.getAgent().getPeers(2).getFault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(result.getAgent().getPeers(2).getError()).contains("--public-address");
      assertThat(result.getAgent().getPeersFailed()).isEqualTo(2);
      assertThat(result.getAgent().getPeers(0).getReceived()).isEqualTo(10);
    }
  }

  @Test
  void aPeerThatCannotTakePartIsTheConfigurations() throws Exception {
    AgentPeer old =
        AgentPeer.newBuilder().setNodeId("n3").setNodeName("third").setUnable(true).build();
    TestNode node = new TestNode();
    try (Probe probe = node.probe(QUICK, old)) {
      ProbeResult result = node.run(probe, TIMEOUT);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(result.getError())
          .startsWith("node third cannot take part in tests between nodes");
    }
  }

  @Test
  void nobodyToMeasureToIsTheConfigurations() throws Exception {
    TestNode node = new TestNode();
    try (Probe probe = node.probe(QUICK)) {
      ProbeResult result = node.run(probe, TIMEOUT);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_CONFIG);
      assertThat(result.getError())
          .isEqualTo("peers: none (expected: at least one other node that the test chooses)");
    }
  }

  @Test
  void aPortThatIsInUseIsThisMachinesUntilItIsFree() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode first = new TestNode();
    TestNode second = new TestNode();
    try (Probe _ = second.probe(QUICK, pair.ofSecond())) {
      DatagramChannel squatter = DatagramChannel.open();
      squatter.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), pair.ofFirst().getOwnPort()));
      try (Probe one = first.probe(QUICK, pair.ofFirst())) {
        ProbeResult result = first.run(one, TIMEOUT);
        assertThat(result.getFault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
        assertThat(result.getError())
            .startsWith("UDP port " + pair.ofFirst().getOwnPort() + " is in use on this machine");
        assertThat(only(result).getReach()).isEqualTo(AgentReach.AGENT_REACH_NOT_TRIED);
        squatter.close();
        assertThat(first.run(one, TIMEOUT).getFault()).isEqualTo(Fault.FAULT_OK);
      }
    }
  }

  @Test
  void limitsAreOfThePathAndNameBothNumbers() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode first = new TestNode();
    TestNode second = new TestNode();
    AgentProbe strict = QUICK.toBuilder().setMaxRttAvgMs(0.0001).build();
    try (Probe one = first.probe(strict, pair.ofFirst());
        Probe _ = second.probe(QUICK, pair.ofSecond())) {
      ProbeResult result = first.run(one, TIMEOUT);
      assertThat(result.getFault()).isEqualTo(Fault.FAULT_PATH);
      assertThat(result.getError())
          .startsWith("mean round trip to node second takes ")
          .endsWith(" ms (expected: at most 0.000 ms)");
    }
  }

  @Test
  void aTestThatChangesKeepsItsLinks() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode first = new TestNode();
    TestNode second = new TestNode();
    try (Probe _ = second.probe(QUICK, pair.ofSecond())) {
      Probe before = first.probe(QUICK, pair.ofFirst());
      assertThat(first.run(before, TIMEOUT).getFault()).isEqualTo(Fault.FAULT_OK);
      AgentPeer renamed = pair.ofFirst().toBuilder().setNodeName("new name").build();
      Probe after = first.probe(QUICK.toBuilder().setCount(5).build(), renamed);
      before.close();
      AgentPeerResult peer = only(first.run(after, TIMEOUT));
      assertThat(peer.getReceived()).isEqualTo(5);
      assertThat(peer.getNodeName()).isEqualTo("new name");
      after.close();
      try (DatagramChannel free = DatagramChannel.open()) {
        free.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), pair.ofFirst().getOwnPort()));
      }
    }
  }

  @Test
  void strangersGetNothing() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode node = new TestNode();
    try (Probe _ = node.probe(QUICK, pair.ofFirst());
        DatagramChannel stranger = DatagramChannel.open();
        FakePeer peer = new FakePeer(pair.ofSecond(), 50)) {
      stranger.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      stranger.configureBlocking(false);
      long nonce = peer.meet();
      InetSocketAddress target =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), pair.ofFirst().getOwnPort());
      byte[] genuine = peer.sealed(peer.packet(Kind.TEST, 0, 0, nonce));
      for (int i = 0; i < 100; i++) {
        stranger.send(ByteBuffer.wrap(genuine), target);
      }
      Random random = new Random(3);
      for (int i = 0; i < 1_000; i++) { // from the peer's own address, as if it was forged
        byte[] junk = i % 2 == 0 ? new byte[random.nextInt(1_500)] : genuine.clone();
        if (i % 2 == 0) {
          random.nextBytes(junk);
        } else {
          junk[random.nextInt(junk.length)] ^= (byte) (1 + random.nextInt(255));
        }
        peer.send(junk);
      }
      peer.send(peer.sealed(peer.packet(Kind.TEST, 0, 1, nonce - 1)));

      assertThat(peer.next(packet -> packet.kind() != Kind.HELLO, QUIET)).isEmpty();
      assertThat(stranger.receive(ByteBuffer.allocate(2_000))).isNull();
      peer.send(genuine);
      assertThat(peer.await(packet -> packet.kind() == Kind.REFLECTION).answer().asked()).isZero();
    }
  }

  @Test
  void recordingsGetNothing() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode node = new TestNode();
    List<byte[]> recorded = new ArrayList<>();
    try (FakePeer peer = new FakePeer(pair.ofSecond(), 50)) {
      try (Probe _ = node.probe(QUICK, pair.ofFirst())) {
        long nonce = peer.meet();
        recorded.add(peer.sealed(peer.packet(Kind.HELLO, 0, 0, 0)));
        recorded.add(peer.sealed(peer.packet(Kind.HELLO, 0, 0, nonce)));
        for (int run = 0; run < 3; run++) {
          for (int i = 0; i < 5; i++) {
            recorded.add(peer.sealed(peer.packet(Kind.TEST, run, i, nonce)));
          }
          recorded.add(peer.sealed(peer.packet(Kind.QUERY, run, 0, nonce)));
        }
        int answers = 0;
        for (byte[] each : recorded) {
          peer.send(each);
        }
        while (peer.next(packet -> packet.kind() != Kind.HELLO, QUIET).isPresent()) {
          answers++;
        }
        assertThat(answers).as("the first time").isEqualTo(18);
        for (byte[] each : recorded) {
          peer.send(each);
        }
        assertThat(peer.next(packet -> packet.kind() != Kind.HELLO, QUIET))
            .as("the second time")
            .isEmpty();
      }
      try (Probe _ = node.probe(QUICK, pair.ofFirst())) { // the node was restarted
        assertThat(peer.await(packet -> packet.kind() == Kind.HELLO).echo()).isZero();
        for (byte[] each : recorded) {
          peer.send(each);
        }
        assertThat(peer.next(packet -> packet.kind() != Kind.HELLO, QUIET)).isEmpty();
      }
    }
  }

  @Test
  void aPeerThatRestartsIsMetAgainAtOnce() throws Exception {
    Pair pair = Pair.onLoopback();
    TestNode node = new TestNode();
    try (Probe _ = node.probe(QUICK, pair.ofFirst());
        FakePeer peer = new FakePeer(pair.ofSecond(), 50)) {
      long nonce = peer.meet();
      peer.restart(60);
      long start = System.nanoTime();
      peer.send(peer.sealed(peer.packet(Kind.HELLO, 0, 0, 0)));
      Packet hello = peer.await(packet -> packet.kind() == Kind.HELLO && packet.echo() == 60);
      assertThat(hello.nonce()).isEqualTo(nonce);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("long before the next keepalive")
          .isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatCannotBeRunIsRefusedWithItsField() {
    TestNode node = new TestNode();
    AgentPeer peer =
        AgentPeer.newBuilder().setIp("192.0.2.1").setOwnPort(20_000).setPeerPort(20_001).build();
    assertRefused(node, QUICK.toBuilder().setCount(101).build(), peer, "agent.count: 101 ");
    assertRefused(
        node, QUICK.toBuilder().setPayloadBytes(111).build(), peer, "agent.payload_bytes: 111 ");
    assertRefused(node, QUICK.toBuilder().setDscp(64).build(), peer, "agent.dscp: 64 ");
    assertRefused(
        node, QUICK.toBuilder().setMaxLossRatio(2).build(), peer, "agent.max_loss_ratio: 2.0 ");
    assertRefused(
        node, QUICK, peer.toBuilder().setIp("example.org").build(), "peers.ip: 'example.org' ");
    assertRefused(
        node, QUICK, peer.toBuilder().setIp("169.254.169.254").build(), "peers.ip: 169.254.");
    assertRefused(node, QUICK, peer.toBuilder().setOwnPort(53).build(), "peers.own_port: 53 ");
    assertRefused(
        node, QUICK, peer.toBuilder().setPeerPort(70_000).build(), "peers.peer_port: 70000 ");
  }

  private static void assertRefused(
      TestNode node, AgentProbe config, AgentPeer peer, String beginning) {
    assertThatThrownBy(() -> node.probe(config, peer))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(beginning);
  }
}
