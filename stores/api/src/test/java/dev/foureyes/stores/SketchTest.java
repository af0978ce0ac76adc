package dev.foureyes.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchTest {

  private static final double[] QUANTILES = {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1};
  private static final Percentage ERROR =
      Percentage.withPercentage(100.001 * Sketch.RELATIVE_ERROR);

  private static LongSupplier values(String shape, Random random) {
    return switch (shape) {
      case "latencies, us" ->
          () ->
              random.nextInt(50) == 0
                  ? 3_000_000
                  : Math.round(20_000 * Math.exp(random.nextGaussian() / 2));
      case "small counts" -> () -> random.nextInt(5);
      case "huge" -> () -> random.nextLong(1L << 60);
      case "around zero" -> () -> Math.round(random.nextGaussian() * 1_000);
      case "negative" -> () -> -1 - random.nextLong(1_000_000);
      default -> throw new IllegalArgumentException(shape);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"latencies, us", "small counts", "huge", "around zero", "negative"})
  void percentilesAreWithinTheErrorHoweverPartsAreMerged(String shape) {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      LongSupplier next = values(shape, random);
      long[] all = new long[1 + random.nextInt(2_000)];
      Sketch[] parts = {new Sketch(), new Sketch(), new Sketch()};
      for (int i = 0; i < all.length; i++) {
        all[i] = next.getAsLong();
        parts[random.nextInt(parts.length)].add(all[i]);
      }
      Arrays.sort(all);
      Sketch merged = new Sketch();
      merged.add(parts[2].encode());
      merged.add(parts[0].encode());
      merged.add(parts[1].encode());

      assertThat(merged.count()).isEqualTo(all.length);
      assertThat(merged.sum()).isEqualTo(Arrays.stream(all).sum());
      assertThat(merged.min()).isEqualTo(all[0]);
      assertThat(merged.max()).isEqualTo(all[all.length - 1]);
      for (double quantile : QUANTILES) {
        int rank = (int) Math.ceil(quantile * all.length);
        assertThat(merged.quantile(quantile))
            .as("seed %d, quantile %s", seed, quantile)
            .isCloseTo((double) all[rank - 1], ERROR);
      }
    }
  }

  @Test
  void mergingIsTheSameInAnyOrder() {
    Random random = new Random(7);
    Sketch[] parts = new Sketch[10];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Sketch();
      for (int j = 0; j < 60; j++) {
        parts[i].add(Math.round(10_000 * Math.exp(random.nextGaussian())));
      }
    }
    Sketch forward = new Sketch();
    Sketch backward = new Sketch();
    for (int i = 0; i < parts.length; i++) {
      forward.add(parts[i].encode());
      backward.add(parts[parts.length - 1 - i].encode());
    }

    assertThat(forward.encode()).isEqualTo(backward.encode());
  }

  @Test
  void anHourOfAMinuteTestFitsIn150Bytes() {
    Random random = new Random(1);
    Sketch sketch = new Sketch();
    for (int i = 0; i < 60; i++) {
      sketch.add(Math.round(20_000 * Math.exp(random.nextGaussian() / 2)));
    }

    assertThat(sketch.encode().length).isBetween(60, 150);
  }

  @Test
  void anEmptySketchHasNoPercentile() {
    Sketch sketch = new Sketch();
    sketch.add(new Sketch().encode());

    assertThat(sketch.count()).isZero();
    assertThatThrownBy(() -> sketch.quantile(0.5)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bytesThatAreNoSketchAreRefused() {
    Sketch whole = new Sketch();
    whole.add(1_000);
    byte[] bytes = whole.encode();

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> new Sketch().add(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    bytes[0] = 9;
    assertThatThrownBy(() -> new Sketch().add(bytes))
        .hasMessage("version of a sketch: 9 (expected: 1)");
  }
}
