package dev.foureyes.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway runs.
 *
 * @param host address that nodes can reach it at; all addresses by default
 * @param port TCP port for nodes, 0 for any free one
 * @param dataDirectory where the certificate authority's files lie
 * @param heartbeatInterval how often nodes say that they are there, 1 s to 5 min
 * @param appendTimeout how long a batch may wait for room in the event log before the node is sent
 *     away to come back later
 * @param nodeUpdateUrl where nodes are told to look for updates, an http or https URL of a file
 *     with a signed manifest, in which "platform" in braces stands for linux-amd64 and the like;
 *     nowhere by default
 */
@ConfigurationProperties("foureyes.gateway")
public record GatewaySettings(
    @DefaultValue("0.0.0.0") String host,
    @DefaultValue("4443") int port,
    @DefaultValue("data/gateway") Path dataDirectory,
    @DefaultValue("10s") Duration heartbeatInterval,
    @DefaultValue("20s") Duration appendTimeout,
    @DefaultValue("") String nodeUpdateUrl) {

  private static final Pattern UPDATE_URL = Pattern.compile("https?://[^\\s/]+/\\S{1,2000}");

  public GatewaySettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "foureyes.gateway.port: " + port + " (expected: 0 to 65535)");
    }
    if (heartbeatInterval.compareTo(Duration.ofSeconds(1)) < 0
        || heartbeatInterval.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException(
          "foureyes.gateway.heartbeat-interval: " + heartbeatInterval + " (expected: 1s to 5m)");
    }
    if (appendTimeout.isNegative() || appendTimeout.isZero()) {
      throw new IllegalArgumentException(
          "foureyes.gateway.append-timeout: " + appendTimeout + " (expected: more than 0)");
    }
    if (!nodeUpdateUrl.isEmpty() && !UPDATE_URL.matcher(nodeUpdateUrl).matches()) {
      throw new IllegalArgumentException(
          "foureyes.gateway.node-update-url: "
              + nodeUpdateUrl
              + " (expected: an http or https URL, for example"
              + " https://updates.example.com/foureyes-node-{platform}.update)");
    }
  }
}
