package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of the peer's runs, and what is answered. Each packet is answered once, so that no more
 * goes back than came. Not safe for several threads.
 */
final class Reflections {

  /** A new run may begin while the one before still ends. */
  private static final int MOST_RUNS = 4;

  private static final int MAX_SEQUENCE = 1_000;

  private final Map<Integer, Run> runs = new LinkedHashMap<>();
  private long peer;
  private int newest;

  private static final class Run {
    final BitSet arrived = new BitSet();
    final BitSet queries = new BitSet();
    int duplicates;
    int reordered;

    Answer answer(long receivedNanos, int asked) {
      return new Answer(receivedNanos, asked, arrived.cardinality(), duplicates, reordered);
    }
  }

  /**
   * Takes a packet of a run.
   *
   * @param receivedNanos when it came, by the wall clock since 1970
   * @return what to answer; empty for one that came before or is of an old run
   */
  Optional<Answer> test(Packet packet, long receivedNanos) {
    int sequence = packet.sequence();
    Optional<Run> found = run(packet);
    if (found.isEmpty() || sequence < 0 || sequence >= MAX_SEQUENCE) {
      return Optional.empty();
    }
    Run run = found.get();
    if (run.arrived.get(sequence)) {
      run.duplicates++;
      return Optional.empty();
    }
    if (sequence < run.arrived.length()) {
      run.reordered++;
    }
    run.arrived.set(sequence);
    return Optional.of(run.answer(receivedNanos, sequence));
  }

  /** Takes a query, and answers it as {@link #test} does. */
  Optional<Answer> query(Packet packet, long receivedNanos) {
    int sequence = packet.sequence();
    Optional<Run> found = run(packet);
    if (found.isEmpty()
        || sequence < 0
        || sequence >= MAX_SEQUENCE
        || found.get().queries.get(sequence)) {
      return Optional.empty();
    }
    found.get().queries.set(sequence);
    return Optional.of(found.get().answer(receivedNanos, sequence));
  }

  private Optional<Run> run(Packet packet) {
    if (packet.nonce() != peer) { // the peer has begun anew, and counts its runs from 0 again
      runs.clear();
      peer = packet.nonce();
      newest = packet.run();
    }
    Run known = runs.get(packet.run());
    if (known != null) {
      return Optional.of(known);
    }
    if (packet.run() < newest) {
      return Optional.empty();
    }
    newest = packet.run();
    if (runs.size() == MOST_RUNS) {
      runs.remove(runs.keySet().iterator().next());
    }
    Run run = new Run();
    runs.put(newest, run);
    return Optional.of(run);
  }
}
