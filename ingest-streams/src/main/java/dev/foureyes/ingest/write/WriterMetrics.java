package dev.foureyes.ingest.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What the store writer counts.
 *
 * <p>{@code foureyes_results_stored_total} are results that were new to the store; {@code
 * foureyes_results_repeated_total} came again (after a restart, as a rule) and were in it already.
 * Their sum is what was read from the log.
 */
public final class WriterMetrics {

  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Counter stored;
  private final Counter repeated;
  private final Counter unreadable;
  private final Timer write;

  public WriterMetrics(MeterRegistry registry) {
    this.registry = registry;
    stored =
        Counter.builder("foureyes.results.stored")
            .description("Results that were written into the store")
            .register(registry);
    repeated =
        Counter.builder("foureyes.results.repeated")
            .description("Results that the store had already")
            .register(registry);
    unreadable =
        Counter.builder("foureyes.results.unreadable")
            .description("Records of the log that are no results")
            .register(registry);
    write =
        Timer.builder("foureyes.store.write")
            .description("Time of one transaction of the store")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  <T> void lag(T of, ToDoubleFunction<T> value) {
    Gauge.builder("foureyes.store.lag.records", of, value)
        .description("Results in the log that are not stored yet")
        .register(registry);
  }

  void stored(int added, int again, Duration took) {
    stored.increment(added);
    repeated.increment(again);
    write.record(took);
  }

  void unreadable() {
    unreadable.increment();
  }
}
