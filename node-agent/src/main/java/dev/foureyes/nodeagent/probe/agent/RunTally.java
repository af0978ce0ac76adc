package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.delay.Delays;
import dev.foureyes.nodeagent.time.ServerClock.Reading;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.AgentDirection;
import dev.foureyes.proto.results.v1.AgentPeerResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one run sent to one peer, and what came back. The four times of RFC 8762 are T1, when a
 * packet was sent, T2, when the peer got it, T3, when the peer answered, and T4, when the answer
 * came. Safe for use by many threads.
 */
final class RunTally {

  private enum State {
    WAITING,
    IN_TIME,
    LATE
  }

  /**
   * A packet that went out.
   *
   * @param nanos when, by the ticker
   * @param wallNanos T1, by the wall clock since 1970
   */
  record Sent(long nanos, long wallNanos) {}

  /**
   * When an answer came.
   *
   * @param wallNanos T4, by the wall clock since 1970
   * @param roundTripNanos T4 - T1 by the ticker
   * @param byKernel whether the kernel told it
   */
  record Came(long wallNanos, long roundTripNanos, boolean byKernel) {}

  /** Times of one packet whose answer came in time, in milliseconds; raw ones mix two clocks. */
  private record Times(int place, double rtt, double rawOut, double rawIn) {}

  private final long replyTimeoutNanos;
  private final List<Sent> sent = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final List<Times> times = new ArrayList<>(); // in the order they came
  private final BitSet answers = new BitSet(); // by the peer's count
  private Optional<Answer> newest = Optional.empty(); // the one that knows most
  private Optional<Reading> peerClock = Optional.empty();
  private boolean isCounted;
  private boolean allByKernel = true;
  private int inDuplicates;
  private int inReordered;

  RunTally(long replyTimeoutNanos) {
    this.replyTimeoutNanos = replyTimeoutNanos;
  }

  /** Notes a packet; the next has the next sequence number. */
  synchronized void sent(Sent packet) {
    sent.add(packet);
    states.add(State.WAITING);
  }

  /** The packet with this number; empty when none was sent. */
  synchronized Optional<Sent> find(int sequence) {
    return sequence >= 0 && sequence < sent.size()
        ? Optional.of(sent.get(sequence))
        : Optional.empty();
  }

  synchronized int sentCount() {
    return sent.size();
  }

  /** Takes the answer to a packet that was sent. */
  synchronized void answered(Packet packet, Came came) {
    Answer answer = packet.answer();
    int sequence = answer.asked();
    note(packet);
    if (states.get(sequence) != State.WAITING) {
      inDuplicates++;
      return;
    }
    int place = packet.sequence();
    if (place < answers.length()) {
      inReordered++;
    }
    if (place >= 0 && place < sent.size()) {
      answers.set(place);
    }
    if (came.roundTripNanos > replyTimeoutNanos) {
      states.set(sequence, State.LATE);
    } else {
      states.set(sequence, State.IN_TIME);
      allByKernel &= came.byKernel;
      times.add(times(packet, sent.get(sequence), came));
    }
    notifyAll();
  }

  /** Takes the answer to a query. */
  synchronized void counted(Packet packet) {
    isCounted = true;
    note(packet);
    notifyAll();
  }

  private void note(Packet packet) {
    if (newest.isEmpty() || packet.answer().arrived() >= newest.get().arrived()) {
      newest = Optional.of(packet.answer());
    }
    if (packet.clock().isPresent()) {
      peerClock = packet.clock();
    }
  }

  private static Times times(Packet packet, Sent sent, Came came) {
    long atPeer = packet.sentNanos() - packet.answer().receivedNanos();
    boolean isPossible = atPeer >= 0 && atPeer <= came.roundTripNanos; // else its clock was set
    return new Times(
        packet.sequence(),
        Millis.of(came.roundTripNanos - (isPossible ? atPeer : 0)),
        Millis.of(packet.answer().receivedNanos() - sent.wallNanos),
        Millis.of(came.wallNanos - packet.sentNanos()));
  }

  /**
   * Waits until every packet is answered or has been waited for.
   *
   * @param untilNanos by the ticker
   * @return whether all are answered
   */
  synchronized boolean awaitAll(long untilNanos, Ticker ticker) throws InterruptedException {
    while (states.contains(State.WAITING)) {
      long left = untilNanos - ticker.nanos();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }

  /** Waits for the answer to a query; whether it came. */
  synchronized boolean awaitCount(long untilNanos, Ticker ticker) throws InterruptedException {
    while (!isCounted) {
      long left = untilNanos - ticker.nanos();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }

  /** Packets whose answer came in time. */
  synchronized int received() {
    return times.size();
  }

  synchronized int late() {
    return (int) states.stream().filter(state -> state == State.LATE).count();
  }

  /** Where the peer's clock stands, as it last said. */
  synchronized Optional<Reading> peerClock() {
    return peerClock;
  }

  /**
   * Puts all of it into a result.
   *
   * @param ownClock where this node's clock stands
   */
  synchronized void into(AgentPeerResult.Builder result, Optional<Reading> ownClock) {
    int count = sent.size();
    if (count == 0) {
      return;
    }
    int late = late();
    int received = times.size();
    result
        .setSent(count)
        .setReceived(received)
        .setLate(late)
        .setLost(count - received - late)
        .setLossRatio((count - received) / (double) count)
        .setKernelTimestamps(received > 0 && allByKernel);
    OptionalDouble error = clockError(ownClock);
    error.ifPresent(result::setClockErrorMs);
    AgentDirection.Builder out = AgentDirection.newBuilder().setSent(count);
    AgentDirection.Builder in = AgentDirection.newBuilder();
    losses(out, in, received + late);
    if (received > 0) {
      Delays rtts = new Delays(times.stream().map(Times::rtt).toList());
      roundTrips(result, rtts);
      boolean isUseful = error.isPresent() && error.getAsDouble() <= rtts.average() / 2;
      double peerAhead =
          isUseful
              ? Millis.of(
                  peerClock.orElseThrow().offsetNanos() - ownClock.orElseThrow().offsetNanos())
              : 0;
      List<Double> outs =
          times.stream()
              .sorted(Comparator.comparingInt(Times::place)) // as they came to the peer
              .map(each -> each.rawOut - peerAhead)
              .toList();
      List<Double> ins = times.stream().map(each -> each.rawIn + peerAhead).toList();
      oneWay(out, new Delays(outs), isUseful);
      oneWay(in, new Delays(ins), isUseful);
    }
    result.setOut(out).setIn(in);
  }

  /**
   * What is known of each direction: all when everything came back or the peer could be asked, else
   * nothing, for a packet may have been lost on either way.
   */
  private void losses(AgentDirection.Builder out, AgentDirection.Builder in, int cameBack) {
    int count = sent.size();
    int arrived = newest.map(Answer::arrived).orElse(0);
    in.setSent(Math.max(arrived, cameBack)).setDuplicates(inDuplicates).setReordered(inReordered);
    newest.ifPresent(
        answer -> out.setDuplicates(answer.duplicates()).setReordered(answer.reordered()));
    if (cameBack < count && !isCounted) {
      return;
    }
    int atPeer = Math.clamp(arrived, cameBack, count);
    out.setReceived(atPeer).setLost(count - atPeer);
    out.setLossRatio((count - atPeer) / (double) count);
    in.setSent(atPeer).setReceived(cameBack).setLost(atPeer - cameBack);
    if (atPeer > 0) {
      in.setLossRatio((atPeer - cameBack) / (double) atPeer);
    }
  }

  private static void roundTrips(AgentPeerResult.Builder result, Delays rtts) {
    result
        .setRttMinMs(rtts.min())
        .setRttAvgMs(rtts.average())
        .setRttP50Ms(rtts.percentile(50))
        .setRttP95Ms(rtts.percentile(95))
        .setRttMaxMs(rtts.max());
    if (rtts.count() > 1) {
      result.setRttStddevMs(rtts.standardDeviation());
    }
  }

  /** Differences of delays need no common clock; delays do. */
  private static void oneWay(AgentDirection.Builder direction, Delays delays, boolean isUseful) {
    if (delays.count() > 1) {
      direction
          .setJitterRfc3550Ms(delays.interarrivalJitter())
          .setJitterStddevMs(delays.standardDeviation());
    }
    if (isUseful) {
      direction
          .setDelayMinMs(delays.min())
          .setDelayAvgMs(delays.average())
          .setDelayP50Ms(delays.percentile(50))
          .setDelayP95Ms(delays.percentile(95))
          .setDelayMaxMs(delays.max());
    }
  }

  private OptionalDouble clockError(Optional<Reading> ownClock) {
    return ownClock.isPresent() && peerClock.isPresent()
        ? OptionalDouble.of(Millis.of(ownClock.get().errorNanos() + peerClock.get().errorNanos()))
        : OptionalDouble.empty();
  }
}
