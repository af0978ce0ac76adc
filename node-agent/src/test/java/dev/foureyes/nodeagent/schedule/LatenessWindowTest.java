package dev.foureyes.nodeagent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenessWindowTest {

  private final LatenessWindow window = new LatenessWindow();

  @Test
  void percentileIsByNearestRank() {
    for (int i = 1; i <= 1000; i++) {
      window.add(i);
    }
    assertThat(window.takeP99()).hasValue(990);
  }

  @Test
  void oneValueIsItsOwnPercentile() {
    window.add(7);
    assertThat(window.takeP99()).hasValue(7);
    assertThat(window.takeP99()).isEmpty();
  }

  @Test
  void onlyTheNewestValuesCount() {
    for (int i = 0; i < 10_000; i++) {
      window.add(i < 5000 ? 1_000_000 : 1);
    }
    assertThat(window.takeP99()).hasValue(1);
  }
}
