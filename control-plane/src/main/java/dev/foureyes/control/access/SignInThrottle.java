package dev.foureyes.control.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Slows down guessing: so many failures from one address, or for one name from one address, in so much time. */
final class SignInThrottle {

  private static final int FAILURES = 10;
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
          return size() > REMEMBERED;
        }
      };

  SignInThrottle(InstantSource clock) {
    this.clock = clock;
  }

  synchronized boolean isBlocked(String remoteIp) {
    Deque<Instant> recent = failures.get(remoteIp);
    if (recent == null) {
      return false;
    }
    Instant since = clock.instant().minus(WINDOW);
    while (!recent.isEmpty() && recent.getFirst().isBefore(since)) {
      recent.removeFirst();
    }
    return recent.size() >= FAILURES;
  }

  synchronized void failed(String remoteIp) {
    failures.computeIfAbsent(remoteIp, _ -> new ArrayDeque<>()).addLast(clock.instant());
  }
}
