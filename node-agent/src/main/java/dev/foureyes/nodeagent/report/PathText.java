package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.common.v1.PathProbe;
import dev.foureyes.proto.results.v1.MplsLabel;
import dev.foureyes.proto.results.v1.PacketAnswer;
import dev.foureyes.proto.results.v1.PathHop;
import dev.foureyes.proto.results.v1.PathResponder;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a path probe found: a row for each address that answered. */
final class PathText {

  private final Page page;

  PathText(Page page) {
    this.page = page;
  }

  void write(PathProbe config, ProbeResult result) {
    PathResult path = result.getPath();
    page.title("path to " + config.getHost() + " by " + protocol(config));
    ProbeText.verdict(
        page,
        result,
        path.getRemoteIp()
            + " is "
            + path.getHopCount()
            + (path.getHopCount() == 1 ? " hop" : " hops")
            + " away, "
            + Waterfall.ms(path.getRttAvgMs()));
    if (path.getHopsCount() > 0) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("hop", "address", "name", "loss", "min", "mean", "max", ""));
      path.getHopsList().forEach(hop -> rows.addAll(rows(hop)));
      page.blank().table(rows).blank();
      facts(path);
    }
  }

  private static String protocol(PathProbe config) {
    return switch (config.getProtocol()) {
      case PATH_PROTOCOL_ICMP -> "ICMP";
      case PATH_PROTOCOL_TCP -> "TCP";
      case PATH_PROTOCOL_UDP, PATH_PROTOCOL_UNSPECIFIED, UNRECOGNIZED -> "UDP";
    };
  }

  private static List<List<String>> rows(PathHop hop) {
    String number = Integer.toUnsignedString(hop.getHop());
    if (hop.getRespondersCount() == 0) {
      return List.of(List.of(number, "*"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (PathResponder responder : hop.getRespondersList()) {
      boolean isFirst = rows.isEmpty();
      rows.add(
          List.of(
              isFirst ? number : "",
              responder.getIp(),
              responder.getName(),
              isFirst ? PingText.percent(hop.getLossRatio()) : "",
              ms(responder.getRttMinMs()),
              ms(responder.getRttAvgMs()),
              ms(responder.getRttMaxMs()),
              note(responder)));
    }
    return rows;
  }

  private static String ms(double ms) {
    return String.format(Locale.ROOT, "%.2f", ms);
  }

  private static String note(PathResponder responder) {
    List<String> notes = new ArrayList<>();
    if (responder.hasAsn()) {
      notes.add("AS" + Integer.toUnsignedString(responder.getAsn()));
    }
    if (responder.getAnswer() != PacketAnswer.PACKET_ANSWER_TIME_EXCEEDED) {
      notes.add(
          responder
              .getAnswer()
              .name()
              .substring("PACKET_ANSWER_".length())
              .toLowerCase(Locale.ROOT)
              .replace('_', ' '));
    }
    if (responder.getMplsCount() > 0) {
      notes.add(
          "MPLS "
              + responder.getMplsList().stream()
                  .map(MplsLabel::getLabel)
                  .map(Integer::toUnsignedString)
                  .collect(Collectors.joining("/")));
    }
    return String.join(", ", notes);
  }

  private void facts(PathResult path) {
    if (path.getFlowsCount() > 1) {
      page.fact("paths", path.getPathCount() + " in " + path.getFlowsCount() + " flows");
    }
    if (path.hasPathMtuBytes()) {
      page.fact("path MTU", path.getPathMtuBytes() + " bytes");
    }
    if (path.hasLossRatio()) {
      page.fact("loss", PingText.percent(path.getLossRatio()) + " at the target");
    }
    page.fact("path hash", path.getPathHash());
    if (path.hasDnsMs()) {
      page.fact("dns", Waterfall.ms(path.getDnsMs()));
    }
  }
}
