package dev.foureyes.ingest;

import dev.foureyes.ingest.write.Retention;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How batches are opened and results are stored.
 *
 * @param openBatches whether this process opens batches
 * @param writeStore whether this process owns the store: writes results into it and answers queries
 * @param stateDirectory local state of the job; it can be lost
 * @param threads of the job, 1 to 64
 * @param commitInterval how long an opened result may take to become visible
 * @param detailRetention how long the store keeps hop lists, resources, screenshots and the like;
 *     with their results they go in any case
 * @param retention how long the store keeps results
 * @param minuteRetention how long the store keeps rollups of a minute, at least as long as results
 * @param hourRetention how long the store keeps rollups of an hour, at least as long as results
 */
@ConfigurationProperties("foureyes.ingest")
public record IngestSettings(
    @DefaultValue("true") boolean openBatches,
    @DefaultValue("true") boolean writeStore,
    @DefaultValue("data/streams") Path stateDirectory,
    @DefaultValue("1") int threads,
    @DefaultValue("100ms") Duration commitInterval,
    @DefaultValue("14d") Duration detailRetention,
    @DefaultValue("30d") Duration retention,
    @DefaultValue("90d") Duration minuteRetention,
    @DefaultValue("400d") Duration hourRetention) {

  public IngestSettings {
    require("retention", retention, Duration.ofDays(1), "1d");
    require("minute-retention", minuteRetention, retention, "foureyes.ingest.retention");
    require("hour-retention", hourRetention, retention, "foureyes.ingest.retention");
    require("detail-retention", detailRetention, Duration.ofDays(1), "1d");
    if (detailRetention.compareTo(retention) > 0) {
      detailRetention = retention; // they go with their results
    }
  }

  private static void require(String name, Duration value, Duration least, String text) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "foureyes.ingest." + name + ": " + value + " (expected: at least " + text + ")");
    }
  }

  Retention keeping() {
    return new Retention(detailRetention, retention, minuteRetention, hourRetention);
  }
}
