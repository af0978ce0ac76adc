package dev.foureyes.e2e;

import dev.foureyes.e2e.Accounts.Balance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Load nodes make results at an even rate while nodes, gateway, broker, ingest and store writer are
 * killed with SIGKILL and started again in random order. Afterwards every result has to be in the
 * store, once.
 */
public final class ExactAccounting {

  private static final int NODES = 4;
  private static final int TESTS = 80;
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<Part> VICTIMS =
      List.of(Part.GATEWAY, Part.BROKER, Part.INGEST, Part.STORE_WRITER);

  private final Installation installation;
  private final List<LoadProcess> nodes = new ArrayList<>();
  private final Random random;
  private final long results;

  private ExactAccounting(Installation installation, long results, long seed) {
    this.installation = installation;
    this.results = results;
    this.random = new Random(seed);
  }

  /**
   * {@code --kills N --results M --seed S [--directory DIR]}; ends with 1 when it does not hold.
   */
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words, Set.of("kills", "results", "seed", "directory"));
    int kills = arguments.number("kills", 20);
    int results = arguments.number("results", 50_000);
    long seed = arguments.longNumber("seed", System.nanoTime() % 1_000_000 + 1);
    Path directory = Path.of(arguments.required("directory"));
    boolean holds;
    try (Installation installation =
        Installation.inParts(
            directory,
            "--foureyes.control.first-tests=false",
            "--logging.level.dev.foureyes=warn")) {
      ExactAccounting run = new ExactAccounting(installation, results, seed);
      try {
        holds = run.run(kills, seed);
      } finally {
        run.nodes.forEach(node -> node.process().close());
      }
    }
    System.exit(holds ? 0 : 1);
  }

  private boolean run(int kills, long seed) throws IOException {
    say("starting (seed " + seed + ", data and logs in " + installation.directory() + ")");
    installation.start();
    List<String> tests = LoadProcess.createTests(installation.api(), TESTS);
    double perSecond = Math.ceil(results / ((double) NODES * kills * BETWEEN_KILLS.toSeconds()));
    int each = (int) Math.max(10, perSecond);
    for (int i = 1; i <= NODES; i++) {
      nodes.add(LoadProcess.start(installation, "load-" + i, 1, tests, each));
    }
    Await.until("the first result", PATIENCE, () -> Accounts.rows(installation.storeFile()) > 0);
    say(NODES + " nodes, " + each + " results/s each");
    killAndRestart(kills);
    Await.until("the nodes to have made all results", PATIENCE, () -> promised() >= results);
    nodes.forEach(LoadProcess::stopMaking); // not before: every kill has to meet results on the way
    say("all kills done; waiting for the rest");
    awaitStill();
    Balance balance =
        Accounts.balance(
            Accounts.promised(journals()),
            Accounts.inLog(installation.bootstrapServers()),
            Accounts.inStore(installation.storeFile()));
    System.out.printf(
        "emitted=%d stored=%d lost=%d duplicated=%d kills=%d seed=%d%n",
        balance.emitted(), balance.stored(), balance.lost(), balance.duplicated(), kills, seed);
    return balance.holds() && balance.emitted() >= results;
  }

  private void killAndRestart(int kills) {
    List<Runnable> round = new ArrayList<>();
    for (int done = 0; done < kills; done++) {
      Await.pause(jitter(BETWEEN_KILLS));
      if (round.isEmpty()) { // each of them before any comes twice
        VICTIMS.forEach(part -> round.add(() -> killAndRestart(part)));
        round.add(() -> killAndRestart(nodes.get(random.nextInt(nodes.size()))));
        Collections.shuffle(round, random);
      }
      System.out.printf("%3d of %d  ", done + 1, kills);
      round.removeLast().run();
    }
  }

  private void killAndRestart(Part part) {
    System.out.printf("kill -9 %s%n", part.word());
    installation.process(part).kill();
    Await.pause(Duration.ofMillis(random.nextInt(3_000)));
    installation.start(part);
  }

  private void killAndRestart(LoadProcess node) {
    System.out.printf("kill -9 %s%n", node.name());
    node.process().kill();
    Await.pause(Duration.ofMillis(random.nextInt(3_000)));
    node.restart();
  }

  /** Half of it to one and a half. */
  private Duration jitter(Duration mean) {
    return Duration.ofMillis(mean.toMillis() / 2 + random.nextLong(mean.toMillis()));
  }

  private List<Path> journals() {
    return nodes.stream().flatMap(node -> node.journals().stream()).toList();
  }

  private long promised() {
    return nodes.stream().mapToLong(LoadProcess::promised).sum();
  }

  /** Waits until the store has what was promised and has not grown for some seconds. */
  private void awaitStill() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long before = -1;
    long rows = Accounts.rows(installation.storeFile());
    while ((rows != before || rows < promised()) && System.nanoTime() < end) {
      before = rows;
      Await.pause(Duration.ofSeconds(3));
      rows = Accounts.rows(installation.storeFile());
    }
  }

  private static void say(String sentence) {
    System.out.println(sentence);
  }
}
