package dev.foureyes.nodeagent;

import dev.foureyes.nodeagent.gateway.ServerAddress;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.update.UpdateSettings;
import java.nio.file.Path;

/**
 * What an agent has to be told.
 *
 * @param server where its gateway is
 * @param dataDirectory where it keeps its identity, its results and its assignments; its own alone
 * @param hostName the machine's name
 * @param name what it would like to be called
 * @param spoolLimits how much it keeps while the server cannot be reached
 * @param updates how it takes part in updates
 */
public record AgentSettings(
    ServerAddress server,
    Path dataDirectory,
    String hostName,
    String name,
    SpoolLimits spoolLimits,
    UpdateSettings updates) {

  /** Without updates. */
  public AgentSettings(
      ServerAddress server,
      Path dataDirectory,
      String hostName,
      String name,
      SpoolLimits spoolLimits) {
    this(server, dataDirectory, hostName, name, spoolLimits, UpdateSettings.OFF);
  }
}
