package dev.foureyes.benchmarks;

import dev.foureyes.e2e.Await;
import dev.foureyes.e2e.Installation;
import dev.foureyes.e2e.LoadProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Load nodes at work.
 *
 * @param storedBefore how many results the store had taken before
 */
record Load(Installation installation, LoadProcess process, double storedBefore)
    implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static Load start(
      Installation installation, String name, int nodes, List<String> testIds, int perSecond)
      throws IOException {
    double before = Window.stored(installation);
    return new Load(
        installation, LoadProcess.start(installation, name, nodes, testIds, perSecond), before);
  }

  /** Results that were made and are not stored yet. */
  double lag() {
    return process.promised() + storedBefore - Window.stored(installation);
  }

  void awaitFirstResult() {
    Await.until("the first result", PATIENCE, () -> Window.stored(installation) > storedBefore);
  }

  /** Makes no more, and waits until all is stored. */
  void drain() {
    process.stopMaking();
    Await.until("the lag to be gone", PATIENCE, () -> lag() <= 0);
  }

  @Override
  public void close() {
    process.close();
  }
}
