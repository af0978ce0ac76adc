/**
 * When each test runs. A test has rounds of equal length, the same on every node: round {@code n}
 * is from {@code n} to {@code n + 1} intervals after 1970-01-01. Within its rounds each test has a
 * fixed place, the phase, by a hash of its id, so that tests spread and a restart changes nothing.
 *
 * <p>Threads: one decides what is due and starts a virtual thread for each run; it never waits for
 * a run.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.schedule.ProbeScheduler}, tests in and results
 * out; {@code Timetable}, what is due when, without threads and clocks; {@code ProbeRunner}, one
 * run.
 */
@NullMarked
package dev.foureyes.nodeagent.schedule;

import org.jspecify.annotations.NullMarked;
