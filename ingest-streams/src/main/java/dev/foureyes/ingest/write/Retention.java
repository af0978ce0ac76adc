package dev.foureyes.ingest.write;

import dev.foureyes.stores.Layer;
import java.time.Duration;

/**
 * How long a store keeps what.
 *
 * @param details hop lists, resources, screenshots and the like
 * @param results time, fault and measures of each result
 * @param minutes rollups of a minute
 * @param hours rollups of an hour
 */
public record Retention(Duration details, Duration results, Duration minutes, Duration hours) {

  /** Everything for the same time. */
  public static Retention ofAll(Duration time) {
    return new Retention(time, time, time, time);
  }

  Duration of(Layer layer) {
    return switch (layer) {
      case DETAILS -> details;
      case RESULTS -> results;
      case MINUTES -> minutes;
      case HOURS -> hours;
    };
  }
}
