package dev.foureyes.streams;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an installation chooses about a job.
 *
 * @param stateDirectory where local state lies; it can be lost, the log has it all
 * @param threads 1 to 64
 * @param instance which of the processes that run the job this is
 * @param commitInterval how long results may take to become visible; 10 ms to 10 s
 * @param replicationFactor of the job's own topics
 */
public record StreamsSettings(
    Path stateDirectory,
    int threads,
    InstanceId instance,
    Duration commitInterval,
    short replicationFactor) {

  public StreamsSettings {
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("streams.threads: " + threads + " (expected: 1 to 64)");
    }
    if (commitInterval.toMillis() < 10 || commitInterval.toMillis() > 10_000) {
      throw new IllegalArgumentException(
          "streams.commit-interval: " + commitInterval + " (expected: 10ms to 10s)");
    }
  }
}
