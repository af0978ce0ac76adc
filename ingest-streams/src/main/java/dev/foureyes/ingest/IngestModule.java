package dev.foureyes.ingest;

import dev.foureyes.ingest.open.IngestTopology;
import dev.foureyes.ingest.query.ResultQueries;
import dev.foureyes.ingest.write.StoreWriter;
import dev.foureyes.ingest.write.WriterMetrics;
import dev.foureyes.model.health.HealthCheck;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.streams.InstanceId;
import dev.foureyes.streams.StreamsJob;
import dev.foureyes.streams.StreamsSettings;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the ingest job, the store writer and the queries. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IngestSettings.class)
public class IngestModule {

  /** Opens batches. */
  @Bean(initMethod = "start", destroyMethod = "close")
  @ConditionalOnProperty(name = "foureyes.ingest.open-batches", matchIfMissing = true)
  StreamsJob ingestJob(
      IngestSettings settings,
      TopicSettings topics,
      EventLog eventLog,
      MeterRegistry meters,
      InstanceId instance) {
    StreamsSettings streams =
        new StreamsSettings(
            settings.stateDirectory(),
            settings.threads(),
            instance,
            settings.commitInterval(),
            topics.replicationFactor());
    return new StreamsJob(IngestTopology.JOB, IngestTopology.build(), eventLog, streams, meters);
  }

  /** Writes results into the store that this process owns. */
  @Bean(initMethod = "start", destroyMethod = "close")
  @ConditionalOnProperty(name = "foureyes.ingest.write-store", matchIfMissing = true)
  StoreWriter storeWriter(
      IngestSettings settings,
      EventLog eventLog,
      ResultStore store,
      MeterRegistry meters,
      InstantSource clock) {
    return new StoreWriter(eventLog, store, new WriterMetrics(meters), clock, settings.keeping());
  }

  /** Answers queries over that store. */
  @Bean
  @ConditionalOnProperty(name = "foureyes.ingest.write-store", matchIfMissing = true)
  ResultQueries resultQueries(ResultStore store, StoreWriter writer, InstantSource clock) {
    return new ResultQueries(store, writer, clock);
  }

  @Bean
  @ConditionalOnProperty(name = "foureyes.ingest.open-batches", matchIfMissing = true)
  HealthCheck ingestHealth(@Qualifier("ingestJob") StreamsJob job) {
    return new HealthCheck("ingest", () -> job.isRunning() ? "" : "the job is " + job.state());
  }

  @Bean
  @ConditionalOnProperty(name = "foureyes.ingest.write-store", matchIfMissing = true)
  HealthCheck storeHealth(StoreWriter writer) {
    return new HealthCheck("result store", writer::problem);
  }
}
