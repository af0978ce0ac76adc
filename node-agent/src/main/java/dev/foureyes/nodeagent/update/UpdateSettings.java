package dev.foureyes.nodeagent.update;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How this process takes part in updates.
 *
 * @param tree where updates are kept; absent when the process was not started by the launcher, or
 *     updates are off
 * @param trial the version that this process is, when it still has to prove itself; empty otherwise
 * @param connectWithin how long it has for that
 */
public record UpdateSettings(Optional<Path> tree, String trial, Duration connectWithin) {

  /** No updates, as in a container, where the image is what is updated. */
  public static final UpdateSettings OFF =
      new UpdateSettings(Optional.empty(), "", Duration.ofMinutes(2));

  private static final String TREE = "FOUREYES_NODE_UPDATES";
  private static final String TRIAL = "FOUREYES_NODE_TRIAL";
  private static final String CONNECT_SECONDS = "FOUREYES_NODE_TRIAL_SECONDS";

  /** What the launcher says. */
  public static UpdateSettings of(Map<String, String> environment) {
    String tree = environment.getOrDefault(TREE, "");
    if (tree.isBlank() || tree.equals("off")) {
      return OFF;
    }
    String seconds = environment.getOrDefault(CONNECT_SECONDS, "");
    return new UpdateSettings(
        Optional.of(Path.of(tree)),
        environment.getOrDefault(TRIAL, ""),
        seconds.matches("[1-9]\\d{0,3}")
            ? Duration.ofSeconds(Long.parseLong(seconds))
            : OFF.connectWithin);
  }
}
