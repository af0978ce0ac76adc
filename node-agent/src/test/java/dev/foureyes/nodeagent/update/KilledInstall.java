package dev.foureyes.nodeagent.update;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Installs an update in a process that kills itself (SIGKILL) at one step. */
final class KilledInstall {

  private KilledInstall() {}

  /**
   * Runs.
   *
   * @param arguments the tree, the file NAME.update, the root key in hex, the step
   */
  public static void main(String[] arguments) throws Exception {
    UpdateTrust trust =
        new UpdateTrust(List.of(RootKey.of(HexFormat.of().parseHex(arguments[2]))), "stable");
    new Installer(
            new SoftwareTree(Path.of(arguments[0])),
            new ManifestVerifier(trust, "linux/amd64", () -> Release.NOW),
            new SoftwareVersion(1, 0, 0),
            step -> {
              if (step.name().equals(arguments[3])) {
                dieNow();
              }
            })
        .install(new FileSource(Path.of(arguments[1])));
  }

  private static void dieNow() {
    try {
      new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      new CountDownLatch(1).await(); // never comes back
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
