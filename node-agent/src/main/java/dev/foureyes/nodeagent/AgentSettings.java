package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.policy.TargetPolicy;
import dev.foureyes.nodeagent.probe.browser.BrowserSettings;
import dev.foureyes.nodeagent.probe.name.OriginZone;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.update.UpdateSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an agent has to be told.
 *
 * @param server where its gateway is
 * @param dataDirectory where it keeps its identity, its results and its assignments; its own alone
 * @param hostName the machine's name
 * @param name what it would like to be called
 * @param spoolLimits how much it keeps while the server cannot be reached
 * @param updates how it takes part in updates
 * @param targets where its owner lets it send probes
 * @param references that it reaches whenever it reaches anything
 * @param publicAddress IP address at which other nodes reach it; empty for the one that the server
 *     sees
 * @param browser whether and how it may run a browser
 * @param asnZone where it asks for the autonomous systems of hops; absent to ask nobody
 */
public record AgentSettings(
    ServerAddress server,
    Path dataDirectory,
    String hostName,
    String name,
    SpoolLimits spoolLimits,
    UpdateSettings updates,
    TargetPolicy targets,
    List<ServerAddress> references,
    String publicAddress,
    BrowserSettings browser,
    Optional<OriginZone> asnZone) {

  /** Where nothing is said. */
  public static final Optional<OriginZone> DEFAULT_ASN_ZONE =
      Optional.of(OriginZone.of(OriginZone.DEFAULT));

  public AgentSettings {
    references = List.copyOf(references);
  }

  /**
   * Without updates, with every target that FourEyes allows, the server for reference, and at the
   * address that the server sees; without a browser.
   */
  public AgentSettings(
      ServerAddress server,
      Path dataDirectory,
      String hostName,
      String name,
      SpoolLimits spoolLimits) {
    this(
        server,
        dataDirectory,
        hostName,
        name,
        spoolLimits,
        UpdateSettings.OFF,
        TargetPolicy.DEFAULT,
        List.of(server),
        "",
        BrowserSettings.OFF,
        DEFAULT_ASN_ZONE);
  }
}
