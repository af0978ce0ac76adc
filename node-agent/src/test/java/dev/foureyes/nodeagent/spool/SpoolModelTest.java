package dev.foureyes.nodeagent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.disk.SimulatedDisk;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of writing, reading, acknowledging, crashing, filling up and damage. Whatever
 * happens: every result that was said to be durable is delivered unchanged, or a delivered loss
 * record names it; a loss record names nothing without a cause.
 */
class SpoolModelTest {

  private static final int SEEDS = Integer.getInteger("spool.seeds", 120);
  private static final int STEPS = 120;

  /**
   * The seed in the test's name repeats a history: {@code -Dspool.seed=42}. {@code
   * -Dspool.seeds=20000} tries more.
   */
  static LongStream seeds() {
    Long one = Long.getLong("spool.seed");
    return one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostUnnamed(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    boolean small = random.nextInt(4) == 0;
    SpoolModel model = new SpoolModel(random, small ? 64 << 10 : 4 << 20);
    for (int step = 0; step < STEPS; step++) {
      step(model, random, small);
    }
    model.endOfFaults();
    model.deliverAll();
    model.assertAccounted("seed " + seed);
  }

  private static void step(SpoolModel model, RandomGenerator random, boolean small)
      throws Exception {
    switch (random.nextInt(small ? 15 : 16)) {
      case 0, 1, 2, 3, 4 -> model.append(1 + random.nextInt(small ? 60 : 8));
      case 5, 6, 7 -> model.read(1 + random.nextInt(10));
      case 8, 9 -> model.acknowledge();
      case 10 -> model.newSession();
      case 11 -> model.crashAndReopen();
      case 12 -> model.crashDuringNextCalls(1 + random.nextInt(12));
      case 13 -> model.closeAndReopen();
      case 14 -> model.advance(Duration.ofSeconds(random.nextInt(100)));
      default -> {
        switch (random.nextInt(4)) {
          case 0 -> model.fillDisk();
          case 1 -> model.freeDisk();
          case 2 -> model.damageWhileClosed();
          default -> model.failNextCalls(1 + random.nextInt(12));
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void withoutFaultsNothingIsLost(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SpoolModel model = new SpoolModel(random, 4 << 20);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> model.append(1 + random.nextInt(8));
        case 2 -> model.read(1 + random.nextInt(10));
        case 3 -> model.acknowledge();
        case 4 -> model.newSession();
        default -> model.crashAndReopen();
      }
    }
    model.deliverAll();
    model.assertAccounted("seed " + seed);
    assertThat(model.losses()).as("seed %s", seed).isEmpty();
  }

  /** A check of the check: a disk that forgets what was synced is noticed. */
  @Test
  void modelNoticesLoss() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    SpoolModel model = new SpoolModel(random, 4 << 20);
    model.append(5);
    SimulatedDisk disk = model.disk();
    disk.files().forEach(disk::remove);
    model.crashAndReopen();
    model.deliverAll();
    assertThatThrownBy(() -> model.assertAccounted("forgetful")).isInstanceOf(AssertionError.class);
  }
}
