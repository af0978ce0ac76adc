package dev.foureyes.control.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Slows down guessing: so many failures from one address in so much time. */
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

  /**
   * Counts a try, which may be one of many at the same time; false when as many have failed, or may
   * yet.
   */
  synchronized boolean admit(String remoteIp) {
    Deque<Instant> recent = failures.computeIfAbsent(remoteIp, _ -> new ArrayDeque<>());
    Instant now = clock.instant();
    while (!recent.isEmpty() && !recent.getFirst().isAfter(now.minus(WINDOW))) {
      recent.removeFirst();
    }
    return recent.size() < FAILURES && recent.add(now);
  }

  /** A try did not fail, and so does not count. */
  synchronized void succeeded(String remoteIp) {
    failures.getOrDefault(remoteIp, new ArrayDeque<>()).pollLast();
  }
}
