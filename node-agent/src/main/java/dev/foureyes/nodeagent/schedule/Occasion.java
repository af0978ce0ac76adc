package dev.foureyes.nodeagent.schedule;

import dev.foureyes.proto.results.v1.RunTrigger;

/**
 * When and why a test runs.
 *
 * @param round that the run is of
 * @param dueMs when it was due, by the wall clock, since 1970-01-01
 * @param dueNanos the same moment on the clock for elapsed time
 */
record Occasion(long round, long dueMs, long dueNanos, RunTrigger trigger) {

  /** The run that looks whether a failure on this occasion lasts; due now. */
  Occasion confirmation(long nowMs, long nowNanos) {
    return new Occasion(round, nowMs, nowNanos, RunTrigger.RUN_TRIGGER_CONFIRMATION);
  }
}
