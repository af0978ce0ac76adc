package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.socket.ErrnoException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.PathEnd;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Traces one flow: first one packet for each hop until the end is found, then the others in rounds
 * over all hops, so that a short disturbance does not hit all packets of one.
 */
final class FlowTrace {

  /** A hop that was silent before is waited for less: this, or a multiple of the longest answer. */
  private static final Duration SILENT_WAIT = Duration.ofMillis(200);

  private static final int SILENT_FACTOR = 3;

  private final FlowProber prober;
  private final PathPlan plan;
  private final Deadline deadline;
  private final List<Hop> hops = new ArrayList<>();
  private PathEnd end = PathEnd.PATH_END_TIMEOUT;
  private Optional<Loops.Loop> loop = Optional.empty();
  private long longestRttNanos;

  /** Answers of one hop; the packets without one were not answered. */
  static final class Hop {

    private int sent;
    private final List<HopAnswer> answers = new ArrayList<>();

    int sent() {
      return sent;
    }

    List<HopAnswer> answers() {
      return List.copyOf(answers);
    }

    private boolean isReached() {
      return answers.stream().anyMatch(HopAnswer::isReached);
    }
  }

  FlowTrace(FlowProber prober, PathPlan plan, Deadline deadline) {
    this.prober = prober;
    this.plan = plan;
    this.deadline = deadline;
  }

  /** Sends and waits; afterwards the rest can be asked. */
  void run() throws ErrnoException, InterruptedException {
    discover();
    int last = lastHopToAsk();
    for (int round = 1; round < plan.queriesPerHop(); round++) {
      for (int first = 1; first <= last && !deadline.isOver(); first += prober.width()) {
        ask(first, Math.min(last, first + prober.width() - 1));
      }
    }
    cut();
  }

  private void discover() throws ErrnoException, InterruptedException {
    for (int first = 1; first <= plan.maxHops(); first += prober.width()) {
      if (deadline.isOver()) {
        return;
      }
      int last = Math.min(plan.maxHops(), first + prober.width() - 1);
      ask(first, last);
      for (int hop = first; hop <= last; hop++) {
        Optional<PathEnd> found = endAt(hop);
        if (found.isPresent()) {
          end = found.get();
          hops.subList(hop, hops.size()).clear();
          return;
        }
      }
    }
    end = PathEnd.PATH_END_MAX_HOPS;
  }

  private void ask(int first, int last) throws ErrnoException, InterruptedException {
    List<Integer> limits = IntStream.rangeClosed(first, last).boxed().toList();
    while (hops.size() < last) {
      hops.add(new Hop());
    }
    Map<Integer, HopAnswer> answers = prober.probe(limits, 0, waitFor(limits));
    for (int limit : limits) {
      Hop hop = hops.get(limit - 1);
      hop.sent++;
      HopAnswer answer = answers.get(limit);
      if (answer != null) {
        hop.answers.add(answer);
        longestRttNanos = Math.max(longestRttNanos, answer.rttNanos());
      }
    }
  }

  private Duration waitFor(List<Integer> limits) {
    boolean wereSilent =
        limits.stream()
            .map(limit -> hops.get(limit - 1))
            .allMatch(hop -> hop.sent > 0 && hop.answers.isEmpty());
    Duration patience = plan.replyTimeout();
    if (wereSilent) {
      Duration usual = Duration.ofNanos(longestRttNanos * SILENT_FACTOR);
      patience = shorter(patience, usual.compareTo(SILENT_WAIT) > 0 ? usual : SILENT_WAIT);
    }
    return shorter(patience, deadline.remaining());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Optional<PathEnd> endAt(int limit) {
    Hop hop = hops.get(limit - 1);
    if (hop.answers.isEmpty()) {
      int firstSilent = lastAnswered(limit) + 1;
      return limit - firstSilent + 1 >= plan.maxUnknownHops()
          ? Optional.of(PathEnd.PATH_END_SILENT)
          : Optional.empty();
    }
    if (hop.isReached()) {
      return Optional.of(PathEnd.PATH_END_REACHED);
    }
    if (hop.answers.getFirst().isEnd()) {
      return Optional.of(PathEnd.PATH_END_UNREACHABLE);
    }
    loop = Loops.closedBy(addresses().subList(0, limit));
    return loop.map(_ -> PathEnd.PATH_END_LOOP);
  }

  private int lastAnswered(int limit) {
    int last = Math.min(limit, hops.size());
    while (last > 0 && hops.get(last - 1).answers.isEmpty()) {
      last--;
    }
    return last;
  }

  /** Behind the last hop that answered one more is asked, in case it was a lost packet. */
  private int lastHopToAsk() {
    return Math.min(hops.size(), lastAnswered(hops.size()) + 1);
  }

  /** A lost answer of the target lets the first round end too far behind it. */
  private void cut() {
    for (int i = 0; i < hops.size(); i++) {
      if (hops.get(i).isReached()) {
        end = PathEnd.PATH_END_REACHED;
        hops.subList(i + 1, hops.size()).clear();
        return;
      }
    }
    hops.subList(lastHopToAsk(), hops.size()).clear();
  }

  PathEnd end() {
    return end;
  }

  /** Hops by hop limit from 1. When the target was reached it is the last. */
  List<Hop> hops() {
    return List.copyOf(hops);
  }

  /** The address that answered first at each hop. */
  List<Optional<InetAddress>> addresses() {
    return hops.stream().map(hop -> hop.answers.stream().findFirst().map(HopAnswer::from)).toList();
  }

  /** Set when it ended in one. */
  Optional<Loops.Loop> loop() {
    return loop;
  }

  int sourcePort() {
    return prober.sourcePort();
  }
}
