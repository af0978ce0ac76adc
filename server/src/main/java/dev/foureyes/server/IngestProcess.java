package dev.foureyes.server;

import dev.foureyes.ingest.query.ResultQueries;
import dev.foureyes.stores.ResultStore;
import dev.foureyes.stores.sqlite.SqliteResultStore;
import io.grpc.Server;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires an ingest job, and the owner of the result store, as a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({InternalSettings.class, StoreSettings.class})
@ConditionalOnProperty(name = "foureyes.ingest.write-store", matchIfMissing = true)
class IngestProcess {

  @Bean(destroyMethod = "close")
  ResultStore resultStore(StoreSettings settings) {
    return SqliteResultStore.open(settings.file());
  }

  @Bean(destroyMethod = "shutdownNow")
  Server storeServer(ResultQueries queries, InternalSettings settings) {
    return InternalServers.onPort(
        settings.queryPort(),
        InternalServers.queries(queries),
        InternalServers.queryThreads(),
        InternalSecret.in(settings.secretFile()));
  }
}
