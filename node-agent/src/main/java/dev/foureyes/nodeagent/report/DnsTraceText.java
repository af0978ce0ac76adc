package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.results.v1.DnsTraceResult;
import dev.foureyes.proto.results.v1.DnsTraceStep;
import java.util.List;

/** The walk from the root, a line for each server that was asked. */
final class DnsTraceText {

  private final Page page;

  DnsTraceText(Page page) {
    this.page = page;
  }

  void write(DnsTraceResult trace) {
    if (trace.getStepsCount() > 0) {
      page.blank().table(trace.getStepsList().stream().map(this::row).toList());
    }
  }

  private List<String> row(DnsTraceStep step) {
    return List.of(
        step.getZone(),
        step.getServerName(),
        step.getServer(),
        step.hasRttMs() ? Waterfall.ms(step.getRttMs()) : "-",
        outcome(step));
  }

  private String outcome(DnsTraceStep step) {
    if (!step.getError().isEmpty()) {
      return "failed: " + step.getError();
    }
    if (!step.getReferral().isEmpty()) {
      int servers = step.getReferralServersCount();
      return (page.style().unicode() ? "→ " : "-> ")
          + step.getReferral()
          + (servers == 1 ? " (1 server" : " (" + servers + " servers")
          + (step.getHasDs() ? ", signed)" : ", not signed)");
    }
    return step.getRcode()
        + ", "
        + step.getAnswerCount()
        + (step.getAnswerCount() == 1 ? " answer" : " answers");
  }
}
