package dev.foureyes.nodeagent.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * What is due when. Knows no clock: every call says what time it is, in milliseconds since
 * 1970-01-01 by the wall clock.
 */
final class Timetable {

  private final Map<String, Entry> entries = new HashMap<>();
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(entry -> entry.dueMs));

  /**
   * A run that is due.
   *
   * @param dueMs when it was to start
   * @param passedOver rounds before it that were not run, because nobody looked for so long
   * @param isRequested whether somebody asked for it; it was not due otherwise
   */
  record Due(String testId, long dueMs, long passedOver, boolean isRequested) {}

  private static final class Entry {
    private final String testId;
    private final long intervalMs;
    private final long phaseMs;
    private long dueMs;
    private boolean isRequested;

    private Entry(String testId, long intervalMs) {
      this.testId = testId;
      this.intervalMs = intervalMs;
      this.phaseMs = Rounds.phase(testId, intervalMs);
    }

    private long lastDue(long nowMs) {
      return Rounds.lastDue(nowMs, phaseMs, intervalMs);
    }
  }

  /**
   * Adds a test, in place of one with the same id.
   *
   * @param atOnce whether it also runs now
   */
  void put(String testId, long intervalMs, boolean atOnce, long nowMs) {
    remove(testId);
    Entry entry = new Entry(testId, intervalMs);
    entry.dueMs = atOnce ? nowMs : entry.lastDue(nowMs) + intervalMs;
    entries.put(testId, entry);
    queue.add(entry);
  }

  /** Makes a test due now; afterwards at its phase as before. */
  void hurry(String testId, long nowMs) {
    Entry entry = entries.get(testId);
    if (entry != null && entry.dueMs > nowMs) {
      queue.remove(entry);
      entry.dueMs = nowMs;
      entry.isRequested = true;
      queue.add(entry);
    }
  }

  void remove(String testId) {
    Entry entry = entries.remove(testId);
    if (entry != null) {
      queue.remove(entry);
    }
  }

  /** Takes what is due by now, in the order in which it was due; each test once. */
  List<Due> poll(long nowMs) {
    List<Due> due = new ArrayList<>();
    for (Entry entry = queue.peek(); entry != null && entry.dueMs <= nowMs; entry = queue.peek()) {
      queue.remove();
      long latest = Math.max(entry.dueMs, entry.lastDue(nowMs));
      long passedOver = (latest - entry.dueMs) / entry.intervalMs;
      due.add(new Due(entry.testId, latest, passedOver, entry.isRequested));
      entry.isRequested = false;
      entry.dueMs = entry.lastDue(nowMs) + entry.intervalMs;
      queue.add(entry);
    }
    return due;
  }

  /** When the next run is due; absent when there are no tests. */
  OptionalLong nextMs() {
    Entry first = queue.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.dueMs);
  }

  /**
   * The wall clock has jumped: every test is next due at its next phase by the new time. Runs that
   * were due at once still are.
   */
  void jumped(long beforeMs, long nowMs) {
    List<Entry> all = new ArrayList<>(queue);
    queue.clear();
    for (Entry entry : all) {
      boolean isDueAtOnce = entry.dueMs <= beforeMs;
      entry.dueMs = isDueAtOnce ? nowMs : entry.lastDue(nowMs) + entry.intervalMs;
      queue.add(entry);
    }
  }

  int size() {
    return entries.size();
  }
}
