package dev.foureyes.nodeagent.probe.ping;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.delay.Delays;
import dev.foureyes.nodeagent.probe.icmp.Answers;
import dev.foureyes.nodeagent.socket.IcmpReport;
import dev.foureyes.proto.results.v1.IcmpRefusal;
import dev.foureyes.proto.results.v1.PacketAnswer;
import dev.foureyes.proto.results.v1.PingPacket;
import dev.foureyes.proto.results.v1.PingResult;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Counts what was sent and what came back. */
final class PingTally {

  private static final int MAX_REFUSALS = 8;

  private enum State {
    WAITING,
    ANSWERED,
    LATE,
    REFUSED
  }

  private record Sender(InetAddress from, PacketAnswer answer) {}

  private final long startNanos;
  private final long replyTimeoutNanos;
  private final List<Long> sentNanos = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final Map<Integer, Double> rtts = new LinkedHashMap<>(); // in order of arrival
  private final Map<Sender, IcmpRefusal.Builder> refusals = new LinkedHashMap<>();
  private int duplicates;
  private int reordered;
  private int late;
  private int latest = -1;
  private boolean allKernelTimes = true;
  private OptionalInt hopLimit = OptionalInt.empty();

  PingTally(long startNanos, long replyTimeoutNanos) {
    this.startNanos = startNanos;
    this.replyTimeoutNanos = replyTimeoutNanos;
  }

  void sent(long nanos) {
    sentNanos.add(nanos);
    states.add(State.WAITING);
  }

  /** When a packet went out; it must be one of them. */
  long sentNanos(int sequence) {
    return sentNanos.get(sequence);
  }

  boolean wasSent(int sequence) {
    return sequence < sentNanos.size();
  }

  void replied(int sequence, long rttNanos, boolean byKernel, OptionalInt replyHopLimit) {
    switch (states.get(sequence)) {
      case ANSWERED, LATE -> {
        duplicates++;
        return;
      }
      case WAITING, REFUSED -> {}
    }
    hopLimit = replyHopLimit;
    if (rttNanos > replyTimeoutNanos) {
      late++;
      states.set(sequence, State.LATE);
      return;
    }
    if (sequence < latest) {
      reordered++;
    }
    latest = Math.max(latest, sequence);
    allKernelTimes &= byKernel;
    states.set(sequence, State.ANSWERED);
    rtts.put(sequence, Millis.of(rttNanos));
  }

  void refused(int sequence, IcmpReport report) {
    if (states.get(sequence) == State.WAITING) {
      states.set(sequence, State.REFUSED);
    }
    Sender sender = new Sender(report.offender(), Answers.of(report));
    IcmpRefusal.Builder refusal = refusals.get(sender);
    if (refusal == null) {
      if (refusals.size() == MAX_REFUSALS) {
        return;
      }
      refusal =
          IcmpRefusal.newBuilder()
              .setIp(AddressText.of(report.offender()))
              .setAnswer(sender.answer);
      refusals.put(sender, refusal);
    }
    refusal.setCount(refusal.getCount() + 1);
    if (sender.answer == PacketAnswer.PACKET_ANSWER_TOO_BIG && report.info() > 0) {
      refusal.setMtuBytes((int) report.info());
    }
  }

  /** Until when a packet is waited for whose reply has not come; empty when there is none. */
  java.util.OptionalLong waitsUntil() {
    int last = states.lastIndexOf(State.WAITING);
    return last < 0
        ? java.util.OptionalLong.empty()
        : java.util.OptionalLong.of(sentNanos.get(last) + replyTimeoutNanos);
  }

  int sentCount() {
    return sentNanos.size();
  }

  int received() {
    return rtts.size();
  }

  List<IcmpRefusal> refusals() {
    return refusals.values().stream().map(IcmpRefusal.Builder::build).toList();
  }

  /** Puts all of it into a result. */
  void into(PingResult.Builder result) {
    int sent = sentNanos.size();
    if (sent == 0) {
      return;
    }
    for (int i = 0; i < sent; i++) {
      PingPacket.Builder packet =
          PingPacket.newBuilder().setSentMs(Millis.of(sentNanos.get(i) - startNanos));
      Double rtt = rtts.get(i);
      if (rtt != null) {
        packet.setRttMs(rtt);
      }
      result.addPackets(packet);
    }
    result
        .setSent(sent)
        .setReceived(rtts.size())
        .setDuplicates(duplicates)
        .setReordered(reordered)
        .setLate(late)
        .setLossRatio((sent - rtts.size()) / (double) sent)
        .setKernelTimestamps(!rtts.isEmpty() && allKernelTimes)
        .addAllRefusals(refusals());
    hopLimit.ifPresent(result::setReplyHopLimit);
    if (!rtts.isEmpty()) {
      statistics(new Delays(List.copyOf(rtts.values())), result);
    }
  }

  private static void statistics(Delays trips, PingResult.Builder result) {
    result
        .setRttMinMs(trips.min())
        .setRttAvgMs(trips.average())
        .setRttP50Ms(trips.percentile(50))
        .setRttP95Ms(trips.percentile(95))
        .setRttMaxMs(trips.max());
    if (trips.count() > 1) {
      result
          .setJitterStddevMs(trips.standardDeviation())
          .setJitterRfc3550Ms(trips.interarrivalJitter());
    }
  }
}
