package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.TcpResult;
import java.util.List;

/** What a TCP probe found. */
final class TcpText {

  private final Page page;

  TcpText(Page page) {
    this.page = page;
  }

  void write(TcpProbe config, ProbeResult result) {
    TcpResult tcp = result.getTcp();
    String host = config.getHost();
    page.title("TCP " + (host.contains(":") ? "[" + host + "]" : host) + ":" + config.getPort());
    ProbeText.verdict(
        page,
        result,
        "connected to " + tcp.getRemoteIp() + " in " + Waterfall.ms(tcp.getTotalMs()));
    List<Phase> phases =
        List.of(
            Phase.of("dns", tcp.hasDnsMs(), tcp.getDnsMs()),
            Phase.of("connect", tcp.hasConnectMs(), tcp.getConnectMs()));
    if (tcp.hasDnsMs() || tcp.hasConnectMs()) {
      Waterfall waterfall = new Waterfall(page.style(), Waterfall.end(0, phases));
      page.blank().lines(waterfall.lines(0, phases)).line(waterfall.total());
    }
  }
}
