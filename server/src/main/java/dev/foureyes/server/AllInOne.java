package dev.foureyes.server;

import dev.foureyes.broker.BrokerSettings;
import dev.foureyes.broker.EmbeddedBroker;
import dev.foureyes.control.node.EnrolmentRegistry;
import dev.foureyes.ingest.query.ResultQueries;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Wires one process that is everything: the modules find each other within it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreSettings.class)
class AllInOne {

  private static final String REGISTRY = "foureyes-registry";
  private static final String STORE = "foureyes-store";

  /** Unless a cluster is named. */
  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(
      name = "foureyes.event-log.bootstrap-servers",
      havingValue = "",
      matchIfMissing = true)
  EmbeddedBroker embeddedBroker(EventLogSettings settings) {
    return EmbeddedBroker.start(
        new BrokerSettings(settings.dataDirectory(), settings.host(), settings.port()));
  }

  @Bean
  @ConditionalOnProperty(
      name = "foureyes.event-log.bootstrap-servers",
      havingValue = "",
      matchIfMissing = true)
  EmbeddedLog embeddedLog(EmbeddedBroker broker) {
    return new EmbeddedLog(broker.bootstrapServers());
  }

  @Bean(destroyMethod = "close")
  ResultStore resultStore(StoreSettings settings) {
    return SqliteResultStore.open(settings.file());
  }

  @Bean(destroyMethod = "shutdownNow")
  Server registryServer(EnrolmentRegistry registry) {
    return InternalServers.within(
        REGISTRY, registry.bindService(), InternalServers.registryThreads());
  }

  /** After its server: a channel that finds none waits a second before it looks again. */
  @Bean(destroyMethod = "shutdownNow")
  @DependsOn("registryServer")
  ManagedChannel controlPlaneChannel() {
    return InternalServers.toWithin(REGISTRY);
  }

  @Bean(destroyMethod = "shutdownNow")
  Server storeServer(ResultQueries queries) {
    return InternalServers.within(
        STORE, InternalServers.queries(queries), InternalServers.queryThreads());
  }

  /** After its server, as above. */
  @Bean(destroyMethod = "shutdownNow")
  @DependsOn("storeServer")
  ManagedChannel storeChannel() {
    return InternalServers.toWithin(STORE);
  }
}
