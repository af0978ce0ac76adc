package dev.foureyes.nodeagent.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of sequence numbers, kept as ranges. */
final class SeqRanges {

  /**
   * A range of sequence numbers, both ends included.
   *
   * @param last at least first
   */
  record Range(long first, long last) {}

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  /** Adds the numbers from first to last; none when last is less than first. */
  void add(long first, long last) {
    if (last < first) {
      return;
    }
    long newFirst = first;
    long newLast = last;
    Map.Entry<Long, Long> neighbour = lastByFirst.floorEntry(last + 1);
    while (neighbour != null && neighbour.getValue() >= newFirst - 1) {
      newFirst = Math.min(newFirst, neighbour.getKey());
      newLast = Math.max(newLast, neighbour.getValue());
      lastByFirst.remove(neighbour.getKey());
      neighbour = lastByFirst.floorEntry(newLast + 1);
    }
    lastByFirst.put(newFirst, newLast);
  }

  boolean contains(long seq) {
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(seq);
    return range != null && range.getValue() >= seq;
  }

  /** The numbers from first to last that are not in the set, ascending. */
  List<Range> missing(long first, long last) {
    List<Range> missing = new ArrayList<>();
    long at = first;
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
    if (before != null) {
      at = Math.max(at, before.getValue() + 1);
    }
    for (Map.Entry<Long, Long> range : lastByFirst.tailMap(first, false).entrySet()) {
      if (range.getKey() > last) {
        break;
      }
      if (range.getKey() > at) {
        missing.add(new Range(at, range.getKey() - 1));
      }
      at = Math.max(at, range.getValue() + 1);
    }
    if (at <= last) {
      missing.add(new Range(at, last));
    }
    return missing;
  }

  /** Forgets all numbers below a bound. */
  void removeBelow(long bound) {
    Map.Entry<Long, Long> first = lastByFirst.firstEntry();
    while (first != null && first.getKey() < bound) {
      lastByFirst.remove(first.getKey());
      add(bound, first.getValue());
      first = lastByFirst.firstEntry();
    }
  }

  @Override
  public String toString() {
    return lastByFirst.toString();
  }
}
