package dev.foureyes.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A server on this machine, in one process or one for each part, on ports of its own and with its
 * data in one directory. All its processes end with it.
 */
public final class Installation implements AutoCloseable {

  /** A setting: nothing is tested but what a test of ours declares. */
  public static final String NO_FIRST_TESTS = "--foureyes.control.first-tests=false";

  private static final Duration START = Duration.ofMinutes(2);

  private final Path directory;
  private final List<Part> parts;
  private final List<String> moreSettings;
  private final int kafkaPort = Ports.free();
  private final int gatewayPort = Ports.free();
  private final int registryPort = Ports.free();
  private final int queryPort = Ports.free();
  private final Map<Part, Integer> httpPorts = new EnumMap<>(Part.class);
  private final Map<Part, FourEyesProcess> running = new EnumMap<>(Part.class);
  private Optional<Api> api = Optional.empty();

  private Installation(Path directory, List<Part> parts, List<String> moreSettings) {
    this.directory = directory;
    this.parts = parts;
    this.moreSettings = List.copyOf(moreSettings);
    parts.forEach(part -> httpPorts.put(part, Ports.free()));
    try {
      Files.createDirectories(directory.resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One process, not started yet. */
  public static Installation inOneProcess(Path directory, String... settings) {
    return new Installation(directory, List.of(Part.ALL), List.of(settings));
  }

  /** A process for each part, not started yet. */
  public static Installation inParts(Path directory, String... settings) {
    return new Installation(directory, Part.SEPARATE, List.of(settings));
  }

  /** Starts all parts and waits until they are healthy. */
  public Installation start() {
    try {
      parts.forEach(this::start);
      parts.forEach(this::awaitHealthy);
      return this;
    } catch (RuntimeException e) {
      close(); // nobody else will: whoever asked has nothing to close yet
      throw e;
    }
  }

  /** Starts a part that does not run, and does not wait for it. */
  public FourEyesProcess start(Part part) {
    FourEyesProcess process =
        FourEyesProcess.start(
            part.word(), command(part), directory, directory.resolve("logs/" + part.word()));
    running.put(part, process);
    return process;
  }

  private List<String> command(Part part) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Checkout.java(),
                "-XX:+UseSerialGC",
                "-Xmx" + (part == Part.ALL ? 768 : 384) + "m",
                "-XX:TieredStopAtLevel=" + System.getProperty("foureyes.e2e.tier", "1"),
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                Checkout.classPath("server"),
                "dev.foureyes.server.Main",
                part.role()));
    command.addAll(settings(part));
    command.addAll(moreSettings);
    return command;
  }

  private List<String> settings(Part part) {
    if (part == Part.BROKER) {
      return List.of(
          "--foureyes.broker.data-directory=" + directory.resolve("broker"),
          "--foureyes.broker.port=" + kafkaPort);
    }
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--server.port=" + httpPorts.get(part),
                "--server.address=127.0.0.1",
                "--foureyes.process.instance-id=" + part.word(),
                "--foureyes.internal.secret-file=" + directory.resolve("internal/secret"),
                "--foureyes.internal.registry-address=127.0.0.1:" + registryPort,
                "--foureyes.internal.registry-port=" + registryPort,
                "--foureyes.internal.query-address=127.0.0.1:" + queryPort,
                "--foureyes.internal.query-port=" + queryPort,
                "--foureyes.gateway.host=127.0.0.1",
                "--foureyes.gateway.port=" + gatewayPort,
                "--foureyes.gateway.data-directory=" + directory.resolve("gateway"),
                "--foureyes.ingest.state-directory=" + directory.resolve("streams"),
                "--foureyes.alerting.state-directory=" + directory.resolve("streams"),
                "--foureyes.store.file=" + storeFile(),
                "--foureyes.control.data-directory=" + directory.resolve("control"),
                "--foureyes.control.gateway-address=127.0.0.1:" + gatewayPort,
                "--foureyes.control.public-url=" + url(),
                "--foureyes.control.setup-link-file=" + directory.resolve("setup-link"),
                "--foureyes.control.node-token-file=" + nodeTokenFile()));
    if (part == Part.ALL) {
      settings.add("--foureyes.event-log.port=" + kafkaPort);
      settings.add("--foureyes.event-log.data-directory=" + directory.resolve("broker"));
    } else {
      settings.add("--foureyes.event-log.bootstrap-servers=" + bootstrapServers());
    }
    if (part == Part.INGEST || part == Part.STORE_WRITER) {
      settings.add("--foureyes.ingest.open-batches=" + (part == Part.INGEST));
      settings.add("--foureyes.ingest.write-store=" + (part == Part.STORE_WRITER));
    }
    return settings;
  }

  /** Waits until a part says that it does its job. */
  public void awaitHealthy(Part part) {
    if (part == Part.BROKER) {
      return; // the others wait for it
    }
    Await.until(
        part.word() + " to be healthy",
        START,
        () -> {
          if (!process(part).isAlive()) {
            throw new IllegalStateException(part.word() + " ended:\n" + process(part).lastWords());
          }
          return Http.isOk(httpUrl(part).resolve("/health"));
        });
  }

  /** The process of a part that was started. */
  public FourEyesProcess process(Part part) {
    return Optional.ofNullable(running.get(part))
        .orElseThrow(() -> new IllegalStateException(part.word() + " was never started"));
  }

  /** The parts that it consists of. */
  public List<Part> parts() {
    return parts;
  }

  /** A fresh node of this installation, with the agent that users run; it is not started yet. */
  public NodeProcess node(String name) {
    return new NodeProcess(name, gatewayAddress(), directory.resolve("nodes").resolve(name));
  }

  /** The API, as the administrator; the first call sets the installation up. */
  public Api api() {
    if (api.isEmpty()) {
      Path link = directory.resolve("setup-link");
      Await.until("the set-up link", START, () -> Files.exists(link));
      try {
        String text = Files.readString(link).strip();
        api = Optional.of(Api.setUp(url(), text.substring(text.indexOf("#token=") + 7)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return api.get();
  }

  public Path directory() {
    return directory;
  }

  public Path storeFile() {
    return directory.resolve("results/results.db");
  }

  /** Where the control plane puts the token of a node beside it. */
  public Path nodeTokenFile() {
    return directory.resolve("node-token");
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** host:port */
  public String gatewayAddress() {
    return "127.0.0.1:" + gatewayPort;
  }

  /** Of interface and API. */
  public URI url() {
    return httpUrl(parts.contains(Part.ALL) ? Part.ALL : Part.CONTROL_PLANE);
  }

  private URI httpUrl(Part part) {
    return URI.create("http://127.0.0.1:" + httpPorts.get(part));
  }

  /** The sum of a metric of a part over its label values; 0 where it has none. */
  public double metric(Part part, String name) {
    String text = Http.get(httpUrl(part).resolve("/metrics"));
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What a part says of its health, with its status code before it: "503 not ready …". */
  public String health(Part part) {
    return Http.status(httpUrl(part).resolve("/health"));
  }

  /** The last words of every part, for a test that has failed. */
  public String lastWords() {
    return running.values().stream()
        .map(process -> "--- " + process.name() + "\n" + process.lastWords())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    for (Part part : parts.reversed()) {
      Optional.ofNullable(running.get(part)).ifPresent(FourEyesProcess::close);
    }
  }
}
