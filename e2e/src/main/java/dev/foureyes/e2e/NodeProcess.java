package dev.foureyes.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The agent that users run, as a process. */
public final class NodeProcess implements AutoCloseable {

  private final String name;
  private final String server;
  private final Path directory;
  private Optional<FourEyesProcess> running = Optional.empty();

  NodeProcess(String name, String server, Path directory) {
    this.name = name;
    this.server = server;
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it with an identity from before. */
  public NodeProcess start() {
    return start(List.of());
  }

  /** Starts it with a token. */
  public NodeProcess start(String token) {
    return start(List.of("--token", token));
  }

  /** Starts it with a token that lies in a file, or soon will. */
  public NodeProcess start(Path tokenFile) {
    return start(List.of("--token-file", tokenFile.toString()));
  }

  private NodeProcess start(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "MALLOC_ARENA_MAX=1",
                Checkout.java(), // as package/start does
                "-XX:+UseSerialGC",
                "-Xms8m",
                "-Xmx64m",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=20",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                Checkout.classPath("node-agent"),
                "dev.foureyes.nodeagent.Main",
                "run",
                "--server",
                server,
                "--name",
                name,
                "--data-dir",
                directory.resolve("data").toString()));
    command.addAll(arguments);
    running =
        Optional.of(FourEyesProcess.start(name, command, directory, directory.resolve("log")));
    return this;
  }

  /** Where its identity and spool lie. */
  public Path dataDirectory() {
    return directory.resolve("data");
  }

  public FourEyesProcess process() {
    return running.orElseThrow(() -> new IllegalStateException(name + " was never started"));
  }

  @Override
  public void close() {
    running.ifPresent(FourEyesProcess::close);
  }
}
