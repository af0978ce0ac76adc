package dev.foureyes.nodeagent.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.probe.agent.Packet.Answer;
import dev.foureyes.nodeagent.probe.agent.Packet.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReflectionsTest {

  private final Reflections reflections = new Reflections();

  private static Packet packet(long nonce, int run, int sequence) {
    return new Packet(Kind.TEST, true, sequence, run, nonce, 1, 0, Optional.empty(), Answer.NONE);
  }

  @Test
  void eachPacketIsAnsweredOnceAndCounted() {
    assertThat(reflections.test(packet(1, 0, 0), 10)).contains(new Answer(10, 0, 1, 0, 0));
    assertThat(reflections.test(packet(1, 0, 2), 20)).contains(new Answer(20, 2, 2, 0, 0));
    assertThat(reflections.test(packet(1, 0, 2), 30)).as("again").isEmpty();
    assertThat(reflections.test(packet(1, 0, 1), 40)).contains(new Answer(40, 1, 3, 1, 1));
    assertThat(reflections.query(packet(1, 0, 0), 50)).contains(new Answer(50, 0, 3, 1, 1));
    assertThat(reflections.query(packet(1, 0, 0), 60)).as("again").isEmpty();
    assertThat(reflections.query(packet(1, 0, 1), 70)).isPresent();
  }

  @Test
  void aRunThatNothingCameOfIsCountedToo() {
    assertThat(reflections.query(packet(1, 4, 0), 50)).contains(new Answer(50, 0, 0, 0, 0));
  }

  @Test
  void oldRunsAreOver() {
    for (int run = 0; run < 6; run++) {
      assertThat(reflections.test(packet(1, run, 0), 0)).isPresent();
    }
    assertThat(reflections.test(packet(1, 0, 1), 0)).as("a recording").isEmpty();
    assertThat(reflections.test(packet(1, 5, 1), 0)).isPresent();
    assertThat(reflections.test(packet(1, 4, 1), 0)).as("may still be ending").isPresent();
  }

  @Test
  void aPeerThatBeginsAnewCountsItsRunsFromZero() {
    assertThat(reflections.test(packet(1, 9, 0), 0)).isPresent();
    assertThat(reflections.test(packet(2, 0, 0), 0)).contains(new Answer(0, 0, 1, 0, 0));
  }

  @Test
  void numbersThatNoRunHasAreLeftOut() {
    assertThat(reflections.test(packet(1, 0, -1), 0)).isEmpty();
    assertThat(reflections.test(packet(1, 0, Integer.MAX_VALUE), 0)).isEmpty();
    assertThat(reflections.query(packet(1, 0, -1), 0)).isEmpty();
  }
}
