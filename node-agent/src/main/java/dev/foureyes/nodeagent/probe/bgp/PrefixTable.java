package dev.foureyes.nodeagent.probe.bgp;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of one family and a fingerprint of each one's AS path, in arrays of numbers: a path
 * itself is not kept, so no peer can make the table larger by making its paths longer or more
 * various. A change of path that leaves the fingerprint as it was, one of four thousand million, is
 * not seen.
 *
 * <p>Open addressing in parts that grow alone, by a quarter, so that growing needs little memory
 * beside the table. 12 bytes a place for IPv4, 21 for IPv6, at most four of five in use.
 */
final class PrefixTable implements AutoCloseable {

  private static final int PARTS = 64;
  private static final int FIRST_PLACES = 16;
  private static final int TENTHS_IN_USE = 8;
  private static final int IPV4_PLACE_BYTES = 12;
  private static final int IPV6_PLACE_BYTES = 21;

  private final Family family;
  private final RouteMemory memory;
  private final long seed =
      new SplittableRandom().nextLong(); // so that no peer knows what collides
  private final @Nullable Part[] parts = new Part[PARTS];
  private int size;
  private long bytes;

  /** What an announcement changed. */
  enum Change {
    NEW,
    SAME,
    OTHER_PATH
  }

  /** An IPv4 prefix is one word, with its length plus one at the bottom; zero is a free place. */
  private static final class Part {
    private final long[] high;
    private final long[] low;
    private final byte[] lengths; // plus one; wraps for 128, which is not zero either
    private final int[] paths;
    private int used;

    private Part(Family family, int places) {
      high = new long[places];
      low = new long[family == Family.IPV6 ? places : 0];
      lengths = new byte[family == Family.IPV6 ? places : 0];
      paths = new int[places];
    }
  }

  PrefixTable(Family family, RouteMemory memory) {
    this.family = family;
    this.memory = memory;
  }

  int size() {
    return size;
  }

  /** Bytes of its arrays. */
  long bytes() {
    return bytes;
  }

  /**
   * Notes a prefix.
   *
   * @throws RouteMemory.ExhaustedException when it is one too many
   */
  Change put(long high, long low, int length, int path) {
    long hash = hash(high, low, length);
    int index = (int) (hash >>> (Long.SIZE - 6));
    Part part = parts[index];
    if (part == null) {
      part = allocate(FIRST_PLACES);
      parts[index] = part;
    }
    int place = find(part, hash, high, low, length);
    if (isUsed(part, place)) {
      boolean isSame = part.paths[place] == path;
      part.paths[place] = path;
      return isSame ? Change.SAME : Change.OTHER_PATH;
    }
    if ((part.used + 1) * 10L > part.paths.length * (long) TENTHS_IN_USE) {
      part = grow(part);
      parts[index] = part;
      place = find(part, hash, high, low, length);
    }
    set(part, place, high, low, length, path);
    part.used++;
    size++;
    return Change.NEW;
  }

  /** Forgets a prefix; whether it was there. */
  boolean remove(long high, long low, int length) {
    long hash = hash(high, low, length);
    Part part = parts[(int) (hash >>> (Long.SIZE - 6))];
    if (part == null) {
      return false;
    }
    int place = find(part, hash, high, low, length);
    if (!isUsed(part, place)) {
      return false;
    }
    closeGap(part, place);
    part.used--;
    size--;
    return true;
  }

  /** Moves back what stands behind a place that became free, as far as it belongs before it. */
  private void closeGap(Part part, int freed) {
    int places = part.paths.length;
    int gap = freed;
    for (int i = next(gap, places); isUsed(part, i); i = next(i, places)) {
      int home = home(hashAt(part, i), places);
      boolean isBetween = gap <= i ? gap < home && home <= i : gap < home || home <= i;
      if (!isBetween) {
        part.high[gap] = part.high[i];
        part.paths[gap] = part.paths[i];
        if (family == Family.IPV6) {
          part.low[gap] = part.low[i];
          part.lengths[gap] = part.lengths[i];
        }
        gap = i;
      }
    }
    part.high[gap] = 0;
    if (family == Family.IPV6) {
      part.lengths[gap] = 0;
    }
  }

  private Part grow(Part old) {
    Part larger = allocate(old.paths.length + Math.max(FIRST_PLACES, old.paths.length / 4));
    for (int i = 0; i < old.paths.length; i++) {
      if (isUsed(old, i)) {
        long high = highAt(old, i);
        long low = family == Family.IPV6 ? old.low[i] : 0;
        int place = find(larger, hashAt(old, i), high, low, lengthAt(old, i));
        set(larger, place, high, low, lengthAt(old, i), old.paths[i]);
      }
    }
    larger.used = old.used;
    give(old.paths.length);
    return larger;
  }

  private Part allocate(int places) {
    long more = (long) places * placeBytes();
    memory.take(more);
    bytes += more;
    return new Part(family, places);
  }

  private void give(int places) {
    memory.give((long) places * placeBytes());
    bytes -= (long) places * placeBytes();
  }

  private int placeBytes() {
    return family == Family.IPV6 ? IPV6_PLACE_BYTES : IPV4_PLACE_BYTES;
  }

  private int find(Part part, long hash, long high, long low, int length) {
    int places = part.paths.length;
    int place = home(hash, places);
    while (isUsed(part, place)
        && (highAt(part, place) != high
            || lengthAt(part, place) != length
            || (family == Family.IPV6 && part.low[place] != low))) {
      place = next(place, places);
    }
    return place;
  }

  private void set(Part part, int place, long high, long low, int length, int path) {
    part.paths[place] = path;
    if (family == Family.IPV6) {
      part.high[place] = high;
      part.low[place] = low;
      part.lengths[place] = (byte) (length + 1);
    } else {
      part.high[place] = high | (length + 1);
    }
  }

  private boolean isUsed(Part part, int place) {
    return family == Family.IPV6 ? part.lengths[place] != 0 : part.high[place] != 0;
  }

  private long highAt(Part part, int place) {
    return family == Family.IPV6 ? part.high[place] : part.high[place] & 0xffffffff_00000000L;
  }

  private int lengthAt(Part part, int place) {
    return (family == Family.IPV6 ? part.lengths[place] & 0xff : (int) part.high[place]) - 1;
  }

  private long hashAt(Part part, int place) {
    long low = family == Family.IPV6 ? part.low[place] : 0;
    return hash(highAt(part, place), low, lengthAt(part, place));
  }

  private long hash(long high, long low, int length) {
    return Mix.mix(Mix.mix(Mix.mix(seed, high), low), length);
  }

  /** The top six bits choose the part, those below the place. */
  private static int home(long hash, int places) {
    return (int) ((((hash >>> 26) & 0xffffffffL) * places) >>> Integer.SIZE);
  }

  private static int next(int place, int places) {
    return place + 1 == places ? 0 : place + 1;
  }

  /** Gives its memory back. It holds nothing afterwards. */
  @Override
  public void close() {
    for (int i = 0; i < PARTS; i++) {
      Part part = parts[i];
      if (part != null) {
        give(part.paths.length);
        parts[i] = null;
      }
    }
    size = 0;
  }
}
