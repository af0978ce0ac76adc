package dev.foureyes.nodeagent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.schedule.Timetable.Due;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimetableTest {

  private static final long INTERVAL = 10_000;
  private static final long NOW = 1_793_491_200_000L;

  private final Timetable timetable = new Timetable();

  private long nextPhase(String testId, long after) {
    return Rounds.lastDue(after, Rounds.phase(testId, INTERVAL), INTERVAL) + INTERVAL;
  }

  @Test
  void newTestRunsAtOnceAndThenAtItsPhase() {
    timetable.put("a", INTERVAL, true, NOW);
    assertThat(timetable.poll(NOW)).containsExactly(new Due("a", NOW, 0, false));
    assertThat(timetable.poll(NOW)).isEmpty();
    assertThat(timetable.nextMs()).hasValue(nextPhase("a", NOW));
    assertThat(timetable.poll(nextPhase("a", NOW)))
        .containsExactly(new Due("a", nextPhase("a", NOW), 0, false));
  }

  @Test
  void knownTestWaitsForItsPhase() {
    timetable.put("a", INTERVAL, false, NOW);
    assertThat(timetable.poll(NOW)).isEmpty();
    assertThat(timetable.nextMs()).hasValue(nextPhase("a", NOW));
  }

  @Test
  void everyRoundRunsOnceOverAnHour() {
    timetable.put("a", INTERVAL, false, NOW);
    List<Due> all = new ArrayList<>();
    for (long now = NOW; now <= NOW + 3_600_000; now += 7) {
      all.addAll(timetable.poll(now));
    }
    Set<Long> rounds = new HashSet<>();
    all.forEach(due -> rounds.add(Rounds.round(due.dueMs(), INTERVAL)));
    assertThat(all).hasSize(360);
    assertThat(rounds).hasSize(360);
    assertThat(all).allMatch(due -> due.passedOver() == 0);
  }

  @Test
  void whoLooksTooLateRunsTheNewestRoundOnly() {
    timetable.put("a", INTERVAL, false, NOW);
    long first = nextPhase("a", NOW);
    List<Due> due = timetable.poll(first + 5 * INTERVAL + 3);
    assertThat(due).containsExactly(new Due("a", first + 5 * INTERVAL, 5, false));
    assertThat(timetable.nextMs()).hasValue(first + 6 * INTERVAL);
  }

  @Test
  void dueRunsComeInOrder() {
    for (int i = 0; i < 50; i++) {
      timetable.put("t" + i, INTERVAL, false, NOW);
    }
    List<Due> due = timetable.poll(NOW + INTERVAL);
    assertThat(due).hasSize(50);
    assertThat(due).extracting(Due::dueMs).isSorted();
  }

  @Test
  void aTestThatSomebodyAsksForIsDueNow_andThenAtItsPhase() {
    timetable.put("a", INTERVAL, false, NOW);
    long phase = nextPhase("a", NOW);

    timetable.hurry("a", NOW + 1);

    assertThat(timetable.poll(NOW + 1)).containsExactly(new Due("a", NOW + 1, 0, true));
    assertThat(timetable.poll(phase)).containsExactly(new Due("a", phase, 0, false));
  }

  @Test
  void askingForATestThatIsDueAnyway_changesNothing() {
    timetable.put("a", INTERVAL, true, NOW);

    timetable.hurry("a", NOW);
    timetable.hurry("unknown", NOW);

    assertThat(timetable.poll(NOW)).containsExactly(new Due("a", NOW, 0, false));
  }

  @Test
  void removedTestIsNoLongerDue() {
    timetable.put("a", INTERVAL, true, NOW);
    timetable.put("b", INTERVAL, true, NOW);
    timetable.remove("a");
    assertThat(timetable.poll(NOW)).extracting(Due::testId).containsExactly("b");
    assertThat(timetable.size()).isEqualTo(1);
  }

  @Test
  void changedTestTakesThePlaceOfTheOldOne() {
    timetable.put("a", INTERVAL, false, NOW);
    timetable.put("a", 2 * INTERVAL, true, NOW);
    assertThat(timetable.poll(NOW)).hasSize(1);
    assertThat(timetable.poll(NOW + 4 * INTERVAL)).hasSize(1);
  }

  @Test
  void jumpForwardIsNoBurst() {
    timetable.put("a", INTERVAL, false, NOW);
    long later = NOW + 86_400_000;
    timetable.jumped(NOW, later);
    assertThat(timetable.poll(later)).isEmpty();
    assertThat(timetable.nextMs()).hasValue(nextPhase("a", later));
  }

  @Test
  void jumpBackIsNoSilence() {
    timetable.put("a", INTERVAL, false, NOW);
    long earlier = NOW - 86_400_000;
    timetable.jumped(NOW, earlier);
    assertThat(timetable.nextMs()).hasValue(nextPhase("a", earlier));
    assertThat(timetable.poll(earlier + INTERVAL)).hasSize(1);
  }

  @Test
  void whatWasDueAtOnceStillIsAfterAJump() {
    timetable.put("a", INTERVAL, true, NOW);
    timetable.jumped(NOW + 1, NOW - 5000);
    assertThat(timetable.poll(NOW - 5000)).containsExactly(new Due("a", NOW - 5000, 0, false));
  }
}
