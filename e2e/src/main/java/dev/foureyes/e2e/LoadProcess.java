package dev.foureyes.e2e;

import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.Test;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A process of load nodes, from outside. */
public final class LoadProcess implements AutoCloseable {

  private final String name;
  private final List<String> command;
  private final Path directory;
  private FourEyesProcess running;

  private LoadProcess(String name, List<String> command, Path directory) {
    this.name = name;
    this.command = command;
    this.directory = directory;
    this.running = launch();
  }

  /** Tests for load nodes, which run nowhere else. */
  public static List<String> createTests(Api api, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i ->
            api.create(
                    Test.newBuilder()
                        .setName("Load " + i)
                        .setIntervalMs(LoadResults.INTERVAL_MS)
                        .setTimeoutMs(LoadResults.INTERVAL_MS)
                        .setNodes(NodeSelector.newBuilder().putMatchLabels("load", "yes"))
                        .setProbe(
                            ProbeConfig.newBuilder()
                                .setHttp(
                                    HttpProbe.newBuilder()
                                        .setUrl("https://shop.example.com/checkout")))
                        .build())
                .getId())
        .toList();
  }

  /** Enrols nodes and starts them in one process. */
  public static LoadProcess start(
      Installation installation, String name, int nodes, List<String> testIds, int perSecond)
      throws IOException {
    Path directory = installation.directory().resolve("load").resolve(name);
    Files.createDirectories(directory);
    List<String> tokens =
        IntStream.rangeClosed(1, nodes)
            .mapToObj(i ->
                installation
                    .api()
                    .enrolmentToken(nodes == 1 ? name : name + "-" + i, Map.of("load", "yes")))
            .toList();
    Path tokenFile = Files.write(directory.resolve("tokens"), tokens);
    Path testFile = Files.write(directory.resolve("tests"), testIds);
    List<String> command =
        List.of(
            Checkout.java(),
            "-XX:+UseSerialGC",
            "-Xmx" + (64 + 8 * nodes) + "m",
            "-XX:TieredStopAtLevel=" + System.getProperty("foureyes.e2e.tier", "1"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dslf4j.provider=dev.foureyes.nodeagent.log.NodeLogProvider",
            "-cp",
            Checkout.classPath("e2e"),
            "dev.foureyes.e2e.LoadNodes",
            "--server",
            installation.gatewayAddress(),
            "--tokens",
            tokenFile.toString(),
            "--tests",
            testFile.toString(),
            "--directory",
            directory.toString(),
            "--per-second",
            Integer.toString(perSecond));
    return new LoadProcess(name, command, directory);
  }

  private FourEyesProcess launch() {
    return FourEyesProcess.start(name, command, directory, directory.resolve("log"));
  }

  public String name() {
    return name;
  }

  public FourEyesProcess process() {
    return running;
  }

  /** Starts it again after a kill. */
  void restart() {
    running = launch();
  }

  /** Its nodes make no more results, and deliver what they have. */
  public void stopMaking() {
    try {
      Files.createFile(directory.resolve(LoadNodes.STOP_FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many results its nodes have promised to keep. */
  public long promised() {
    long lines = 0;
    for (Path journal : journals()) {
      try {
        lines += Files.size(journal) / LoadNodes.JOURNAL_LINE_BYTES;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  /** Of its nodes. */
  List<Path> journals() {
    try (Stream<Path> nodes = Files.list(directory)) {
      return new ArrayList<>(
          nodes.map(node -> node.resolve("journal")).filter(Files::exists).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
