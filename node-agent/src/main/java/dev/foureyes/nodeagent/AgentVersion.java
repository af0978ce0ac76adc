package dev.foureyes.nodeagent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** The machine's name, without asking a resolver for it where that can be avoided. */
  static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return elsewhere();
    }
  }

  private static String elsewhere() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node"; // the machine does not know its own name
    }
  }
}
