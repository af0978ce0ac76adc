package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.control.Refusal;
import dev.foureyes.proto.common.v1.AgentProbe;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.Test;
import java.util.List;
import java.util.function.Consumer;

class AgentValidatorTest {

  private static List<String> violations(Test.Builder test) {
    return new TestValidator("test.").check(test.build()).isEmpty()
        ? List.of()
        : Refusal.of(() -> new TestValidator("test.").check(test.build()).throwIfAny())
            .violations();
  }

  private static void assertWrong(Consumer<AgentProbe.Builder> change, String violation) {
    Test.Builder test = TestFixture.agent("t");
    change.accept(test.getProbeBuilder().getAgentBuilder());
    assertThat(violations(test)).containsExactly(violation);
  }

  @org.junit.jupiter.api.Test
  void defaultsAreGood() {
    assertThat(violations(TestFixture.agent("t"))).isEmpty();
    assertThat(violations(TestFixture.agent("t").setPeers(NodeSelector.getDefaultInstance())))
        .isEmpty();
  }

  @org.junit.jupiter.api.Test
  void whatIsWrongIsNamed() {
    assertWrong(
        agent -> agent.setCount(101).setPacketGapMs(10),
        "test.probe.agent.count: 101 (expected: 1 to 100, or 0 for the default)");
    assertWrong(
        agent -> agent.setPayloadBytes(111),
        "test.probe.agent.payload_bytes: 111 (expected: 112 to 1400, or 0 for the default)");
    assertWrong(agent -> agent.setDscp(64), "test.probe.agent.dscp: 64 (expected: 0 to 63)");
    assertWrong(
        agent -> agent.setMaxLossRatio(1.5),
        "test.probe.agent.max_loss_ratio: 1.5 (expected: 0 to 1)");
    assertWrong(
        agent -> agent.setMaxRttAvgMs(0),
        "test.probe.agent.max_rtt_avg_ms: 0.0 (expected: more than 0)");
    assertWrong(
        agent -> agent.setMaxJitterMs(Double.NaN),
        "test.probe.agent.max_jitter_ms: NaN (expected: more than 0)");
  }

  @org.junit.jupiter.api.Test
  void aRunMustHaveTheTimeToTellLateFromLost() {
    assertWrong(
        agent -> agent.setPacketGapMs(500),
        "test.probe.agent.packet_gap_ms: 500 (expected: one with which 20 packets and 1000 ms for"
            + " the answer to the last take less than the timeout of 5000 ms; now 10500 ms)");
  }

  @org.junit.jupiter.api.Test
  void onlyTestsBetweenNodesHavePeers() {
    assertThat(violations(TestFixture.ping("t").setPeers(NodeSelector.getDefaultInstance())))
        .containsExactly(
            "test.peers: \"set\" (expected: not set, for tests that are not agent-to-agent)");
  }
}
