package dev.foureyes.nodeagent.probe.bgp;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The AS path of one UPDATE (RFC 4271, 5.1.2). One object serves all UPDATEs of a session in turn.
 */
final class AsPath {

  private static final int SET = 1;
  private static final int SEQUENCE = 2;
  private static final int CONFED_SEQUENCE = 3; // RFC 5065
  private static final int CONFED_SET = 4;
  private static final int MAX_TEXT = 512;

  private int[] numbers = new int[64];
  private int count;
  private byte[] types = new byte[8];
  private int[] ends = new int[8]; // where each segment's numbers end
  private int segments;
  private long hash;
  private boolean isHashed;

  void clear() {
    isHashed = false;
    count = 0;
    segments = 0;
  }

  /**
   * Reads an attribute's value.
   *
   * @param numberBytes 2 or 4
   * @return whether it is well-formed (RFC 7606, 7.2; RFC 7607)
   */
  boolean read(byte[] from, int start, int end, int numberBytes) {
    clear();
    int at = start;
    while (at < end) {
      if (end - at < 2) {
        return false;
      }
      int type = Octets.u8(from, at);
      int length = Octets.u8(from, at + 1);
      at += 2;
      if (type < SET || type > CONFED_SET || length == 0 || end - at < length * numberBytes) {
        return false;
      }
      for (int i = 0; i < length; i++, at += numberBytes) {
        int number = numberBytes == 2 ? Octets.u16(from, at) : Octets.u32(from, at);
        if (number == 0) {
          return false;
        }
        add(number);
      }
      endSegment(type);
    }
    return true;
  }

  private void add(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count++] = number;
  }

  private void endSegment(int type) {
    if (segments == types.length) {
      types = Arrays.copyOf(types, segments * 2);
      ends = Arrays.copyOf(ends, segments * 2);
    }
    types[segments] = (byte) type;
    ends[segments++] = count;
  }

  /**
   * Takes in what an old speaker on the way could not write: this path, with 2-octet numbers, ends
   * with the other (RFC 6793, 4.2.3).
   */
  void mergeAs4(AsPath as4) {
    int leading = hops() - as4.hops();
    if (leading < 0) {
      return; // by the RFC the other does not count then
    }
    AsPath merged = new AsPath();
    for (int segment = 0; segment < segments && leading > 0; segment++) {
      int start = start(segment);
      boolean isSequence = types[segment] == SEQUENCE;
      int taken = isSequence ? Math.min(leading, ends[segment] - start) : ends[segment] - start;
      for (int i = start; i < start + taken; i++) {
        merged.add(numbers[i]);
      }
      merged.endSegment(types[segment]);
      leading -= isSequence ? taken : types[segment] == SET ? 1 : 0;
    }
    for (int segment = 0; segment < as4.segments; segment++) {
      for (int i = as4.start(segment); i < as4.ends[segment]; i++) {
        merged.add(as4.numbers[i]);
      }
      merged.endSegment(as4.types[segment]);
    }
    numbers = merged.numbers;
    count = merged.count;
    types = merged.types;
    ends = merged.ends;
    segments = merged.segments;
  }

  /** A set counts as one, what is within a confederation as none. */
  private int hops() {
    int hops = 0;
    for (int segment = 0; segment < segments; segment++) {
      if (types[segment] == SEQUENCE) {
        hops += ends[segment] - start(segment);
      } else if (types[segment] == SET) {
        hops++;
      }
    }
    return hops;
  }

  private int start(int segment) {
    return segment == 0 ? 0 : ends[segment - 1];
  }

  /** A number that another path does not have, but for one of four thousand million. */
  int fingerprint() {
    if (!isHashed) {
      hash = hash();
      isHashed = true; // an UPDATE may have hundreds of prefixes
    }
    return (int) hash;
  }

  private long hash() {
    long sum = 0;
    int segment = 0;
    for (int i = 0; i < count; i++) {
      while (i == ends[segment]) {
        segment++;
      }
      // How a sequence is cut into segments does not matter.
      sum = Mix.mix(sum, ((long) types[segment] << 32) | (numbers[i] & 0xffffffffL));
    }
    return sum;
  }

  /** The last AS, to be read as unsigned; absent when that is a set, or there is none. */
  OptionalInt origin() {
    return segments > 0 && types[segments - 1] == SEQUENCE
        ? OptionalInt.of(numbers[count - 1])
        : OptionalInt.empty();
  }

  /** As people write it, cut when it is very long. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int segment = 0; segment < segments; segment++) {
      text.append(segment == 0 ? "" : " ").append(bracket(types[segment], "{([", ""));
      for (int i = start(segment); i < ends[segment]; i++) {
        if (text.length() > MAX_TEXT - 14) {
          return text.append(" …").toString();
        }
        text.append(i == start(segment) ? "" : " ").append(Integer.toUnsignedString(numbers[i]));
      }
      text.append(bracket(types[segment], "})]", ""));
    }
    return text.toString();
  }

  private static String bracket(int type, String brackets, String none) {
    return switch (type) {
      case SET -> brackets.substring(0, 1);
      case CONFED_SEQUENCE -> brackets.substring(1, 2);
      case CONFED_SET -> brackets.substring(2);
      default -> none;
    };
  }
}
