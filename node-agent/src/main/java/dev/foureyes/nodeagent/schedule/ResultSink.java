package dev.foureyes.nodeagent.schedule;

import dev.foureyes.proto.results.v1.ProbeResult;

/** Where results go. */
@FunctionalInterface
public interface ResultSink {

  /**
   * Takes a result; may wait for room.
   *
   * @throws IllegalArgumentException when the result is too large
   */
  void accept(ProbeResult result) throws InterruptedException;
}
