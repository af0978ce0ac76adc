package dev.foureyes.nodeagent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void phaseIsStableForEver() {
    // Changing these would move every test of every node when the agent is updated.
    assertThat(Rounds.phase("0193f3a8-5d52-7c1e-9f63-0d1f6a4b2c3d", 60_000)).isEqualTo(9313);
    assertThat(Rounds.phase("t", 10_000)).isEqualTo(9333);
  }

  @Test
  void phasesSpread() {
    int[] tenths = new int[10];
    IntStream.range(0, 10_000)
        .forEach(i -> tenths[(int) (Rounds.phase("test-" + i, 60_000) / 6000)]++);
    assertThat(IntStream.of(tenths)).allMatch(count -> count > 900 && count < 1100);
  }

  @Test
  void roundIsTheTimeInIntervals() {
    assertThat(Rounds.round(59_999, 60_000)).isZero();
    assertThat(Rounds.round(60_000, 60_000)).isEqualTo(1);
    assertThat(Rounds.round(-1, 60_000)).isEqualTo(-1);
  }

  @Test
  void lastDueIsAtThePhaseAndNotAfter() {
    assertThat(Rounds.lastDue(1050, 50, 1000)).isEqualTo(1050);
    assertThat(Rounds.lastDue(1049, 50, 1000)).isEqualTo(50);
    assertThat(Rounds.lastDue(20, 50, 1000)).isEqualTo(-950);
  }
}
