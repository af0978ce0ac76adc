package dev.foureyes.nodeagent.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An unpacked package in a directory: the launcher as it is shipped, and version 1.0.0 whose
 * program writes down that it was started. Programs of images do one of these:
 *
 * <pre>
 * good     proves itself when it is on trial, and ends
 * crash    ends with 134
 * killed   ends by SIGKILL
 * deaf     ends with 43, as one that the server does not accept in time
 * mixed    one after the other
 * </pre>
 */
final class Installation {

  private final Path root;
  private final Path starts;

  Installation(Path root) throws IOException {
    this.root = root;
    this.starts = root.resolve("starts");
    Files.createDirectories(root.resolve("bin"));
    Files.copy(
        Path.of("package", "foureyes-node"),
        root.resolve("bin/foureyes-node"),
        StandardCopyOption.COPY_ATTRIBUTES);
    image(root.resolve("packaged"), "1.0.0", "good");
  }

  /** Puts an image down as if it had been installed. */
  static void image(Path directory, String version, String behaviour) throws IOException {
    Files.createDirectories(directory.resolve("bin"));
    Files.writeString(directory.resolve("VERSION"), version + " linux/amd64\n");
    Files.writeString(directory.resolve("bin/java"), "no java\n");
    Path start = Files.writeString(directory.resolve("start"), start(behaviour));
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static String start(String behaviour) {
    return """
    #!/bin/sh
    here=${0%%/*}
    cut -d' ' -f1 "$here/VERSION" >>"$STARTS"
    behaviour=%s
    if [ "$behaviour" = mixed ]; then
      case $(grep -c . "$STARTS") in 1) behaviour=deaf ;; 2) behaviour=crash ;; *) behaviour=deaf ;; esac
    fi
    case $behaviour in
      good)
        if [ -n "$FOUREYES_NODE_TRIAL" ]; then rm -f "$FOUREYES_NODE_UPDATES/pending" "$FOUREYES_NODE_UPDATES/tries"; fi
        exit 0 ;;
      crash) exit 134 ;;
      killed) kill -9 $$ ;;
      deaf) exit 43 ;;
    esac
    """
        .formatted(behaviour);
  }

  Path tree() {
    return root.resolve("updates");
  }

  Path root() {
    return root;
  }

  Installer installer(UpdateTrust trust, Consumer<InstallStep> observer) {
    return new Installer(
        new SoftwareTree(tree()),
        new ManifestVerifier(trust, "linux/amd64", () -> Release.NOW),
        new SoftwareVersion(1, 0, 0),
        observer);
  }

  static UpdateTrust trust(KeyPair... keys) {
    List<RootKey> roots = new ArrayList<>();
    for (KeyPair key : keys) {
      try {
        roots.add(RootKey.of(Release.raw(key)));
      } catch (UpdateRefusedException e) {
        throw new IllegalStateException(e);
      }
    }
    return new UpdateTrust(roots, "stable");
  }

  /** Runs a node until it ends in order; the versions that the launcher started, in turn. */
  List<String> launch() throws IOException, InterruptedException {
    return launch("run");
  }

  /** The same for another command. */
  List<String> launch(String command) throws IOException, InterruptedException {
    Files.deleteIfExists(starts);
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("bin/foureyes-node").toString(), command)
            .redirectErrorStream(true);
    builder.environment().put("STARTS", starts.toString());
    builder.environment().put("FOUREYES_NODE_RESTART_AFTER", "0");
    Process launcher = builder.start();
    String output = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    if (!launcher.waitFor(20, TimeUnit.SECONDS) || launcher.exitValue() != 0) {
      launcher.destroyForcibly();
      throw new AssertionError("launcher: " + launcher + "\n" + output);
    }
    return Files.readAllLines(starts);
  }

  /** Names in the tree. */
  List<String> entries() throws IOException {
    if (!Files.exists(tree())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(tree())) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }
}
