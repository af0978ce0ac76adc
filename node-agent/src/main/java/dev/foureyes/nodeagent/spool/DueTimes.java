package dev.foureyes.nodeagent.spool;

import com.google.protobuf.Timestamp;
import dev.foureyes.proto.node.v1.LossRecord;
import java.util.Optional;

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
    if (last.isEmpty() || (other.newest.isPresent() && isBefore(last.get(), other.newest.get()))) {
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
