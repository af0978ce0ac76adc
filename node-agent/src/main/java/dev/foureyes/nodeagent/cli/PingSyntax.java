package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code probe ping HOST}. */
final class PingSyntax implements ProbeSyntax {

  private static final Flag COUNT =
      Flag.option("--count", "NUMBER", "packets to send, 1 to 100; default 10").letter("-c");
  private static final Flag GAP =
      Flag.option("--gap", "TIME", "from one packet to the next, 10ms to 10s;\ndefault 100ms")
          .letter("-i");
  private static final Flag REPLY_TIMEOUT =
      Flag.option(
              "--reply-timeout",
              "TIME",
              "a reply that takes longer is late, and its packet lost;\n10ms to 10s, default 1s")
          .letter("-W");
  private static final Flag SIZE =
      Flag.option("--size", "BYTES", "data in a packet, 16 to 9000; default 56").letter("-s");
  private static final Flag DSCP =
      Flag.option("--dscp", "NUMBER", "code point of the packets, 0 to 63; default 0");
  private static final Flag DONT_FRAGMENT =
      Flag.toggle("--dont-fragment", "routers must not fragment the packets");
  private static final Flag MAX_LOSS =
      Flag.option(
          "--max-loss",
          "RATIO",
          "failed when more is lost, for example 0.2; default: when\nall is");
  private static final Flag MAX_RTT =
      Flag.option("--max-rtt", "TIME", "failed when the mean round trip takes longer");
  private static final Flag TIMEOUT =
      Flag.option(
          "--timeout",
          "TIME",
          "ended after this time; default: what the packets need, at\nleast 5s");

  private static final Duration NAME_PATIENCE = Duration.ofSeconds(2);
  private static final int DEFAULT_COUNT = 10;
  private static final int DEFAULT_GAP_MS = 100;
  private static final int DEFAULT_REPLY_TIMEOUT_MS = 1_000;

  @Override
  public List<String> names() {
    return List.of("probe ping");
  }

  @Override
  public String operands() {
    return "HOST [OPTION]...";
  }

  @Override
  public String summary() {
    return "echo requests: loss, round trips, jitter";
  }

  @Override
  public String description() {
    return """
    Sends echo requests (ICMP) and says what came back.

      HOST   name or address, an IPv6 address without brackets
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(
        COUNT,
        GAP,
        REPLY_TIMEOUT,
        SIZE,
        DSCP,
        DONT_FRAGMENT,
        MAX_LOSS,
        MAX_RTT,
        ProbeFlags.IPV4,
        ProbeFlags.IPV6);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of(
        "ping.host", "HOST",
        "ping.count", "--count",
        "ping.packet_gap_ms", "--gap",
        "ping.reply_timeout_ms", "--reply-timeout",
        "ping.payload_bytes", "--size",
        "ping.dscp", "--dscp",
        "ping.max_loss_ratio", "--max-loss",
        "ping.max_rtt_avg_ms", "--max-rtt");
  }

  @Override
  public Flag timeoutFlag() {
    return TIMEOUT;
  }

  @Override
  public Duration defaultTimeout(ProbeConfig config) {
    PingProbe ping = config.getPing();
    long count = ping.getCount() == 0 ? DEFAULT_COUNT : ping.getCount();
    long gap = ping.getPacketGapMs() == 0 ? DEFAULT_GAP_MS : ping.getPacketGapMs();
    long patience =
        ping.getReplyTimeoutMs() == 0 ? DEFAULT_REPLY_TIMEOUT_MS : ping.getReplyTimeoutMs();
    Duration needed = Duration.ofMillis(count * gap + patience).plus(NAME_PATIENCE);
    return needed.compareTo(ProbeFlags.DEFAULT_TIMEOUT) > 0 ? needed : ProbeFlags.DEFAULT_TIMEOUT;
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    PingProbe.Builder ping =
        PingProbe.newBuilder()
            .setHost(arguments.onlyWord("HOST", "a name or an address"))
            .setCount(count(arguments, COUNT))
            .setPacketGapMs(millis(arguments, GAP))
            .setReplyTimeoutMs(millis(arguments, REPLY_TIMEOUT))
            .setPayloadBytes(count(arguments, SIZE))
            .setDscp(count(arguments, DSCP))
            .setDontFragment(arguments.has(DONT_FRAGMENT))
            .setAddressFamily(ProbeFlags.family(arguments));
    arguments.<Double>value(MAX_LOSS, Values::ratio).ifPresent(ping::setMaxLossRatio);
    arguments
        .<Duration>value(MAX_RTT, Values::timeout)
        .ifPresent(limit -> ping.setMaxRttAvgMs((double) limit.toMillis()));
    return ProbeConfig.newBuilder().setPing(ping).build();
  }

  private static int count(Arguments arguments, Flag flag) throws UsageException {
    return arguments.<Integer>value(flag, Values::count).orElse(0);
  }

  private static int millis(Arguments arguments, Flag flag) throws UsageException {
    return Math.toIntExact(
        arguments.<Duration>value(flag, Values::timeout).orElse(Duration.ZERO).toMillis());
  }
}
