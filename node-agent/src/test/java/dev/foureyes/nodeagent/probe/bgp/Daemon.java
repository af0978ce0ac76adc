package dev.foureyes.nodeagent.probe.bgp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A routing daemon of a Debian package, on loopback and a port that needs no privilege. */
final class Daemon implements AutoCloseable {

  private final Process process;
  private final Path directory;
  private final int port;

  private Daemon(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static String command(String name, String packageName) {
    for (String folder : List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name).toString();
      }
    }
    throw new AssertionError(
        name + " is not installed (expected: the Debian package " + packageName + ")");
  }

  /**
   * bird, with one session to the node's address; the protocol is called {@code node}.
   *
   * @param config with PORT for the port it listens on
   */
  static Daemon bird(Path directory, String config) throws IOException {
    int port = freePort();
    Path file =
        Files.writeString(directory.resolve("bird.conf"), config.replace("PORT", "" + port));
    String socket = directory.resolve("bird.ctl").toString();
    return start(
        directory, port, command("bird", "bird2"), "-f", "-c", file.toString(), "-s", socket);
  }

  /** gobgpd; its control port is the one above. */
  static Daemon gobgpd(Path directory, int apiPort, String config) throws IOException {
    int port = freePort();
    Path file =
        Files.writeString(directory.resolve("gobgpd.conf"), config.replace("PORT", "" + port));
    return start(
        directory,
        port,
        command("gobgpd", "gobgpd"),
        "-f",
        file.toString(),
        "--api-hosts",
        "127.0.0.1:" + apiPort,
        "--pprof-disable");
  }

  private static Daemon start(Path directory, int port, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    return new Daemon(process, directory, port);
  }

  int port() {
    return port;
  }

  /** Asks bird; what it answers. */
  String birdc(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(command("birdc", "bird2"), "-s", directory.resolve("bird.ctl").toString()));
    command.addAll(List.of(words));
    return output(command);
  }

  /** Asks gobgpd; what it answers. */
  static String gobgp(int apiPort, String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(command("gobgp", "gobgpd"), "-p", String.valueOf(apiPort)));
    command.addAll(List.of(words));
    return output(command);
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** What it has written so far. */
  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
