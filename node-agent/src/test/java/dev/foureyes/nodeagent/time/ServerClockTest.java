package dev.foureyes.nodeagent.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerClockTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final long MS = 1_000_000;

  private Instant wall = START;
  private long nanos = 5_000 * MS;
  private final ServerClock clock = new ServerClock(new NodeClock(() -> wall, () -> nanos));

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  /** The server answers in the middle; it is behind by 30 ms. */
  private void ask(Duration roundTrip) {
    long asked = nanos;
    Instant middle = wall.plus(roundTrip.dividedBy(2)).minusMillis(30);
    pass(roundTrip);
    clock.heard(middle, asked, nanos);
  }

  @Test
  void unknownBeforeTheFirstAnswer() {
    assertThat(clock.reading()).isEmpty();
  }

  @Test
  void offsetWithinHalfTheRoundTrip() {
    ask(Duration.ofMillis(8));

    assertThat(clock.reading()).contains(new ServerClock.Reading(30 * MS, 4 * MS + 1_000));
  }

  @Test
  void theQuickestAnswerIsTheBest() {
    ask(Duration.ofMillis(2));
    pass(Duration.ofSeconds(10));
    ask(Duration.ofMillis(80));

    assertThat(clock.reading().orElseThrow().errorNanos())
        .as("1 ms, and what a quartz drifts in ten seconds")
        .isBetween(MS, 2 * MS);
  }

  @Test
  void ageMakesAnAnswerWorse() {
    ask(Duration.ofMillis(2));
    long fresh = clock.reading().orElseThrow().errorNanos();
    pass(Duration.ofHours(1));

    assertThat(clock.reading().orElseThrow().errorNanos() - fresh)
        .isEqualTo(Duration.ofHours(1).toNanos() / 20_000);
  }

  @Test
  void aWallClockThatIsSetIsFollowedAtOnce() {
    ask(Duration.ofMillis(2));
    wall = wall.plusSeconds(60);

    assertThat(clock.reading().orElseThrow().offsetNanos()).isEqualTo(60_030 * MS);
  }

  @Test
  void onlyTheLastAnswersCount() {
    ask(Duration.ofMillis(1));
    for (int i = 0; i < 8; i++) {
      ask(Duration.ofMillis(20));
    }

    assertThat(clock.reading().orElseThrow().errorNanos()).isGreaterThanOrEqualTo(10 * MS);
  }

  @Test
  void whatCannotBeIsLeftOut() {
    clock.heard(START, nanos + 1, nanos);
    clock.heard(START, nanos - Duration.ofMinutes(1).toNanos(), nanos);

    assertThat(clock.reading()).isEmpty();
  }
}
