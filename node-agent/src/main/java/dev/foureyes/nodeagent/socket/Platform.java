package dev.foureyes.nodeagent.socket;

import java.util.Set;

/** Whether this system has what the package needs. */
public final class Platform {

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64", "riscv64");

  private Platform() {}

  /** False on everything but Linux with 64 bits; then no socket can be opened. */
  public static boolean isSupported() {
    return isSupported(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static boolean isSupported(String osName, String architecture) {
    return osName.equals("Linux") && ARCHITECTURES.contains(architecture);
  }
}
