package dev.foureyes.nodeagent;

import java.util.Locale;

/** What this program and the machine under it are. */
final class AgentVersion {

  private AgentVersion() {}

  /** For example "0.1.0"; "development" outside of a package. */
  static String version() {
    String version = AgentVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Operating system and processor, for example "linux/amd64". */
  static String platform() {
    return System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT).replace(' ', '-')
        + "/"
        + System.getProperty("os.arch", "unknown");
  }
}
