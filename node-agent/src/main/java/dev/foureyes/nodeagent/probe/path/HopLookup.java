package dev.foureyes.nodeagent.probe.path;

import dev.foureyes.nodeagent.probe.name.OriginLookup;
import dev.foureyes.nodeagent.probe.name.ReverseLookup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What DNS says about the addresses of hops. */
final class HopLookup {

  private static final int MOST = 128;

  private final ReverseLookup reverse;
  private final OriginLookup origins;

  HopLookup(ReverseLookup reverse, OriginLookup origins) {
    this.reverse = reverse;
    this.origins = origins;
  }

  /**
   * As far as it is known.
   *
   * @param origins numbers of autonomous systems, unsigned
   */
  record Known(Map<InetAddress, String> names, Map<InetAddress, Integer> origins) {

    static final Known NOTHING = new Known(Map.of(), Map.of());
  }

  /** Asks for names and autonomous systems at the same time. */
  Known ask(List<InetAddress> addresses, Duration patience) throws InterruptedException {
    List<InetAddress> asked = addresses.stream().limit(MOST).toList();
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Map<InetAddress, Integer>> systems =
          thread.submit(() -> origins.origins(asked, patience));
      return new Known(reverse.names(asked, patience), systems.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause()); // a defect: what is not known is left out
    }
  }
}
