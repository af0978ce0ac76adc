package dev.foureyes.nodeagent.probe.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DelaysTest {

  private static final double EXACT = 1e-9;

  @Test
  void knownValues() {
    Delays trips = new Delays(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertThat(trips.min()).isEqualTo(2);
    assertThat(trips.max()).isEqualTo(9);
    assertThat(trips.average()).isCloseTo(5, within(EXACT));
    assertThat(trips.standardDeviation()).as("of the population").isCloseTo(2, within(EXACT));
    assertThat(trips.percentile(50)).isEqualTo(4);
    assertThat(trips.percentile(95)).isEqualTo(9);
  }

  @Test
  void nearestRank() {
    Delays hundred = new Delays(IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList());
    assertThat(hundred.percentile(50)).isEqualTo(50);
    assertThat(hundred.percentile(95)).isEqualTo(95);
    assertThat(new Delays(List.of(3.0)).percentile(95)).isEqualTo(3);
  }

  @Test
  void interarrivalJitterOfTheRfc() {
    assertThat(new Delays(List.of(10.0)).interarrivalJitter()).isZero();
    assertThat(new Delays(List.of(10.0, 26.0)).interarrivalJitter())
        .isCloseTo(1, within(EXACT)); // 16 / 16
    assertThat(new Delays(List.of(10.0, 26.0, 10.0)).interarrivalJitter())
        .isCloseTo(1 + (16 - 1) / 16.0, within(EXACT));
    assertThat(new Delays(List.of(10.0, 26.0, 26.0)).interarrivalJitter())
        .isCloseTo(15 / 16.0, within(EXACT));
  }

  @Test
  void noneIsNoStatistics() {
    assertThatThrownBy(() -> new Delays(List.of()))
        .hasMessage("delays: none (expected: one or more)");
  }
}
