package dev.foureyes.benchmarks;

import dev.foureyes.e2e.Api;
import dev.foureyes.e2e.Arguments;
import dev.foureyes.e2e.Await;
import dev.foureyes.e2e.FourEyesProcess;
import dev.foureyes.e2e.Installation;
import dev.foureyes.e2e.NodeProcess;
import dev.foureyes.e2e.TopicContents;
import dev.foureyes.proto.common.v1.HttpProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.control.v1.DeleteTestResponse;
import dev.foureyes.proto.control.v1.Test;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The benchmark behind {@code benchmarks/node.sh}. */
public final class NodeCost {

  private static final int INTERVAL_MS = 60_000;
  private static final int TIMEOUT_MS = 5_000;
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final double MILLION = 1e6;

  private final Installation installation;
  private final NodeProcess node;
  private final Duration window;

  private NodeCost(Installation installation, NodeProcess node, Duration window) {
    this.installation = installation;
    this.node = node;
    this.window = window;
  }

  /**
   * What a process used while it made checks.
   *
   * @param cpuMsPerCheck processor time, of all its threads
   * @param rssMib at the end
   */
  private record Cost(int checks, double cpuMsPerCheck, double rssMib) {}

  /** {@code --directory DIR [--seconds N] [--https-tests N] [--tests N]}. */
  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.of(words, Set.of("directory", "seconds", "https-tests", "tests"));
    int seconds = arguments.number("seconds", 120);
    int httpsTests = arguments.number("https-tests", 1_000);
    int tests = arguments.number("tests", 5_000);
    Path directory = Path.of(arguments.required("directory"));
    try (Installation installation =
            Installation.inOneProcess(
                    directory, Installation.NO_FIRST_TESTS, "--logging.level.dev.foureyes=warn")
                .start();
        HttpsTarget target = HttpsTarget.start(directory.resolve("target"))) {
      Api api = installation.api();
      try (NodeProcess node =
          installation.node("bench").start(api.enrolmentToken("bench", Map.of()))) {
        NodeCost cost = new NodeCost(installation, node, Duration.ofSeconds(seconds));
        Await.pause(IDLE);
        double idle = ResidentMemory.mebibytes(node.process().pid());
        System.out.printf(Locale.ROOT, "idle        node %.0f MiB%n", idle);
        Cost ours = cost.https(httpsTests, target);
        Cost theirs = cost.exporter(directory, httpsTests, target);
        Percentiles lateness = cost.lateness(tests, target.plainPort());
        System.out.printf(
            Locale.ROOT,
            "idle_rss_mib=%.0f https_tests=%d https_rss_mib=%.0f https_checks=%d"
                + " cpu_ms_per_https_check=%.2f https_checks_per_core_second=%.0f"
                + " exporter_rss_mib=%.0f exporter_cpu_ms_per_https_check=%.2f cpu_ratio=%.2f"
                + " lateness_tests=%d lateness_p50_ms=%.2f lateness_p99_ms=%.2f"
                + " lateness_max_ms=%.1f%n",
            idle,
            httpsTests,
            ours.rssMib(),
            ours.checks(),
            ours.cpuMsPerCheck(),
            1000 / ours.cpuMsPerCheck(),
            theirs.rssMib(),
            theirs.cpuMsPerCheck(),
            ours.cpuMsPerCheck() / theirs.cpuMsPerCheck(),
            tests,
            lateness.at(0.5),
            lateness.at(0.99),
            lateness.at(1));
      }
    }
  }

  private Cost https(int count, HttpsTarget target) throws IOException {
    List<String> ids =
        create(
            count,
            i ->
                ProbeConfig.newBuilder()
                    .setHttp(
                        HttpProbe.newBuilder().setUrl(target.url()).setSkipCertificateCheck(true))
                    .build());
    settle();
    FourEyesProcess process = node.process();
    Instant start = Instant.now();
    Duration before = process.cpu();
    Await.pause(window);
    Duration used = process.cpu().minus(before);
    double rss = ResidentMemory.mebibytes(process.pid());
    List<ProbeResult> results = since(start, start.plus(window));
    delete(ids);
    requirePassed(results);
    Cost cost = new Cost(results.size(), used.toNanos() / MILLION / results.size(), rss);
    System.out.printf(
        Locale.ROOT,
        "https       node %.2f ms of processor time a check (%d checks), %.0f MiB%n",
        cost.cpuMsPerCheck(),
        cost.checks(),
        rss);
    return cost;
  }

  private Cost exporter(Path directory, int count, HttpsTarget target)
      throws IOException, InterruptedException {
    try (BlackboxExporter exporter = BlackboxExporter.start(directory.resolve("exporter"))) {
      Duration gap = Duration.ofMillis(INTERVAL_MS).dividedBy(count);
      exporter.check(target.url(), gap, Duration.ofSeconds(5)); // as warm as the node
      Duration before = exporter.cpu();
      int checks = exporter.check(target.url(), gap, window);
      Duration used = exporter.cpu().minus(before);
      Cost cost = new Cost(checks, used.toNanos() / MILLION / checks, exporter.rssMib());
      System.out.printf(
          Locale.ROOT,
          "https       blackbox_exporter %.2f ms of processor time a check (%d checks), %.0f MiB%n",
          cost.cpuMsPerCheck(),
          checks,
          cost.rssMib());
      return cost;
    }
  }

  private Percentiles lateness(int count, int port) {
    List<String> ids =
        create(
            count,
            i ->
                ProbeConfig.newBuilder()
                    .setTcp(TcpProbe.newBuilder().setHost("127.0.0.1").setPort(port))
                    .build());
    settle();
    Instant start = Instant.now();
    Await.pause(window);
    List<ProbeResult> results = since(start, start.plus(window));
    requirePassed(results);
    Percentiles lateness =
        new Percentiles(results.stream().map(ProbeResult::getLatenessMs).toList());
    System.out.printf(Locale.ROOT, "lateness    %d runs of %d tests%n", results.size(), ids.size());
    return lateness;
  }

  private List<String> create(int count, IntFunction<ProbeConfig> probe) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            installation
                .api()
                .create(
                    Test.newBuilder()
                        .setName("Cost " + i)
                        .setIntervalMs(INTERVAL_MS)
                        .setTimeoutMs(TIMEOUT_MS)
                        .setProbe(probe.apply(i))
                        .build())
                .getId())
        .toList();
  }

  private void delete(List<String> ids) {
    ids.forEach(
        id -> installation.api().delete("/api/v1/tests/" + id, DeleteTestResponse.newBuilder()));
  }

  /** New tests run at once, all of them; from then on each has its place in the minute. */
  private void settle() {
    Await.pause(window.compareTo(IDLE) < 0 ? window : IDLE);
  }

  private List<ProbeResult> since(Instant from, Instant to) {
    List<ProbeResult> results = new ArrayList<>();
    TopicContents.read(
        installation.bootstrapServers(),
        Topics.RESULTS,
        result -> {
          ProbeResult probe = result.getProbe();
          Instant due =
              Instant.ofEpochSecond(
                  probe.getScheduledAt().getSeconds(), probe.getScheduledAt().getNanos());
          if (!due.isBefore(from) && due.isBefore(to)) {
            results.add(probe);
          }
          return true;
        });
    return results;
  }

  private static void requirePassed(List<ProbeResult> results) {
    results.stream()
        .filter(result -> result.getFault() != Fault.FAULT_OK)
        .findFirst()
        .ifPresent(failed -> {
          throw new IllegalStateException("a check failed: " + failed);
        });
    if (results.isEmpty()) {
      throw new IllegalStateException("no results");
    }
  }
}
