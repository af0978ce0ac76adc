package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.Locale;

/** What a probe found, for people. */
public final class ProbeText {

  private ProbeText() {}

  /** The report, which ends with a line break. */
  public static String of(ProbeConfig config, ProbeResult result, Style style) {
    Page page = new Page(style);
    switch (config.getProbeCase()) {
      case HTTP -> new HttpText(page).write(config.getHttp(), result);
      case TCP -> new TcpText(page).write(config.getTcp(), result);
      case DNS -> new DnsText(page).write(config.getDns(), result);
      case PING -> new PingText(page).write(config.getPing(), result);
      case PATH -> new PathText(page).write(config.getPath(), result);
      case UDP -> new UdpText(page).write(config.getUdp(), result);
      case BGP -> new BgpText(page).write(config.getBgp(), result);
      case AGENT ->
          throw new IllegalArgumentException(
              "probe: agent-to-agent (expected: one that runs here)");
      case PAGE -> new PageText(page).write(config.getPage(), result);
      case TRANSACTION -> new TransactionText(page).write(config.getTransaction(), result);
      case PROBE_NOT_SET -> throw new IllegalArgumentException("probe: none (expected: one)");
    }
    return page.toString();
  }

  /**
   * How it ended.
   *
   * @param passed what to say when it passed
   */
  static void verdict(Page page, ProbeResult result, String passed) {
    if (result.getFault() == Fault.FAULT_OK) {
      page.verdict(Tone.GOOD, "passed", passed);
      return;
    }
    boolean isRefused = result.getFault() == Fault.FAULT_CONFIG;
    page.verdict(Tone.BAD, isRefused ? "refused" : "failed", result.getError())
        .remark(phase(result.getErrorPhase()) + fault(result.getFault()));
  }

  private static String phase(ErrorPhase phase) {
    return phase == ErrorPhase.ERROR_PHASE_UNSPECIFIED
        ? ""
        : "at: " + phase.name().substring("ERROR_PHASE_".length()).toLowerCase(Locale.ROOT) + "; ";
  }

  private static String fault(Fault fault) {
    return "lies with: "
        + switch (fault) {
          case FAULT_TARGET -> "the target";
          case FAULT_PATH -> "the way to the target";
          case FAULT_NODE_LOCAL -> "this machine or its uplink";
          case FAULT_CONFIG -> "what was asked for";
          case FAULT_INTERNAL, FAULT_OK, FAULT_UNSPECIFIED, UNRECOGNIZED -> "FourEyes (a defect)";
        };
  }
}
