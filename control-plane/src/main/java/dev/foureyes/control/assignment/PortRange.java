package dev.foureyes.control.assignment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UDP ports that nodes use between each other.
 *
 * @param first 1024 to 65535
 * @param last no smaller than first
 */
public record PortRange(int first, int last) {

  private static final Pattern FORM = Pattern.compile("(\\d{4,5})-(\\d{4,5})");

  public PortRange {
    if (first < 1_024 || last > 65_535 || first > last) {
      throw new IllegalArgumentException(
          first + "-" + last + " (expected: two ports from 1024 to 65535, the smaller first)");
    }
  }

  /** Reads {@code 20000-29999}. */
  public static PortRange parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" (expected: two ports, for example 20000-29999)");
    }
    return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  int size() {
    return last - first + 1;
  }

  /**
   * Which ports are given away, by address: nodes on one machine, or behind one NAT, share them.
   */
  final class Allocation {

    private final Map<String, Set<Integer>> taken = new HashMap<>();

    /**
     * The port that this text stands for, or the next that is free at that address; 0 when none is.
     */
    int take(String address, String text) {
      Set<Integer> ports = taken.computeIfAbsent(address, _ -> new HashSet<>());
      int start = Math.floorMod(mixed(text.hashCode()), size());
      for (int i = 0; i < size(); i++) {
        int port = first + (start + i) % size();
        if (ports.add(port)) {
          return port;
        }
      }
      return 0;
    }

    /** Spreads hash codes that are close (the finalizer of MurmurHash3). */
    private static int mixed(int hash) {
      int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
      mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
      return mixed ^ mixed >>> 16;
    }
  }
}
