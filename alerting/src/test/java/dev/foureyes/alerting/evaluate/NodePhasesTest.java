package dev.foureyes.alerting.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.alerting.evaluate.NodePhases.Arrow;
import dev.foureyes.alerting.evaluate.NodePhases.Event;
import dev.foureyes.proto.alerting.v1.NodePhase;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePhasesTest {

  @Test
  void everyPhaseHasOneArrowForEveryEvent() {
    Set<String> seen = new HashSet<>();
    for (Arrow arrow : NodePhases.TABLE) {
      assertThat(seen.add(arrow.from() + " " + arrow.event() + " " + arrow.enoughInARow()))
          .as("%s is there once", arrow)
          .isTrue();
    }
    assertThat(seen).hasSize(4 * Event.values().length * 2);
  }

  @Test
  void aNodeSeenForTheFirstTimeIsWell() {
    assertThat(NodePhases.next(NodePhase.NODE_PHASE_UNSPECIFIED, Event.HELD, false))
        .isEqualTo(NodePhase.NODE_PHASE_PENDING);
  }

  @Test
  void aPhaseOfALaterVersionIsNotGuessedAt() {
    assertThatThrownBy(() -> NodePhases.next(NodePhase.UNRECOGNIZED, Event.HELD, true))
        .isInstanceOf(IllegalStateException.class);
  }
}
