package dev.foureyes.control.system;

import java.util.Map;
import java.util.Optional;

/**
 * What was seen of the installation.
 *
 * @param eventLogError why the event log does not answer; empty when it does
 * @param jobs by job name; none when the event log does not answer
 * @param store what the store says; empty when it does not answer
 */
record Observation(Optional<String> eventLogError, Map<String, Job> jobs, Optional<Store> store) {

  /**
   * A Streams job, as the event log sees its group.
   *
   * @param running whether it has members
   * @param lagRecords records that it has not handled yet
   */
  record Job(boolean running, long lagRecords) {}

  /**
   * The store.
   *
   * @param problem empty when it is well
   */
  record Store(String problem, long lagRecords) {}

  Observation {
    jobs = Map.copyOf(jobs);
  }
}
