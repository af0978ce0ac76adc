package dev.foureyes.alerting;

import dev.foureyes.alerting.evaluate.AlertTopology;
import dev.foureyes.model.health.HealthCheck;
import dev.foureyes.streams.InstanceId;
import dev.foureyes.streams.StreamsJob;
import dev.foureyes.streams.StreamsSettings;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires alerting. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AlertingSettings.class)
public class AlertingModule {

  /** Evaluates rules. */
  @Bean(initMethod = "start", destroyMethod = "close")
  StreamsJob alertingJob(
      AlertingSettings settings,
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
    return new StreamsJob(AlertTopology.JOB, AlertTopology.build(), eventLog, streams, meters);
  }

  @Bean
  HealthCheck alertingHealth(@Qualifier("alertingJob") StreamsJob job) {
    return new HealthCheck("alerting", () -> job.isRunning() ? "" : "the job is " + job.state());
  }
}
