package dev.foureyes.server;

import dev.foureyes.control.node.EnrolmentRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires a control plane that is a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InternalSettings.class)
class ControlPlaneProcess {

  @Bean(destroyMethod = "shutdownNow")
  Server registryServer(EnrolmentRegistry registry, InternalSettings settings) {
    return InternalServers.onPort(
        settings.registryPort(),
        registry.bindService(),
        InternalServers.registryThreads(),
        InternalSecret.in(settings.secretFile()));
  }

  @Bean(destroyMethod = "shutdownNow")
  ManagedChannel storeChannel(InternalSettings settings) {
    return InternalServers.toAddress(
        settings.queryAddress(), InternalSecret.in(settings.secretFile()));
  }
}
