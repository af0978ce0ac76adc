package dev.foureyes.nodeagent.probe.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrefixTableTest {

  private final RouteMemory memory = new RouteMemory(64 << 20);

  private static Prefix random(Family family, Random random, int variety) {
    int length = random.nextInt(family.bits() + 1);
    long high = Mix.mix(7, random.nextInt(variety)) & Prefix.mask(Math.min(length, family.bits()));
    long low = Mix.mix(8, random.nextInt(2)) & Prefix.mask(length - Long.SIZE);
    return new Prefix(family, high, low, length);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void itIsAMap(Family family) {
    Random random = new Random(20_261_123);
    Map<Prefix, Integer> model = new HashMap<>();
    try (PrefixTable table = new PrefixTable(family, memory)) {
      for (int i = 0; i < 400_000; i++) {
        Prefix prefix = random(family, random, 3000);
        if (random.nextInt(5) < 2) {
          boolean wasThere = table.remove(prefix.high(), prefix.low(), prefix.length());
          assertThat(wasThere).isEqualTo(model.remove(prefix) != null);
        } else {
          int path = random.nextInt(3);
          PrefixTable.Change change = table.put(prefix.high(), prefix.low(), prefix.length(), path);
          Integer before = model.put(prefix, path);
          assertThat(change)
              .isEqualTo(
                  before == null
                      ? PrefixTable.Change.NEW
                      : before == path ? PrefixTable.Change.SAME : PrefixTable.Change.OTHER_PATH);
        }
        if (table.size() != model.size()) {
          throw new AssertionError(table.size() + " at " + i + " (expected: " + model.size() + ")");
        }
      }
      for (Prefix prefix : model.keySet()) {
        assertThat(table.remove(prefix.high(), prefix.low(), prefix.length())).isTrue();
      }
      assertThat(table.size()).isZero();
    }
    assertThat(memory.used()).isZero();
  }

  @Test
  void aPrefixCostsFewBytesHoweverLongItsPathIs() {
    for (Family family : Family.values()) {
      for (int count : new int[] {50_000, 250_000, 1_000_000}) {
        try (PrefixTable table = new PrefixTable(family, memory)) {
          for (int i = 0; i < count; i++) {
            table.put((long) i << 40, 0, 24, i);
          }
          double each = (double) table.bytes() / count;
          System.out.printf("%s: %d prefixes, %.1f bytes each%n", family, count, each);
          assertThat(each).isBetween(12.0, family == Family.IPV4 ? 20.0 : 35.0);
          assertThat(memory.used()).isEqualTo(table.bytes());
        }
      }
    }
  }

  @Test
  void beyondTheMemoryOfAllSessionsThereIsNoMore() {
    RouteMemory small = new RouteMemory(100_000);
    PrefixTable first = new PrefixTable(Family.IPV4, small);
    PrefixTable second = new PrefixTable(Family.IPV6, small);
    for (int i = 0; i < 2_000; i++) {
      first.put((long) i << 40, 0, 24, i);
    }
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                second.put((long) i << 40, 0, 24, i);
              }
            })
        .isInstanceOf(RouteMemory.ExhaustedException.class)
        .hasMessage(
            "the memory that this node has for routes, 100000 bytes over all of its BGP sessions, is used up");
    assertThat(small.used()).isLessThanOrEqualTo(100_000).isEqualTo(first.bytes() + second.bytes());
    assertThat(first.put(1L << 40, 0, 24, 1)).isEqualTo(PrefixTable.Change.SAME);
    second.close();
    first.close();
    assertThat(small.used()).isZero();
  }
}
