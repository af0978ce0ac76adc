package dev.foureyes.ingest.write;

import dev.foureyes.stores.Capability;
import dev.foureyes.stores.Layer;
import dev.foureyes.stores.ResultStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What a store needs beside being written: rollups, and an end to what is old. */
final class Upkeep {

  private static final Duration RETENTION_CHECK = Duration.ofHours(1);
  private static final Duration ROLL_UP_CHECK = Duration.ofMinutes(1);

  /** Results of an hour that come later than that cause it to be rolled up twice. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  /** Hours of single series between two batches: some 20 ms. */
  private static final int HOURS_AT_ONCE = 200;

  /** Rollups last: dropping results makes those that are missing. */
  private static final List<Layer> ORDER =
      List.of(Layer.DETAILS, Layer.RESULTS, Layer.MINUTES, Layer.HOURS);

  private final ResultStore store;
  private final Retention retention;
  private final InstantSource clock;
  private Optional<Instant> dropped = Optional.empty();
  private Optional<Instant> rolledUp = Optional.empty();

  Upkeep(ResultStore store, Retention retention, InstantSource clock) {
    this.store = store;
    this.retention = retention;
    this.clock = clock;
  }

  /** Does a little of what is due; to be called between batches. */
  void some() {
    Instant now = clock.instant();
    if (isDue(dropped, now, RETENTION_CHECK)) {
      for (Layer layer : ORDER) {
        if (has(layer)) {
          store.dropBefore(layer, now.minus(retention.of(layer)));
        }
      }
      dropped = Optional.of(now);
    }
    if (has(Layer.HOURS) && isDue(rolledUp, now, ROLL_UP_CHECK)) {
      boolean all = store.rollUp(now.minus(GRACE), HOURS_AT_ONCE) < HOURS_AT_ONCE;
      rolledUp = all ? Optional.of(now) : Optional.empty();
    }
  }

  private static boolean isDue(Optional<Instant> last, Instant now, Duration interval) {
    return last.isEmpty()
        || now.isBefore(last.get()) // the clock was set back
        || !now.isBefore(last.get().plus(interval));
  }

  private boolean has(Layer layer) {
    return switch (layer) {
      case RESULTS -> true;
      case DETAILS -> store.capabilities().contains(Capability.DETAILS_APART);
      case MINUTES, HOURS -> store.capabilities().contains(Capability.ROLLUPS);
    };
  }
}
