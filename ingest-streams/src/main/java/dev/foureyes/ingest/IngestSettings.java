package dev.foureyes.ingest;

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
 * @param retention how long results are kept in the store
 */
@ConfigurationProperties("foureyes.ingest")
public record IngestSettings(
    @DefaultValue("true") boolean openBatches,
    @DefaultValue("true") boolean writeStore,
    @DefaultValue("data/streams") Path stateDirectory,
    @DefaultValue("1") int threads,
    @DefaultValue("100ms") Duration commitInterval,
    @DefaultValue("30d") Duration retention) {

  public IngestSettings {
    if (retention.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "foureyes.ingest.retention: " + retention + " (expected: at least 1d)");
    }
  }
}
