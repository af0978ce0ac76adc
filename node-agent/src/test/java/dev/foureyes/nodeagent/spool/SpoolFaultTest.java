package dev.foureyes.nodeagent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One history, with the n-th call to the disk going wrong, for every n until none does. */
class SpoolFaultTest {

  private static final int MAX_CALLS = 2000;

  @Test
  void errorAtAnyCallLosesNothingUnnamed() throws Exception {
    int n = 1;
    for (boolean struck = true; struck; n++) {
      SpoolModel model = new SpoolModel(new SplittableRandom(n), 64 << 10);
      model.failNextCalls(n);
      history(model);
      model.advance(Duration.ofHours(2)); // and now all of it is too old
      model.append(1);
      struck = model.disk().faultStruck();
      model.endOfFaults();
      model.deliverAll();
      model.assertAccounted("error at call " + n);
      assertThat(n).isLessThan(MAX_CALLS);
    }
    assertThat(n).as("calls of the history").isGreaterThan(100);
  }

  @Test
  void crashAtAnyCallLosesNothing() throws Exception {
    int n = 1;
    for (boolean struck = true; struck; n++) {
      SpoolModel model = new SpoolModel(new SplittableRandom(n), 4 << 20);
      model.crashDuringNextCalls(n);
      history(model);
      struck = model.disk().faultStruck();
      model.endOfFaults();
      model.deliverAll();
      model.assertAccounted("crash at call " + n);
      assertThat(model.losses()).as("crash at call " + n).isEmpty();
      assertThat(n).isLessThan(MAX_CALLS);
    }
    assertThat(n).as("calls of the history").isGreaterThan(50);
  }

  private static void history(SpoolModel model) throws Exception {
    for (int i = 0; i < 4; i++) {
      model.append(60);
      model.read(20);
      model.acknowledge();
      model.append(60);
      model.read(100);
    }
    model.acknowledge();
    model.closeAndReopen();
    model.append(10);
    model.read(100);
    model.acknowledge();
  }
}
