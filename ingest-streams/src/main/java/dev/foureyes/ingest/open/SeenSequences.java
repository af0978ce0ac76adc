package dev.foureyes.ingest.open;

import com.google.protobuf.ByteString;
import dev.foureyes.proto.events.v1.IncarnationProgress;
import dev.foureyes.proto.events.v1.NodeProgress;
import dev.foureyes.proto.events.v1.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which sequence numbers of a node were seen. Pure: state in, state out.
 *
 * <p>A batch can come twice (the node did not get the acknowledgement), and a batch that failed can
 * come after its successor. So a high-water mark alone is not enough: what was jumped over is kept
 * as gaps, and closed when it comes.
 */
final class SeenSequences {

  /**
   * An older one than these is forgotten; a repetition of it would still be told by the store's
   * key.
   */
  static final int MAX_INCARNATIONS = 64;

  /**
   * More gaps than these can only come of a node that is out of its mind; the oldest count as seen
   * from then on.
   */
  static final int MAX_GAPS = 1_000;

  private SeenSequences() {}

  /**
   * The state after a range was seen, and what of the range is new.
   *
   * @param fresh ascending, not touching each other
   */
  record Seen(NodeProgress progress, List<SequenceRange> fresh) {
    Seen {
      fresh = List.copyOf(fresh);
    }

    boolean isFresh(long seq) {
      for (SequenceRange range : fresh) {
        if (seq >= range.getFirst() && seq <= range.getLast()) {
          return true;
        }
      }
      return false;
    }
  }

  /** Takes note of the numbers {@code first} to {@code last}, both included. */
  static Seen see(NodeProgress progress, ByteString incarnation, long first, long last) {
    IncarnationProgress before =
        find(progress, incarnation)
            .orElse(IncarnationProgress.newBuilder().setIncarnation(incarnation).build());
    List<SequenceRange> fresh = new ArrayList<>();
    List<SequenceRange> gaps = new ArrayList<>();
    for (SequenceRange gap : before.getGapsList()) {
      split(gap, first, last, fresh, gaps);
    }
    long next = before.getNextSeq();
    if (last >= next) {
      if (first > next) {
        gaps.add(range(next, first - 1));
      }
      fresh.add(range(Math.max(first, next), last));
      next = last + 1;
    }
    IncarnationProgress after =
        IncarnationProgress.newBuilder()
            .setIncarnation(incarnation)
            .setNextSeq(next)
            .addAllGaps(gaps.subList(Math.max(0, gaps.size() - MAX_GAPS), gaps.size()))
            .build();
    return new Seen(replace(progress, after), merged(fresh));
  }

  /** Cuts what is seen out of a gap. */
  private static void split(
      SequenceRange gap,
      long first,
      long last,
      List<SequenceRange> fresh,
      List<SequenceRange> gaps) {
    long from = Math.max(gap.getFirst(), first);
    long to = Math.min(gap.getLast(), last);
    if (from > to) {
      gaps.add(gap);
      return;
    }
    fresh.add(range(from, to));
    if (gap.getFirst() < from) {
      gaps.add(range(gap.getFirst(), from - 1));
    }
    if (to < gap.getLast()) {
      gaps.add(range(to + 1, gap.getLast()));
    }
  }

  private static List<SequenceRange> merged(List<SequenceRange> ranges) {
    List<SequenceRange> merged = new ArrayList<>();
    for (SequenceRange range : ranges) {
      if (!merged.isEmpty() && merged.getLast().getLast() + 1 == range.getFirst()) {
        SequenceRange joined = range(merged.removeLast().getFirst(), range.getLast());
        merged.add(joined);
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private static Optional<IncarnationProgress> find(NodeProgress progress, ByteString incarnation) {
    return progress.getIncarnationsList().stream()
        .filter(one -> one.getIncarnation().equals(incarnation))
        .findFirst();
  }

  /** The one that changed becomes the newest. */
  private static NodeProgress replace(NodeProgress progress, IncarnationProgress after) {
    List<IncarnationProgress> kept = new ArrayList<>();
    for (IncarnationProgress one : progress.getIncarnationsList()) {
      if (!one.getIncarnation().equals(after.getIncarnation())) {
        kept.add(one);
      }
    }
    kept.add(after);
    return NodeProgress.newBuilder()
        .addAllIncarnations(kept.subList(Math.max(0, kept.size() - MAX_INCARNATIONS), kept.size()))
        .build();
  }

  static SequenceRange range(long first, long last) {
    return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
