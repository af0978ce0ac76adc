package dev.foureyes.nodeagent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.spool.SeqRanges.Range;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeqRangesTest {

  private final SeqRanges ranges = new SeqRanges();

  @Test
  void neighboursAndOverlapsBecomeOne() {
    ranges.add(0, 4);
    ranges.add(10, 14);
    ranges.add(5, 5);
    ranges.add(12, 20);
    assertThat(ranges.missing(0, 25)).containsExactly(new Range(6, 9), new Range(21, 25));
  }

  @Test
  void missingOfNothingIsAll() {
    assertThat(ranges.missing(3, 7)).containsExactly(new Range(3, 7));
    assertThat(ranges.missing(3, 2)).isEmpty();
  }

  @Test
  void removeBelowCutsARange() {
    ranges.add(0, 10);
    ranges.removeBelow(6);
    assertThat(ranges.contains(5)).isFalse();
    assertThat(ranges.contains(6)).isTrue();
    assertThat(ranges.missing(6, 10)).isEmpty();
  }

  @Test
  void agreesWithABitSet() {
    SplittableRandom random = new SplittableRandom(7);
    BitSet bits = new BitSet();
    for (int step = 0; step < 2000; step++) {
      int first = random.nextInt(200);
      int last = first + random.nextInt(8) - 1;
      if (random.nextInt(50) == 0) {
        ranges.removeBelow(first);
        bits.clear(0, first);
      } else {
        ranges.add(first, last);
        bits.set(first, Math.max(first, last + 1));
      }
      int at = random.nextInt(220);
      assertThat(ranges.contains(at)).isEqualTo(bits.get(at));
      BitSet missing = new BitSet();
      ranges
          .missing(0, 219)
          .forEach(range -> missing.set((int) range.first(), (int) range.last() + 1));
      BitSet expected = (BitSet) bits.clone();
      expected.flip(0, 220);
      assertThat(missing).isEqualTo(expected);
    }
  }
}
