package dev.foureyes.nodeagent.peers.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of its own, removed at the end. */
public final class Namespace implements AutoCloseable {

  private static final long PATIENCE_S = 60;

  private final String name;

  /**
   * What a program printed.
   *
   * @param exitCode zero when it went well
   */
  public record Output(int exitCode, String text) {}

  /** Makes it; needs root and iproute2. */
  public Namespace(String name) throws IOException, InterruptedException {
    this.name = name;
    must(List.of("ip", "netns", "add", name));
    ip("link set lo up");
  }

  public String name() {
    return name;
  }

  /** {@code ip ARGUMENTS} inside. */
  public void ip(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments.split(" ", -1)));
    must(command);
  }

  /** Sets {@code /proc/sys/KEY} inside; the key has slashes. */
  public void set(String key, String value) throws IOException, InterruptedException {
    must(
        List.of(
            "ip",
            "netns",
            "exec",
            name,
            "sh",
            "-c",
            "printf '%s' \"$1\" >\"/proc/sys/$2\"",
            "sh",
            value,
            key));
  }

  /** Has programs inside ask this DNS server; by the way of {@code ip netns exec}. */
  public void nameServer(String address) throws IOException {
    Files.createDirectories(settings());
    Files.writeString(settings().resolve("resolv.conf"), "nameserver " + address + "\n");
  }

  private Path settings() {
    return Path.of("/etc/netns", name);
  }

  /** Runs a program inside and waits for its end. */
  public Output run(List<String> command) throws IOException, InterruptedException {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
    inside.addAll(command);
    return output(inside, false);
  }

  private static void must(List<String> command) throws IOException, InterruptedException {
    Output output = output(command, true);
    if (output.exitCode != 0) {
      throw new IOException(
          String.join(" ", command)
              + ": "
              + output.text.strip()
              + " (expected: root, iproute2 and a kernel with network namespaces)");
    }
  }

  private static Output output(List<String> command, boolean withErrors)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("namespace", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(file.toFile());
      if (withErrors) {
        builder.redirectErrorStream(true);
      } else {
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      }
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": still running after a minute");
      }
      return new Output(process.exitValue(), Files.readString(file, UTF_8));
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(settings().resolve("resolv.conf"));
      Files.deleteIfExists(settings());
      must(List.of("ip", "netns", "del", name));
    } catch (IOException e) {
      System.err.println(e.getMessage()); // what was tested stands
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
