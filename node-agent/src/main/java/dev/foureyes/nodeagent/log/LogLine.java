package dev.foureyes.nodeagent.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * One event to be logged.
 *
 * @param logger full name of the logger
 * @param message constant text; the variable parts are in the pairs
 * @param pairs in the order they were added
 * @param cause absent when nothing was thrown
 */
record LogLine(
    Instant time,
    Level level,
    String logger,
    String message,
    List<KeyValuePair> pairs,
    Optional<Throwable> cause) {

  LogLine {
    pairs = List.copyOf(pairs);
  }

  /** The logger's class without its package. */
  String shortLogger() {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
