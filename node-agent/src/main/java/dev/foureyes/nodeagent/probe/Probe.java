package dev.foureyes.nodeagent.probe;

import dev.foureyes.nodeagent.time.Deadline;

/** A test that can be run any number of times. */
@FunctionalInterface
public interface Probe extends AutoCloseable {

  /**
   * Runs once. Whatever the peer does, it returns soon after the deadline; what goes wrong is in
   * the outcome.
   *
   * @throws InterruptedException when the agent stops
   */
  ProbeOutcome run(Deadline deadline) throws InterruptedException;

  /**
   * Lets go of what it keeps between runs, because its test is no longer there. Nearly all kinds
   * keep nothing. Takes less than a second; a run that is going on ends soon.
   */
  @Override
  default void close() {}
}
