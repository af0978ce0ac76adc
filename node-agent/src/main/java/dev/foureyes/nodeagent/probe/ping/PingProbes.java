package dev.foureyes.nodeagent.probe.ping;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.icmp.Echo;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.socket.Platform;
import dev.foureyes.nodeagent.socket.Poller;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.common.v1.PingProbe;
import java.time.Duration;

/** Makes ping probes. */
public final class PingProbes {

  private static final int MAX_HOST = 253;
  private static final Duration WARM_UP = Duration.ofMillis(300);

  private final HostLookup lookup;
  private final Poller poller;

  public PingProbes(HostLookup lookup, Poller poller) {
    this.lookup = lookup;
    this.poller = poller;
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when a field is out of its range, or this is not Linux
   */
  public Probe create(PingProbe config) throws InvalidProbeException {
    if (!Platform.isSupported()) {
      throw new InvalidProbeException("ping: not possible here (expected: a node on 64-bit Linux)");
    }
    String host = config.getHost();
    if (host.isBlank() || host.length() > MAX_HOST || host.contains("[")) {
      throw new InvalidProbeException(
          "ping.host: '"
              + host
              + "' (expected: a name or an address without brackets, at most 253 characters)");
    }
    if (config.hasMaxLossRatio()
        && !(config.getMaxLossRatio() >= 0 && config.getMaxLossRatio() <= 1)) {
      throw new InvalidProbeException(
          "ping.max_loss_ratio: " + config.getMaxLossRatio() + " (expected: 0 to 1)");
    }
    if (config.hasMaxRttAvgMs() && !(config.getMaxRttAvgMs() > 0)) {
      throw new InvalidProbeException(
          "ping.max_rtt_avg_ms: " + config.getMaxRttAvgMs() + " (expected: more than 0)");
    }
    var _ = range("dscp", config.getDscp(), 0, 0, 63);
    return new PingCheck(
        config,
        new PingPlan(
            range("count", config.getCount(), 10, 1, 100),
            Duration.ofMillis(range("packet_gap_ms", config.getPacketGapMs(), 100, 10, 10_000)),
            Duration.ofMillis(
                range("reply_timeout_ms", config.getReplyTimeoutMs(), 1_000, 10, 10_000)),
            range("payload_bytes", config.getPayloadBytes(), 56, Echo.MIN_PAYLOAD, 9_000)),
        lookup,
        poller);
  }

  private static int range(String field, int value, int ifZero, int first, int last)
      throws InvalidProbeException {
    if (value == 0) {
      return ifZero;
    }
    if (value < first || value > last) {
      throw new InvalidProbeException(
          "ping."
              + field
              + ": "
              + Integer.toUnsignedLong(value)
              + " (expected: "
              + first
              + " to "
              + last
              + ")");
    }
    return value;
  }

  /** Sends a few packets to this machine itself, for the first of a process take much longer. */
  public void warmUp(Ticker ticker) throws InterruptedException {
    if (!Platform.isSupported()) {
      return;
    }
    try {
      PingProbe config =
          PingProbe.newBuilder().setHost("127.0.0.1").setCount(20).setPacketGapMs(10).build();
      var _ = create(config).run(Deadline.after(WARM_UP, ticker));
    } catch (InvalidProbeException e) {
      throw new IllegalStateException(e); // it is valid
    }
  }
}
