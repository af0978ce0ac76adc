package dev.foureyes.nodeagent.probe.ping;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.icmp.Answers;
import dev.foureyes.proto.common.v1.PingProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.IcmpRefusal;
import dev.foureyes.proto.results.v1.PacketAnswer;
import dev.foureyes.proto.results.v1.PingResult;
import java.net.InetAddress;
import java.util.Locale;

/**
 * Whether a run passed. Silence is the path's fault, as it is of a TCP connection that gets no
 * answer; so is what a router refuses. What the target itself refuses is the target's.
 */
final class PingVerdict {

  private final PingProbe config;
  private final PingPlan plan;
  private final String target;

  PingVerdict(PingProbe config, PingPlan plan, InetAddress target) {
    this.config = config;
    this.plan = plan;
    this.target = AddressText.of(target);
  }

  /**
   * Checks a complete result.
   *
   * @throws ProbeFailedException when it did not pass
   */
  void check(PingResult.Builder result) throws ProbeFailedException {
    if (result.getReceived() == 0 && !allowsTotalLoss()) {
      throw result.getRefusalsCount() > 0 ? refused(result.getRefusals(0)) : silent(result);
    }
    if (config.hasMaxLossRatio() && result.getLossRatio() > config.getMaxLossRatio()) {
      throw failed(
          Fault.FAULT_PATH,
          "loss to "
              + target
              + " is "
              + number(result.getLossRatio())
              + " (expected: at most "
              + number(config.getMaxLossRatio())
              + ")");
    }
    if (config.hasMaxRttAvgMs() && result.getRttAvgMs() > config.getMaxRttAvgMs()) {
      throw failed(
          Fault.FAULT_PATH,
          "mean round trip to "
              + target
              + " takes "
              + number(result.getRttAvgMs())
              + " ms (expected: at most "
              + number(config.getMaxRttAvgMs())
              + " ms)");
    }
  }

  private boolean allowsTotalLoss() {
    return config.hasMaxLossRatio() && config.getMaxLossRatio() >= 1;
  }

  private ProbeFailedException silent(PingResult.Builder result) {
    int sent = result.getSent();
    String packets = sent + (sent == 1 ? " echo request" : " echo requests");
    return failed(
        Fault.FAULT_PATH,
        result.getLate() > 0
            ? target
                + " answered "
                + packets
                + " later than "
                + plan.replyTimeout().toMillis()
                + " ms"
            : target
                + " did not answer "
                + packets
                + " within "
                + plan.replyTimeout().toMillis()
                + " ms each");
  }

  private ProbeFailedException refused(IcmpRefusal refusal) {
    boolean isTarget =
        refusal.getIp().equals(target)
            && refusal.getAnswer() != PacketAnswer.PACKET_ANSWER_TIME_EXCEEDED;
    return failed(
        isTarget ? Fault.FAULT_TARGET : Fault.FAULT_PATH,
        "echo requests to "
            + target
            + " do not arrive; "
            + refusal.getIp()
            + " says: "
            + Answers.words(refusal.getAnswer())
            + (refusal.hasMtuBytes()
                ? " (" + Integer.toUnsignedLong(refusal.getMtuBytes()) + " bytes fit)"
                : ""));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static ProbeFailedException failed(Fault fault, String sentence) {
    return new ProbeFailedException(new Failure(fault, ErrorPhase.ERROR_PHASE_WAIT, sentence));
  }
}
