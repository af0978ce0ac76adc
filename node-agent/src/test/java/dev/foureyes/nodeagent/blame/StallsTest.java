package dev.foureyes.nodeagent.blame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallsTest {

  private static final long MILLI = 1_000_000;

  /** Beats at 0, 50, 100, then a stall until 1000, then at 1050, 1100. */
  private static Stalls stalls() {
    Stalls stalls = new Stalls(0);
    for (long ms : new long[] {50, 100, 1000, 1050, 1100}) {
      stalls.beat(ms * MILLI);
    }
    return stalls;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, 0",
    "0, 1100, 850", // the beat was due at 150
    "0, 500, 350", // its beginning
    "500, 600, 100", // within it
    "900, 1100, 100", // its end
    "1000, 1100, 0",
    "1050, 1190, 0", // 40 ms late by now: that is nothing
    "1050, 1400, 250" // late by now, and whoever asks was awake first
  })
  void countsWhatLiesWithin(long fromMs, long toMs, long stalledMs) {
    assertThat(stalls().during(fromMs * MILLI, toMs * MILLI)).isEqualTo(stalledMs * MILLI);
  }

  @org.junit.jupiter.api.Test
  void remembersTheNewest() {
    Stalls stalls = new Stalls(0);
    for (int i = 1; i <= 1000; i++) {
      stalls.beat(i * 200L * MILLI);
    }
    assertThat(stalls.during(0, 200_000 * MILLI)).isEqualTo(256 * 150 * MILLI);
  }
}
