package dev.foureyes.nodeagent.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foureyes.nodeagent.peers.link.EmulatedLink.Quality;
import dev.foureyes.nodeagent.peers.link.Namespace;
import dev.foureyes.nodeagent.peers.link.RoutedNetwork;
import dev.foureyes.nodeagent.probe.agent.PairInside.End;
import dev.foureyes.nodeagent.probe.agent.PairInside.Found;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import dev.foureyes.proto.results.v1.AgentReach;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, each a process in a namespace of its own, with an emulated link and routers between.
 * Needs root, iproute2 and iptables.
 */
class AgentIT {

  private static final String FIRST = "10.77.1.1";
  private static final String SECOND = RoutedNetwork.TARGET_V4;
  private static final String NAT = "10.77.2.1";
  private static final int FIRST_PORT = 20_001;
  private static final int SECOND_PORT = 20_002;
  private static final Quality SLOW = Quality.delaying(Duration.ofMillis(10));
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final AgentProbe MANY =
      AgentProbe.newBuilder().setCount(100).setPacketGapMs(20).setReplyTimeoutMs(1_000).build();

  @TempDir Path directory;

  private static RoutedNetwork network;

  @BeforeAll
  static void open() throws Exception {
    network = new RoutedNetwork(SLOW);
  }

  @AfterAll
  static void close() {
    network.close();
  }

  private Found run(AgentProbe config, int runs) throws Exception {
    return run(config, runs, Pair.of(FIRST, FIRST_PORT, SECOND, SECOND_PORT));
  }

  /** The first is the host behind the link, and its clock is five seconds ahead. */
  private Found run(AgentProbe config, int runs, Pair pair) throws Exception {
    return PairInside.run(
        directory,
        config,
        runs,
        TIMEOUT,
        new End(network.namespace("h"), pair.ofFirst(), Duration.ofSeconds(5)),
        new End(network.namespace("t"), pair.ofSecond(), Duration.ZERO));
  }

  private static AgentPeerResult passed(ProbeResult result) {
    assertThat(result.getFault()).as(result.getError()).isEqualTo(Fault.FAULT_OK);
    return result.getAgent().getPeers(0);
  }

  @Test
  void eachDirectionHasTheDelayOfTheLink() throws Exception {
    network
        .link()
        .quality(Quality.delaying(Duration.ofMillis(20)), Quality.delaying(Duration.ofMillis(60)));
    try {
      Found found = run(MANY, 2);
      AgentPeerResult first = passed(found.byFirst());
      AgentPeerResult second = passed(found.bySecond());

      System.out.printf(
          "agent-to-agent over 20 ms there and 60 ms back: out %.2f ms, in %.2f ms, round trip %.2f"
              + " ms, clock error %.2f ms; seen from the other end: out %.2f ms, in %.2f ms%n",
          first.getOut().getDelayP50Ms(),
          first.getIn().getDelayP50Ms(),
          first.getRttP50Ms(),
          first.getClockErrorMs(),
          second.getOut().getDelayP50Ms(),
          second.getIn().getDelayP50Ms());
      assertThat(first.getReceived()).isEqualTo(100);
      assertThat(first.getRttP50Ms()).isCloseTo(80, within(6.0));
      assertThat(first.getOut().getDelayP50Ms()).isCloseTo(20, within(4.0));
      assertThat(first.getIn().getDelayP50Ms()).isCloseTo(60, within(4.0));
      assertThat(second.getOut().getDelayP50Ms()).isCloseTo(60, within(4.0));
      assertThat(second.getIn().getDelayP50Ms()).isCloseTo(20, within(4.0));
      assertThat(first.getClockErrorMs()).isBetween(2.0, 3.0);
      assertThat(first.getKernelTimestamps()).isTrue();
      assertThat(first.getBehindNat()).isFalse();
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void lossIsSeenInItsDirection() throws Exception {
    network.link().quality(new Quality(Duration.ofMillis(10), Duration.ZERO, 0.2), SLOW);
    try {
      Found found = run(MANY, 1);
      AgentPeerResult first = passed(found.byFirst());
      AgentPeerResult second = passed(found.bySecond());

      System.out.printf(
          "agent-to-agent with 20 %% loss there: out %d of %d, in %d of %d; seen from the other"
              + " end: out %d of %d, in %d of %d%n",
          first.getOut().getLost(),
          first.getOut().getSent(),
          first.getIn().getLost(),
          first.getIn().getSent(),
          second.getOut().getLost(),
          second.getOut().getSent(),
          second.getIn().getLost(),
          second.getIn().getSent());
      assertThat(first.getOut().getLossRatio()).isCloseTo(0.2, within(0.13));
      assertThat(first.getIn().getLost()).isZero();
      assertThat(first.getLost()).isEqualTo(first.getOut().getLost());
      assertThat(second.getOut().getLost()).isZero();
      assertThat(second.getIn().getLossRatio()).isCloseTo(0.2, within(0.13));
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void jitterAndReorderingAreSeenInTheirDirection() throws Exception {
    network.link().quality(SLOW, new Quality(Duration.ofMillis(10), Duration.ofMillis(60), 0));
    try {
      AgentPeerResult first = passed(run(MANY, 2).byFirst()); // the first is cold

      System.out.printf(
          "agent-to-agent with 0 to 60 ms jitter back: out %.2f ms, in %.2f ms; reordered out %d,"
              + " in %d%n",
          first.getOut().getJitterRfc3550Ms(),
          first.getIn().getJitterRfc3550Ms(),
          first.getOut().getReordered(),
          first.getIn().getReordered());
      assertThat(first.getIn().getJitterRfc3550Ms()).isBetween(8.0, 35.0);
      assertThat(first.getIn().getJitterStddevMs()).isCloseTo(60 / Math.sqrt(12), within(8.0));
      assertThat(first.getIn().getReordered()).isPositive();
      assertThat(first.getOut().getJitterRfc3550Ms()).isLessThan(5);
      assertThat(first.getOut().getReordered()).isZero();
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void lateIsNotLost() throws Exception {
    network.link().quality(SLOW, new Quality(Duration.ofMillis(20), Duration.ofMillis(120), 0));
    try {
      AgentProbe config = MANY.toBuilder().setReplyTimeoutMs(100).build();
      AgentPeerResult first = passed(run(config, 1).byFirst());

      assertThat(first.getLate()).isPositive();
      assertThat(first.getLost()).isZero();
      assertThat(first.getReceived() + first.getLate()).isEqualTo(100);
      assertThat(first.getRttMaxMs()).isLessThanOrEqualTo(100);
      assertThat(first.getIn().getLost()).isZero();
      assertThat(first.getOut().getLost()).isZero();
    } finally {
      network.link().quality(SLOW);
    }
  }

  @Test
  void aNatThatKeepsPortsIsPassed() throws Exception {
    withNat(
        List.of(),
        () -> {
          Found found = run(MANY, 1, Pair.of(NAT, FIRST_PORT, SECOND, SECOND_PORT));

          AgentPeerResult first = passed(found.byFirst());
          assertThat(first.getReceived()).isEqualTo(100);
          assertThat(first.getBehindNat()).isTrue();
          assertThat(passed(found.bySecond()).getReceived()).isEqualTo(100);
          assertThat(passed(found.bySecond()).getBehindNat()).isFalse();
        });
  }

  @Test
  void aNatThatChoosesPortsIsNamed_andPingTakesItsPlace() throws Exception {
    withNat(
        List.of("--random"),
        () -> {
          // other ports, for the router may still know those of another test
          Found found = run(MANY, 1, Pair.of(NAT, FIRST_PORT + 10, SECOND, SECOND_PORT + 10));

          ProbeResult first = found.byFirst();
          assertThat(first.getFault()).isEqualTo(Fault.FAULT_PATH);
          assertThat(first.getError())
              .contains("the test cannot get through, this node is behind a NAT");
          AgentPeerResult peer = first.getAgent().getPeers(0);
          assertThat(peer.getReach()).isEqualTo(AgentReach.AGENT_REACH_ECHO_ONLY);
          assertThat(peer.getEcho().getReceived()).isEqualTo(3);
          assertThat(peer.getEcho().getRttAvgMs()).isBetween(20.0, 60.0);
          assertThat(peer.hasRttAvgMs()).as("what ping measured is not the test's").isFalse();
          assertThat(first.getAgent().hasRttAvgMs()).isFalse();
          assertThat(found.bySecond().getFault()).isEqualTo(Fault.FAULT_PATH);
          assertThat(found.bySecond().getError()).contains("a NAT or a firewall may be between");
        });
  }

  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }

  /** Behind the link, the first router translates; what is not for a mapping it drops. */
  private static void withNat(List<String> options, Body body) throws Exception {
    Namespace router = network.namespace("r1");
    List<String> translate =
        new ArrayList<>(
            List.of(
                "iptables",
                "-t",
                "nat",
                "-A",
                "POSTROUTING",
                "-o",
                "l2",
                "-p",
                "udp",
                "-j",
                "MASQUERADE"));
    translate.addAll(options);
    must(router, translate);
    must(router, List.of("iptables", "-A", "INPUT", "-p", "udp", "-j", "DROP"));
    try {
      body.run();
    } finally {
      must(router, List.of("iptables", "-t", "nat", "-F"));
      must(router, List.of("iptables", "-F", "INPUT"));
    }
  }

  private static void must(Namespace namespace, List<String> command) throws Exception {
    assertThat(namespace.run(command).exitCode()).as(String.join(" ", command)).isZero();
  }
}
