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
    ProbeText.verdict(page, result, passed(tcp));
    facts(tcp);
    List<Phase> phases =
        List.of(
            Phase.of("dns", tcp.hasDnsMs(), tcp.getDnsMs()),
            Phase.of("connect", tcp.hasConnectMs(), tcp.getConnectMs()),
            Phase.of("tls", tcp.hasTlsMs(), tcp.getTlsMs()),
            Phase.of("dialogue", tcp.hasDialogueMs(), tcp.getDialogueMs()));
    if (tcp.hasDnsMs() || tcp.hasConnectMs()) {
      Waterfall waterfall = new Waterfall(page.style(), Waterfall.end(0, phases));
      page.blank().lines(waterfall.lines(0, phases)).line(waterfall.total());
    }
  }

  private static String passed(TcpResult tcp) {
    String what = tcp.hasDialogueMs() ? "talked to " : "connected to ";
    return what + tcp.getRemoteIp() + " in " + Waterfall.ms(tcp.getTotalMs());
  }

  private void facts(TcpResult tcp) {
    if (!tcp.hasTls() && !tcp.hasDialogueMs()) {
      return;
    }
    page.blank();
    if (tcp.hasTls()) {
      TlsText.facts(page, tcp.getTls());
    }
    if (tcp.hasDialogueMs()) {
      page.fact("sent", tcp.getSentBytes() + " bytes")
          .fact("received", tcp.getReceivedBytes() + " bytes");
      List<String> lines = tcp.getReceivedText().lines().toList();
      lines.forEach(line -> page.fact(line.equals(lines.getFirst()) ? "began with" : "", line));
    }
  }
}
