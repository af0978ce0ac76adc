package dev.foureyes.nodeagent.log;

import dev.foureyes.nodeagent.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** Lets one event of a kind through a minute, and counts the rest. */
public final class LogThrottle {

  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final Ticker ticker;
  private final Map<String, Kind> kinds = new HashMap<>();

  public LogThrottle(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Logs, or counts only.
   *
   * @param kind one of a few constants
   * @param log called at most once a minute for a kind, with the number of events since its last
   *     call, this one included
   */
  public void log(String kind, LongConsumer log) {
    long events;
    synchronized (kinds) {
      long now = ticker.nanos();
      Kind known = kinds.get(kind);
      if (known != null && now - known.loggedNanos < INTERVAL_NANOS) {
        known.events++;
        return;
      }
      events = known == null ? 1 : known.events + 1;
      kinds.put(kind, new Kind(now));
    }
    log.accept(events);
  }

  private static final class Kind {
    private final long loggedNanos;
    private long events;

    private Kind(long loggedNanos) {
      this.loggedNanos = loggedNanos;
    }
  }
}
