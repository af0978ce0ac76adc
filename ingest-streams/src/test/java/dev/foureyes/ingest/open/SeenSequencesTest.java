package dev.foureyes.ingest.open;

import static dev.foureyes.ingest.open.SeenSequences.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foureyes.ingest.open.SeenSequences.Seen;
import dev.foureyes.proto.events.v1.NodeProgress;
import dev.foureyes.proto.events.v1.SequenceRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenSequencesTest {

  private static final ByteString A = ByteString.copyFromUtf8("incarnation-a---");
  private static final ByteString B = ByteString.copyFromUtf8("incarnation-b---");

  private NodeProgress progress = NodeProgress.getDefaultInstance();

  private List<SequenceRange> see(ByteString incarnation, long first, long last) {
    Seen seen = SeenSequences.see(progress, incarnation, first, last);
    progress = seen.progress();
    return seen.fresh();
  }

  @Test
  void aRepetitionIsNotFresh() {
    assertThat(see(A, 0, 9)).containsExactly(range(0, 9));
    assertThat(see(A, 0, 9)).isEmpty();
    assertThat(see(A, 5, 14)).as("only what is behind the mark").containsExactly(range(10, 14));
  }

  @Test
  void aBatchThatComesAfterItsSuccessorFillsTheGap() {
    see(A, 0, 4);
    assertThat(see(A, 10, 14)).containsExactly(range(10, 14));
    assertThat(see(A, 5, 9)).containsExactly(range(5, 9));
    assertThat(see(A, 5, 9)).isEmpty();
    assertThat(progress.getIncarnations(0).getGapsList()).isEmpty();
  }

  @Test
  void aRangeOverSeveralGapsIsFreshInTheGapsOnly() {
    see(A, 0, 1);
    see(A, 4, 5);
    see(A, 8, 9);
    assertThat(see(A, 1, 11)).containsExactly(range(2, 3), range(6, 7), range(10, 11));
  }

  @Test
  void incarnationsDoNotMix() {
    see(A, 0, 9);
    assertThat(see(B, 0, 9)).containsExactly(range(0, 9));
    assertThat(see(A, 3, 3)).isEmpty();
  }

  @Test
  void onlySoManyIncarnationsAreRemembered() {
    for (int i = 0; i < SeenSequences.MAX_INCARNATIONS + 5; i++) {
      see(ByteString.copyFromUtf8("incarnation-%04d".formatted(i)), 0, 9);
      see(A, i, i); // in use, so never the oldest
    }
    assertThat(progress.getIncarnationsCount()).isEqualTo(SeenSequences.MAX_INCARNATIONS);
    assertThat(see(A, 0, 3)).isEmpty();
  }

  @Test
  void onlySoManyGapsAreRemembered() {
    for (int i = 0; i <= SeenSequences.MAX_GAPS + 10; i++) {
      see(A, 2L * i, 2L * i);
    }
    assertThat(progress.getIncarnations(0).getGapsCount()).isEqualTo(SeenSequences.MAX_GAPS);
  }

  /** However batches are cut, repeated and shuffled, each number is fresh exactly once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void eachNumberIsFreshOnce(long seed) {
    Random random = new Random(seed);
    List<SequenceRange> batches = new ArrayList<>();
    long next = 0;
    while (next < 2_000) {
      long size = 1L + random.nextInt(50);
      batches.add(range(next, next + size - 1));
      next += size;
    }
    List<SequenceRange> sent = new ArrayList<>(batches);
    for (int i = 0; i < 100; i++) { // sent again, cut otherwise
      long first = random.nextInt((int) next);
      sent.add(range(first, Math.min(next - 1, first + random.nextInt(80))));
    }
    Collections.shuffle(sent, random);

    Set<Long> fresh = new HashSet<>();
    for (SequenceRange batch : sent) {
      for (SequenceRange range : see(A, batch.getFirst(), batch.getLast())) {
        for (long seq = range.getFirst(); seq <= range.getLast(); seq++) {
          assertThat(fresh.add(seq)).as("seed %d: %d is fresh again", seed, seq).isTrue();
        }
      }
    }
    assertThat(fresh).as("seed %d", seed).hasSize((int) next);
    assertThat(progress.getIncarnations(0).getGapsList()).isEmpty();
  }
}
