package dev.foureyes.server;

import io.grpc.ManagedChannel;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires a gateway that is a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InternalSettings.class)
class GatewayProcess {

  @Bean(destroyMethod = "shutdownNow")
  ManagedChannel controlPlaneChannel(InternalSettings settings) {
    return InternalServers.toAddress(
        settings.registryAddress(), InternalSecret.in(settings.secretFile()));
  }
}
