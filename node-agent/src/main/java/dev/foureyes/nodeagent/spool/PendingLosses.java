package dev.foureyes.nodeagent.spool;

import com.google.protobuf.Timestamp;
import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.LossRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Losses that no record of the log names yet. Neighbours with the same reason are one. */
final class PendingLosses {

  private final List<LossRecord> losses = new ArrayList<>();

  void add(long firstSeq, long lastSeq, LossReason reason, DueTimes dueTimes) {
    LossRecord.Builder loss =
        LossRecord.newBuilder().setFirstSeq(firstSeq).setLastSeq(lastSeq).setReason(reason);
    dueTimes.oldest().ifPresent(loss::setOldest);
    dueTimes.newest().ifPresent(loss::setNewest);
    add(loss.build());
  }

  void add(LossRecord loss) {
    if (!losses.isEmpty()) {
      LossRecord before = losses.getLast();
      if (before.getReason() == loss.getReason() && before.getLastSeq() + 1 == loss.getFirstSeq()) {
        DueTimes both = DueTimes.of(before).and(DueTimes.of(loss));
        losses.removeLast();
        add(before.getFirstSeq(), loss.getLastSeq(), loss.getReason(), both);
        return;
      }
    }
    losses.add(loss);
  }

  boolean isEmpty() {
    return losses.isEmpty();
  }

  List<LossRecord> all() {
    return List.copyOf(losses);
  }

  void clear() {
    losses.clear();
  }

  /**
   * Between when and when results were due; both absent where no time is known.
   *
   * @param oldest the first
   * @param newest the last
   */
  record DueTimes(Optional<Timestamp> oldest, Optional<Timestamp> newest) {

    static final DueTimes UNKNOWN = new DueTimes(Optional.empty(), Optional.empty());

    static DueTimes of(Optional<Timestamp> due) {
      return new DueTimes(due, due);
    }

    static DueTimes of(LossRecord loss) {
      return new DueTimes(
          loss.hasOldest() ? Optional.of(loss.getOldest()) : Optional.empty(),
          loss.hasNewest() ? Optional.of(loss.getNewest()) : Optional.empty());
    }

    DueTimes and(DueTimes other) {
      Optional<Timestamp> first = oldest;
      if (first.isEmpty()
          || (other.oldest.isPresent() && isBefore(other.oldest.get(), first.get()))) {
        first = other.oldest;
      }
      Optional<Timestamp> last = newest;
      if (last.isEmpty()
          || (other.newest.isPresent() && isBefore(last.get(), other.newest.get()))) {
        last = other.newest;
      }
      return new DueTimes(first, last);
    }

    private static boolean isBefore(Timestamp a, Timestamp b) {
      return a.getSeconds() != b.getSeconds()
          ? a.getSeconds() < b.getSeconds()
          : a.getNanos() < b.getNanos();
    }
  }
}
