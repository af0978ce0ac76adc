package dev.foureyes.server;

import dev.foureyes.model.health.HealthCheck;
import dev.foureyes.streams.InstanceId;
import dev.foureyes.topics.EventLog;
import dev.foureyes.topics.TopicProvisioner;
import dev.foureyes.topics.TopicSettings;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what all roles share: the event log, metrics and health. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties({
  EventLogSettings.class,
  ProcessSettings.class,
  TopicsSettings.class
})
class ServerModule {

  private static final Logger log = LoggerFactory.getLogger(ServerModule.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  InstanceId instanceId(ProcessSettings settings) {
    return new InstanceId(settings.instanceId());
  }

  @Bean
  TopicSettings topicSettings(TopicsSettings settings) {
    return new TopicSettings(settings.partitions(), settings.replicationFactor());
  }

  /** Where the log is, once it answers and has all topics: whatever needs it waits for this. */
  @Bean
  EventLog eventLog(
      EventLogSettings settings, TopicSettings topics, ObjectProvider<EmbeddedLog> embedded)
      throws InterruptedException {
    EmbeddedLog ours = embedded.getIfAvailable();
    String bootstrapServers = ours == null ? settings.bootstrapServers() : ours.bootstrapServers();
    if (bootstrapServers.isEmpty()) {
      throw new IllegalStateException(
          "foureyes.event-log.bootstrap-servers: missing (expected: host:port of a Kafka broker)");
    }
    EventLog eventLog = new EventLog(bootstrapServers, settings.client());
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    while (true) {
      try (Admin admin = eventLog.admin("foureyes-topics")) {
        new TopicProvisioner(admin, topics).ensure();
        return eventLog;
      } catch (TopicProvisioner.UnavailableException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        log.atWarn()
            .addKeyValue("bootstrap", bootstrapServers)
            .addKeyValue("cause", e.getMessage())
            .log("waiting for the event log");
        Thread.sleep(RETRY);
      }
    }
  }

  @Bean(destroyMethod = "close")
  PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  @Bean(destroyMethod = "close")
  JvmGcMetrics gcMetrics(PrometheusMeterRegistry registry) {
    JvmGcMetrics metrics = new JvmGcMetrics();
    metrics.bindTo(registry);
    return metrics;
  }

  @Bean
  ServletRegistrationBean<MetricsServlet> metricsServlet(PrometheusMeterRegistry registry) {
    return new ServletRegistrationBean<>(new MetricsServlet(registry), "/metrics");
  }

  @Bean
  ServletRegistrationBean<HealthServlet> healthServlet(ObjectProvider<HealthCheck> checks) {
    return new ServletRegistrationBean<>(
        new HealthServlet(checks.orderedStream().toList()), "/health", "/health/live");
  }
}
