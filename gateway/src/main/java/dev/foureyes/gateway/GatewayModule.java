package dev.foureyes.gateway;

import dev.foureyes.gateway.session.GatewayMetrics;
import dev.foureyes.model.health.HealthCheck;
import dev.foureyes.topics.EventLog;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the gateway. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
public class GatewayModule {

  /** Takes nodes as soon as it has read its views. */
  @Bean(initMethod = "start", destroyMethod = "close")
  Gateway gateway(
      GatewaySettings settings,
      EventLog eventLog,
      @Qualifier("controlPlaneChannel") Channel controlPlane,
      MeterRegistry meters,
      InstantSource clock) {
    return new Gateway(settings, eventLog, controlPlane, new GatewayMetrics(meters), clock);
  }

  @Bean
  HealthCheck gatewayHealth(Gateway gateway) {
    return new HealthCheck("gateway", gateway::problem);
  }
}
