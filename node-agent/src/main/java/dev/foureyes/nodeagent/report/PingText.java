package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.results.v1.IcmpSocket;
import dev.foureyes.proto.results.v1.PingPacket;
import dev.foureyes.proto.results.v1.PingResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a ping probe found. */
final class PingText {

  private static final int EIGHTHS = 8;
  private static final char LOWEST_BLOCK = '▁';

  private final Page page;

  PingText(Page page) {
    this.page = page;
  }

  void write(PingProbe config, ProbeResult result) {
    PingResult ping = result.getPing();
    page.title("ping " + config.getHost());
    ProbeText.verdict(
        page,
        result,
        ping.getReceived()
            + " of "
            + ping.getSent()
            + " answered by "
            + ping.getRemoteIp()
            + (ping.hasRttAvgMs() ? " in " + Waterfall.ms(ping.getRttAvgMs()) : ""));
    if (!ping.hasSent()) {
      return;
    }
    page.blank();
    if (ping.hasRttAvgMs()) {
      page.fact("round trip", trips(ping));
    }
    if (ping.hasJitterStddevMs()) {
      page.fact(
          "jitter",
          Waterfall.ms(ping.getJitterStddevMs())
              + " standard deviation, "
              + Waterfall.ms(ping.getJitterRfc3550Ms())
              + " RFC 3550");
    }
    page.fact("loss", percent(ping.getLossRatio()) + oddities(ping));
    if (page.style().unicode() && ping.hasRttMaxMs()) {
      page.fact("packets", bars(ping.getPacketsList(), ping.getRttMaxMs()));
    }
    if (ping.hasReplyHopLimit()) {
      page.fact("hop limit", Integer.toUnsignedString(ping.getReplyHopLimit()) + " in replies");
    }
    page.fact("sent by", socket(ping));
    if (ping.hasDnsMs()) {
      page.fact("dns", Waterfall.ms(ping.getDnsMs()));
    }
  }

  private static String trips(PingResult ping) {
    return List.of(
            "min " + Waterfall.ms(ping.getRttMinMs()),
            "mean " + Waterfall.ms(ping.getRttAvgMs()),
            "median " + Waterfall.ms(ping.getRttP50Ms()),
            "95 % " + Waterfall.ms(ping.getRttP95Ms()),
            "max " + Waterfall.ms(ping.getRttMaxMs()))
        .stream()
        .collect(Collectors.joining(", "));
  }

  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.1f %%", ratio * 100);
  }

  private static String oddities(PingResult ping) {
    return (ping.getDuplicates() > 0 ? ", " + ping.getDuplicates() + " duplicate" : "")
        + (ping.getReordered() > 0 ? ", " + ping.getReordered() + " reordered" : "")
        + (ping.getLate() > 0 ? ", " + ping.getLate() + " late" : "");
  }

  /** A bar for each packet, from nothing to the longest; a cross for a lost one. */
  private static String bars(List<PingPacket> packets, double maxMs) {
    StringBuilder bars = new StringBuilder();
    for (PingPacket packet : packets) {
      int eighths = Math.clamp(Math.round(packet.getRttMs() / maxMs * EIGHTHS), 1, EIGHTHS);
      bars.append(packet.hasRttMs() ? (char) (LOWEST_BLOCK + eighths - 1) : '×');
    }
    return bars.toString();
  }

  private static String socket(PingResult ping) {
    String kind =
        ping.getSocket() == IcmpSocket.ICMP_SOCKET_RAW
            ? "raw socket (CAP_NET_RAW)"
            : "datagram socket, without privileges";
    return kind + (ping.getKernelTimestamps() ? "; times by the kernel" : "");
  }
}
