package dev.foureyes.control;

import dev.foureyes.control.assignment.PortRange;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the control plane runs.
 *
 * @param dataDirectory where the database lies
 * @param gatewayAddress host and port that nodes dial, for the commands that the interface shows;
 *     one that begins with a colon stands for the host that the user's browser uses
 * @param publicUrl where users reach the interface, for the set-up link
 * @param firstTests whether a new installation begins with a few tests and an alert rule
 * @param firstTestsUrl where nodes of the same installation reach the interface, for the first
 *     tests; none where users do
 * @param firstTestsGateway where such nodes reach the gateway, host:port; none for the host of the
 *     interface
 * @param nodeTokenFile file to write an enrolment token into for a node of the same installation,
 *     while it has none; none for no such node
 * @param nodeTokenName what that node is called
 * @param setupLinkFile file to write the set-up link into while there is no user; none for the log
 *     only
 * @param agentPorts UDP ports that nodes use for tests between each other, for example {@code
 *     20000-29999}; firewalls between nodes must let them through
 * @param eventKeepAlive how long a stream of live events may be silent
 */
@ConfigurationProperties("foureyes.control")
public record ControlPlaneSettings(
    @DefaultValue("data/control") Path dataDirectory,
    @DefaultValue(":4443") String gatewayAddress,
    @DefaultValue("http://localhost:4444") String publicUrl,
    @DefaultValue("true") boolean firstTests,
    @Nullable String firstTestsUrl,
    @Nullable String firstTestsGateway,
    @Nullable Path nodeTokenFile,
    @DefaultValue("local") String nodeTokenName,
    @Nullable Path setupLinkFile,
    @DefaultValue("20000-29999") String agentPorts,
    @DefaultValue("15s") Duration eventKeepAlive) {

  public ControlPlaneSettings {
    try {
      var _ = PortRange.parse(agentPorts);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("foureyes.control.agent-ports: " + e.getMessage(), e);
    }
    if (!gatewayAddress.matches("[^\\s/]*:[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "foureyes.control.gateway-address: \""
              + gatewayAddress
              + "\" (expected: host:port, or :port)");
    }
    if (!publicUrl.matches("https?://[^\\s/]+")) {
      throw new IllegalArgumentException(
          "foureyes.control.public-url: \""
              + publicUrl
              + "\" (expected: http(s)://host[:port], without a path)");
    }
  }
}
