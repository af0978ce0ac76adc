package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.icmp.Answers;
import dev.foureyes.nodeagent.socket.Arrival;
import dev.foureyes.nodeagent.socket.IcmpReport;
import dev.foureyes.proto.results.v1.MplsLabel;
import dev.foureyes.proto.results.v1.PacketAnswer;
import java.net.InetAddress;
import java.util.List;

/**
 * What came back for one packet.
 *
 * @param from who answered
 * @param answer what it said
 * @param rttNanos from sending to arrival
 * @param mpls the packet's label stack at the router; empty when it does not say
 * @param nextMtu what fits through the next link, of a packet that was too big; 0 when not said
 * @param isReached whether it comes from the target, and the packet arrived there
 */
record HopAnswer(
    InetAddress from,
    PacketAnswer answer,
    long rttNanos,
    List<MplsLabel> mpls,
    long nextMtu,
    boolean isReached) {

  HopAnswer {
    mpls = List.copyOf(mpls);
  }

  /** The target's own answer. */
  static HopAnswer ofTarget(InetAddress target, PacketAnswer answer, long rttNanos) {
    return new HopAnswer(target, answer, rttNanos, List.of(), 0, true);
  }

  /** A report of the error queue, which the arrival must have. */
  static HopAnswer of(Arrival arrival, IcmpReport report, InetAddress target, long sentNanos) {
    PacketAnswer answer = Answers.of(report);
    boolean isReached =
        report.offender().equals(target)
            && switch (answer) {
              case PACKET_ANSWER_TIME_EXCEEDED,
                  PACKET_ANSWER_TOO_BIG,
                  PACKET_ANSWER_HOST_UNREACHABLE,
                  PACKET_ANSWER_NET_UNREACHABLE ->
                  false;
              default -> true;
            };
    return new HopAnswer(
        report.offender(),
        answer,
        arrival.roundTripNanos(sentNanos),
        MplsLabels.of(arrival.bytes(), report.extensionsAt()),
        report.info(),
        isReached);
  }

  /** Whether no packet of the flow gets further than this. */
  boolean isEnd() {
    return isReached || answer != PacketAnswer.PACKET_ANSWER_TIME_EXCEEDED;
  }
}
