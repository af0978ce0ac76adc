package dev.foureyes.nodeagent.uplink;

import dev.foureyes.proto.node.v1.Capability;
import java.util.List;

/**
 * What a node says of itself when it connects.
 *
 * @param agentVersion for example "0.1.0"
 * @param platform for example "linux/amd64"
 * @param capabilities what it can probe
 * @param publicAddress where other nodes reach it, as its owner says; empty when not said
 */
public record NodeDescription(
    String agentVersion,
    String platform,
    String hostname,
    List<Capability> capabilities,
    String publicAddress) {

  public NodeDescription {
    capabilities = List.copyOf(capabilities);
  }

  /** One whose address the server sees. */
  public NodeDescription(
      String agentVersion, String platform, String hostname, List<Capability> capabilities) {
    this(agentVersion, platform, hostname, capabilities, "");
  }
}
