package dev.foureyes.nodeagent.probe.browser;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the owner of a node allows.
 *
 * @param allowed whether a browser is started at all
 * @param chromium the program; absent: where it usually is
 * @param user who Chromium runs as when the node runs as root, which it must not
 * @param sandbox false gives Chromium's sandbox up; only an owner can say so
 * @param places browsers that run at once, each with one test
 * @param maxMemoryBytes of one browser with all its processes, 128 MiB or more
 */
public record BrowserSettings(
    boolean allowed,
    Optional<Path> chromium,
    String user,
    boolean sandbox,
    int places,
    long maxMemoryBytes) {

  /** As it is where nobody has said anything. */
  public static final BrowserSettings OFF =
      new BrowserSettings(false, Optional.empty(), "nobody", true, 1, 768L << 20);

  private static final int MAX_PLACES = 16;
  private static final long MIN_MEMORY = 128L << 20;

  public BrowserSettings {
    if (places < 1 || places > MAX_PLACES) {
      throw new IllegalArgumentException(
          "browser places: " + places + " (expected: 1 to " + MAX_PLACES + ")");
    }
    if (maxMemoryBytes < MIN_MEMORY) {
      throw new IllegalArgumentException(
          "browser memory: " + maxMemoryBytes + " bytes (expected: at least 128m)");
    }
  }

  /** The same, allowed. */
  public BrowserSettings on() {
    return new BrowserSettings(true, chromium, user, sandbox, places, maxMemoryBytes);
  }

  /** The same with another program. */
  public BrowserSettings with(Optional<Path> newChromium) {
    return new BrowserSettings(allowed, newChromium, user, sandbox, places, maxMemoryBytes);
  }
}
