package dev.foureyes.gateway.session;

import dev.foureyes.gateway.identity.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What the gateway counts.
 *
 * <p>{@code foureyes_gateway_records_total} is what nodes sent and the log has, repetitions
 * included; what is stored less what was repeated is counted further down, by the ingest job.
 */
public final class GatewayMetrics {

  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Counter records;
  private final Timer batches;
  private final Counter lostEvents;
  private final Counter invalidMessages;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

  public GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
    records =
        Counter.builder("foureyes.gateway.records")
            .description("Records of nodes that the event log has taken")
            .register(registry);
    batches =
        Timer.builder("foureyes.gateway.batch.append")
            .description("From a batch's arrival to its acknowledgement by the event log")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    lostEvents =
        Counter.builder("foureyes.gateway.node.events.lost")
            .description("Events of nodes that the log did not take")
            .register(registry);
    invalidMessages =
        Counter.builder("foureyes.gateway.messages.invalid")
            .description("Messages of nodes out of bounds")
            .register(registry);
    for (Refusal refusal : Refusal.values()) {
      refusals.put(
          refusal,
          Counter.builder("foureyes.gateway.refusals")
              .description("Nodes turned away")
              .tag("reason", refusal.name())
              .register(registry));
    }
  }

  <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(description).register(registry);
  }

  void batchInLog(int count, Duration took) {
    records.increment(count);
    batches.record(took);
  }

  public void lostEvent() {
    lostEvents.increment();
  }

  void invalidMessage() {
    invalidMessages.increment();
  }

  public void refused(Refusal refusal) {
    Counter counter = refusals.get(refusal);
    if (counter != null) {
      counter.increment();
    }
  }
}
