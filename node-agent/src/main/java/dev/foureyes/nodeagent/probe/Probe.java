package dev.foureyes.nodeagent.probe;

import dev.foureyes.nodeagent.time.Deadline;

/** A test that can be run any number of times. */
@FunctionalInterface
public interface Probe {

  /**
   * Runs once. Whatever the peer does, it returns soon after the deadline; what goes wrong is in
   * the outcome.
   *
   * @throws InterruptedException when the agent stops
   */
  ProbeOutcome run(Deadline deadline) throws InterruptedException;
}
