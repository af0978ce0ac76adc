package dev.foureyes.benchmarks;

import dev.foureyes.e2e.Arguments;
import dev.foureyes.e2e.Await;
import dev.foureyes.e2e.Installation;
import dev.foureyes.e2e.LoadProcess;
import dev.foureyes.e2e.Part;
import dev.foureyes.proto.events.v1.NodeBatch;
import dev.foureyes.proto.results.v1.Result;
import dev.foureyes.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/** The benchmark behind {@code benchmarks/pipeline.sh}. */
public final class Pipeline {

  private static final double SUSTAINED_PART = 0.8;
  private static final double NEXT_TRY = 0.85;
  private static final double FLAT_SECONDS = 0.5;
  private static final double FULL = 0.85;
  private static final double MORE = 1.1;
  private static final int TRIES = 4;
  private static final double FIRST_OFFER = 2_500;
  private static final double ALL_OF_IT = 0.95;
  private static final int WATCHED_TESTS = 2;
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private final Installation installation;
  private final List<String> testIds;
  private final int nodes;
  private final int seconds;
  private int loads;

  private Pipeline(Installation installation, List<String> testIds, int nodes, int seconds) {
    this.installation = installation;
    this.testIds = testIds;
    this.nodes = nodes;
    this.seconds = seconds;
  }

  /** {@code --directory DIR [--seconds N] [--nodes N] [--tests N]}. */
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words, Set.of("directory", "seconds", "nodes", "tests"));
    int nodes = arguments.number("nodes", 20);
    int seconds = arguments.number("seconds", 60);
    int tests = arguments.number("tests", 250);
    try (Installation installation =
        Installation.inParts(
                Path.of(arguments.required("directory")),
                "--foureyes.control.first-tests=false",
                "--logging.level.dev.foureyes=warn")
            .start()) {
      List<String> testIds = LoadProcess.createTests(installation.api(), tests);
      new Pipeline(installation, testIds, nodes, seconds).run();
    }
  }

  private void run() throws Exception {
    Window most = atMost();
    Sustained sustained = sustained(most.perSecond() * SUSTAINED_PART);
    List<NodeBatch> batches =
        RawLimits.records(installation.bootstrapServers(), Topics.NODE_BATCHES);
    List<Result> results = RawLimits.records(installation.bootstrapServers(), Topics.RESULTS);
    for (Part part : installation.parts()) {
      if (part != Part.BROKER) {
        installation.process(part).close();
      }
    }
    Duration rawTime = Duration.ofSeconds(Math.max(5, seconds / 4));
    double producer = RawLimits.producer(installation.bootstrapServers(), batches, rawTime);
    double store =
        RawLimits.storeWriter(installation.directory().resolve("raw/results.db"), results, rawTime);
    System.out.printf("raw         producer %.0f, store writer %.0f results/s%n", producer, store);
    System.out.println(figures(most, sustained, producer, store, batches));
  }

  private record Sustained(Window window, Percentiles latenciesMs, boolean isFlat) {}

  /** More than it can take: offers twice as much until less than that is stored. */
  private Window atMost() throws IOException {
    for (double offered = FIRST_OFFER; ; offered *= 2) {
      try (Load load = load(offered)) {
        load.awaitFirstResult();
        Await.pause(WARM_UP);
        Window window = Window.observe(installation, load, Math.max(10, seconds / 3));
        System.out.printf(
            "offered     %.0f results/s: made %.0f/s, stored %.0f/s, %.2f processors%n",
            offered, window.madePerSecond(), window.perSecond(), window.processors());
        load.drain();
        if (window.perSecond() < offered * ALL_OF_IT) {
          return window;
        }
      }
    }
  }

  private Sustained sustained(double firstRate) throws IOException {
    double rate = firstRate;
    for (int i = 1; ; i++) {
      try (Load load = load(rate);
          LiveLatency watcher =
              new LiveLatency(installation.api(), testIds.subList(0, WATCHED_TESTS))) {
        Await.pause(WARM_UP);
        watcher.count();
        Window window = Window.observe(installation, load, seconds);
        boolean isFlat = window.lagGrowthSeconds() < FLAT_SECONDS;
        System.out.printf(
            "offered     %.0f results/s: stored %.0f/s, lag grew by %.2f s, %.2f processors%n",
            rate, window.perSecond(), window.lagGrowthSeconds(), window.processors());
        load.drain();
        if (isFlat || i == TRIES) {
          return new Sustained(window, watcher.latenciesMs(), isFlat);
        }
      }
      rate *= NEXT_TRY;
    }
  }

  private Load load(double perSecond) throws IOException {
    loads++;
    int each = (int) Math.max(1, perSecond / nodes);
    return Load.start(installation, "load-" + loads, nodes, testIds, each);
  }

  private String figures(
      Window most, Sustained sustained, double producer, double store, List<NodeBatch> batches) {
    Window window = sustained.window();
    StringJoiner line = new StringJoiner(" ");
    add(line, "sustained_results_per_s", "%.0f", window.perSecond());
    line.add("lag_flat=" + (sustained.isFlat() ? "yes" : "no"));
    add(line, "most_results_per_s", "%.0f", most.perSecond());
    add(line, "made_results_per_s_at_most", "%.0f", most.madePerSecond());
    add(line, "live_p50_ms", "%.0f", sustained.latenciesMs().at(0.5));
    add(line, "live_p99_ms", "%.0f", sustained.latenciesMs().at(0.99));
    line.add("live_samples=" + sustained.latenciesMs().count());
    window
        .cpuSeconds()
        .forEach((name, cpu) ->
            add(
                line,
                "cpu_us_per_result_" + name.replace('-', '_'),
                "%.1f",
                cpu * 1e6 / window.stored()));
    add(line, "processors_sustained", "%.2f", window.processors());
    add(line, "processors_at_most", "%.2f", most.processors());
    add(line, "processors_of_machine", "%.0f", Runtime.getRuntime().availableProcessors());
    add(
        line,
        "results_per_batch",
        "%.1f",
        batches.stream().mapToInt(batch -> batch.getBatch().getCount()).average().orElse(0));
    add(line, "raw_producer_results_per_s", "%.0f", producer);
    add(line, "raw_store_writer_results_per_s", "%.0f", store);
    add(line, "most_of_raw_producer", "%.3f", most.perSecond() / producer);
    add(line, "most_of_raw_store_writer", "%.3f", most.perSecond() / store);
    line.add("bottleneck=" + bottleneck(most));
    return line.toString();
  }

  /**
   * Where the machine has no processor left it is that, and who uses the most is named. Otherwise
   * the nodes, when they cannot make more than is stored, or something behind them that waits.
   */
  private static String bottleneck(Window most) {
    if (most.processors() > FULL * Runtime.getRuntime().availableProcessors()) {
      return "processors:" + most.busiest();
    }
    boolean nodesKeepUp = most.madePerSecond() > most.perSecond() * MORE;
    return nodesKeepUp ? "waits:" + most.busiest() : "disk-of-nodes";
  }

  private static void add(StringJoiner line, String name, String format, double value) {
    line.add(name + "=" + String.format(Locale.ROOT, format, value));
  }
}
