package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.UdpProbe;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.UdpReply;
import dev.foureyes.proto.results.v1.UdpResult;
import java.util.List;
import java.util.Locale;

/** What a UDP probe found. */
final class UdpText {

  private final Page page;

  UdpText(Page page) {
    this.page = page;
  }

  void write(UdpProbe config, ProbeResult result) {
    UdpResult udp = result.getUdp();
    String host = config.getHost();
    page.title("UDP " + (host.contains(":") ? "[" + host + "]" : host) + ":" + config.getPort());
    ProbeText.verdict(
        page, result, udp.getRemoteIp() + " answered in " + Waterfall.ms(udp.getRttMs()));
    if (udp.getReply() != UdpReply.UDP_REPLY_UNSPECIFIED) {
      page.blank()
          .fact("reply", reply(udp.getReply()))
          .fact("remote", udp.getRemoteIp())
          .fact("sent", udp.getSentPackets() == 1 ? "once" : udp.getSentPackets() + " times");
    }
    if (udp.hasResponseBytes()) {
      page.fact("received", udp.getResponseBytes() + " bytes")
          .fact("began with", udp.getReceivedText());
    }
    List<Phase> phases =
        List.of(
            Phase.of("dns", udp.hasDnsMs(), udp.getDnsMs()),
            Phase.of("answer", udp.hasTotalMs(), udp.getTotalMs() - udp.getDnsMs()));
    if (udp.hasDnsMs() || udp.hasTotalMs()) {
      Waterfall waterfall = new Waterfall(page.style(), Waterfall.end(0, phases));
      page.blank().lines(waterfall.lines(0, phases)).line(waterfall.total());
    }
  }

  private static String reply(UdpReply reply) {
    return reply.name().substring("UDP_REPLY_".length()).toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
