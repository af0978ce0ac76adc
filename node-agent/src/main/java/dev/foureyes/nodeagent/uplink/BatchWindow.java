package dev.foureyes.nodeagent.uplink;

import dev.foureyes.nodeagent.spool.SpoolBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/** The batches that are on their way, all of one incarnation. */
final class BatchWindow {

  private final Deque<Sent> sent = new ArrayDeque<>();

  private record Sent(long endSeq, long nanos) {}

  void add(SpoolBatch batch, long nowNanos) {
    sent.add(new Sent(batch.endSeq(), nowNanos));
  }

  /** Takes out what is acknowledged as a whole. */
  void acknowledge(long nextSeq) {
    while (!sent.isEmpty() && sent.getFirst().endSeq <= nextSeq) {
      sent.removeFirst();
    }
  }

  int size() {
    return sent.size();
  }

  boolean isEmpty() {
    return sent.isEmpty();
  }

  /** When the oldest was sent; absent when none is on its way. */
  OptionalLong oldestNanos() {
    return sent.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sent.getFirst().nanos);
  }
}
