package dev.foureyes.nodeagent.spool;

import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.LossRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a log is lost. A loss is <em>pending</em> until a record of the log names it. Such
 * records are remembered, by their own number, until they are acknowledged: when one of them is
 * lost in turn, what it named is pending again.
 */
final class Losses {

  private final SeqRanges lost = new SeqRanges();
  private final List<LossRecord> pending = new ArrayList<>();
  private final TreeMap<Long, LossRecord> named = new TreeMap<>();

  /** Whether the record of this number is known to be lost. */
  boolean contains(long seq) {
    return lost.contains(seq);
  }

  /** Of the numbers from first to last those that are not known to be lost, ascending. */
  List<SeqRanges.Range> notLost(long first, long last) {
    return lost.missing(first, last);
  }

  /** Notes that records cannot be delivered, and what those of them that named others said. */
  void add(long firstSeq, long lastSeq, LossReason reason, DueTimes dueTimes) {
    lost.add(firstSeq, lastSeq);
    SortedMap<Long, LossRecord> namedHere = named.subMap(firstSeq, true, lastSeq, true);
    namedHere.values().forEach(this::addPending);
    namedHere.clear();
    addPending(firstSeq, lastSeq, reason, dueTimes);
  }

  private void addPending(long firstSeq, long lastSeq, LossReason reason, DueTimes dueTimes) {
    LossRecord.Builder loss =
        LossRecord.newBuilder().setFirstSeq(firstSeq).setLastSeq(lastSeq).setReason(reason);
    dueTimes.oldest().ifPresent(loss::setOldest);
    dueTimes.newest().ifPresent(loss::setNewest);
    addPending(loss.build());
  }

  /** Neighbours with the same reason become one. */
  private void addPending(LossRecord loss) {
    if (!pending.isEmpty()) {
      LossRecord before = pending.getLast();
      if (before.getReason() == loss.getReason() && before.getLastSeq() + 1 == loss.getFirstSeq()) {
        DueTimes both = DueTimes.of(before).and(DueTimes.of(loss));
        pending.removeLast();
        addPending(before.getFirstSeq(), loss.getLastSeq(), loss.getReason(), both);
        return;
      }
    }
    pending.add(loss);
  }

  /** The losses that no record names yet. */
  List<LossRecord> pending() {
    return List.copyOf(pending);
  }

  /** Notes that the pending losses are now named by records with the numbers from this on. */
  void pendingAreNamed(long firstSeq) {
    for (int i = 0; i < pending.size(); i++) {
      named.put(firstSeq + i, pending.get(i));
    }
    pending.clear();
  }

  /** Takes over losses that records on disk name, by the records' numbers. */
  void recovered(SortedMap<Long, LossRecord> losses) {
    losses.values().forEach(loss -> lost.add(loss.getFirstSeq(), loss.getLastSeq()));
    named.putAll(losses);
  }

  /** Forgets what has been acknowledged. Pending losses stay: nobody has heard of them. */
  void removeBelow(long seq) {
    lost.removeBelow(seq);
    named.headMap(seq).clear();
  }

  @Override
  public String toString() {
    return lost.toString();
  }
}
