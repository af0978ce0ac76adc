package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.AgentProbe;

/** What a probe between nodes must be. A zero is the node's default. */
final class AgentValidator {

  private static final int DEFAULT_COUNT = 20;
  private static final int MAX_COUNT = 100;
  private static final int DEFAULT_GAP_MS = 100;
  private static final int DEFAULT_REPLY_TIMEOUT_MS = 1_000;
  private static final int MAX_DSCP = 63;

  private final Violations violations;
  private final String at;

  /**
   * A validator of one probe.
   *
   * @param at path of the probe, for example {@code test.probe.agent.}
   */
  AgentValidator(Violations violations, String at) {
    this.violations = violations;
    this.at = at;
  }

  void check(AgentProbe agent, long timeoutMs) {
    Ranges ranges = new Ranges(violations, at);
    ranges.check("count", agent.getCount(), 1, MAX_COUNT);
    ranges.check("packet_gap_ms", agent.getPacketGapMs(), 10, 10_000);
    ranges.check("reply_timeout_ms", agent.getReplyTimeoutMs(), 10, 10_000);
    ranges.check("payload_bytes", agent.getPayloadBytes(), 112, 1_400);
    long dscp = Integer.toUnsignedLong(agent.getDscp());
    violations.check(dscp <= MAX_DSCP, at + "dscp", dscp, "0 to " + MAX_DSCP);
    checkLength(agent, timeoutMs);
    double loss = agent.getMaxLossRatio();
    violations.check(
        !agent.hasMaxLossRatio() || (loss >= 0 && loss <= 1),
        at + "max_loss_ratio",
        loss,
        "0 to 1");
    checkLimit("max_rtt_avg_ms", agent.hasMaxRttAvgMs(), agent.getMaxRttAvgMs());
    checkLimit("max_jitter_ms", agent.hasMaxJitterMs(), agent.getMaxJitterMs());
  }

  private void checkLimit(String field, boolean isSet, double value) {
    violations.check(
        !isSet || (value > 0 && Double.isFinite(value)), at + field, value, "more than 0");
  }

  /** The last packet must go out, and be waited for, before the run ends: late is not lost. */
  private void checkLength(AgentProbe agent, long timeoutMs) {
    long count = orDefault(agent.getCount(), DEFAULT_COUNT);
    long gap = orDefault(agent.getPacketGapMs(), DEFAULT_GAP_MS);
    long reply = orDefault(agent.getReplyTimeoutMs(), DEFAULT_REPLY_TIMEOUT_MS);
    long length = gap * (Math.min(count, MAX_COUNT) - 1) + reply;
    violations.check(
        length < timeoutMs,
        at + "packet_gap_ms",
        gap,
        "one with which "
            + count
            + " packets and "
            + reply
            + " ms for the answer to the last take less than the timeout of "
            + timeoutMs
            + " ms; now "
            + length
            + " ms");
  }

  private static long orDefault(int value, int ifZero) {
    return value == 0 ? ifZero : Integer.toUnsignedLong(value);
  }
}
