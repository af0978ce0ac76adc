package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.PingProbe;

/** What a ping probe must be. A zero is the node's default. */
final class PingValidator {

  private static final int DEFAULT_COUNT = 10;
  private static final int MAX_COUNT = 100;
  private static final int DEFAULT_GAP_MS = 100;
  private static final int MAX_DSCP = 63;

  private final Violations violations;
  private final String at;

  /**
   * A validator of one probe.
   *
   * @param at path of the probe, for example {@code test.probe.ping.}
   */
  PingValidator(Violations violations, String at) {
    this.violations = violations;
    this.at = at;
  }

  /** The host and the address family are checked by the caller, as for all probes. */
  void check(PingProbe ping, long timeoutMs) {
    Ranges ranges = new Ranges(violations, at);
    ranges.check("count", ping.getCount(), 1, MAX_COUNT);
    ranges.check("packet_gap_ms", ping.getPacketGapMs(), 10, 10_000);
    ranges.check("reply_timeout_ms", ping.getReplyTimeoutMs(), 10, 10_000);
    ranges.check("payload_bytes", ping.getPayloadBytes(), 16, 9_000);
    long dscp = Integer.toUnsignedLong(ping.getDscp());
    violations.check(dscp <= MAX_DSCP, at + "dscp", dscp, "0 to " + MAX_DSCP);
    checkLength(ping, timeoutMs);
    double loss = ping.getMaxLossRatio();
    violations.check(
        !ping.hasMaxLossRatio() || (loss >= 0 && loss <= 1), at + "max_loss_ratio", loss, "0 to 1");
    double rtt = ping.getMaxRttAvgMs();
    violations.check(
        !ping.hasMaxRttAvgMs() || (rtt > 0 && Double.isFinite(rtt)),
        at + "max_rtt_avg_ms",
        rtt,
        "more than 0");
  }

  /** The last packet must go out before the run ends. */
  private void checkLength(PingProbe ping, long timeoutMs) {
    long count = ping.getCount() == 0 ? DEFAULT_COUNT : Integer.toUnsignedLong(ping.getCount());
    long gap =
        ping.getPacketGapMs() == 0 ? DEFAULT_GAP_MS : Integer.toUnsignedLong(ping.getPacketGapMs());
    long longest = timeoutMs / Math.max(1, count - 1);
    violations.check(
        count > MAX_COUNT || gap * (count - 1) < timeoutMs,
        at + "packet_gap_ms",
        gap,
        "less than "
            + longest
            + ", so that "
            + count
            + " packets go out within the timeout of "
            + timeoutMs
            + " ms");
  }
}
