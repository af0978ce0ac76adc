package dev.foureyes.stores;

import java.util.Arrays;

/**
 * The distribution of some whole numbers in a hundred bytes or so: count, sum, smallest and largest
 * exactly, percentiles within 1 % of the true value. Sketches of parts add up to the sketch of the
 * whole, in whatever order.
 *
 * <p>The buckets are those of DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable
 * quantile sketch with relative-error guarantees", PVLDB 12, 2019). The bytes are our own: those of
 * the library spell out every bucket between the smallest and the largest, 680 where 50 do. See
 * docs/adr/0011-rollups.md.
 */
public final class Sketch {

  /** Of percentiles, relative to the true value. */
  public static final double RELATIVE_ERROR = 0.01;

  private static final double GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
  private static final double BUCKETS_PER_E = 1 / Math.log(GAMMA);
  private static final int MAX_INDEX = indexOf((double) Long.MAX_VALUE);
  private static final byte VERSION = 1;

  private long count;
  private long sum;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private long zeros;
  private final Buckets positive = new Buckets();
  private final Buckets negative = new Buckets();

  public void add(long value) {
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value == 0) {
      zeros++;
    } else if (value > 0) {
      positive.add(indexOf((double) value), 1);
    } else {
      negative.add(indexOf(-(double) value), 1);
    }
  }

  private static int indexOf(double magnitude) {
    return (int) Math.ceil(Math.log(magnitude) * BUCKETS_PER_E);
  }

  /** The middle of a bucket, in the sense that no value in it is further away than the error. */
  private static double valueOf(int index) {
    return 2 * Math.pow(GAMMA, index) / (GAMMA + 1);
  }

  /**
   * Adds what an encoded sketch holds.
   *
   * @throws IllegalArgumentException when the bytes are no sketch; this one is of no use then
   */
  public void add(byte[] encoded) {
    try {
      Input input = new Input(encoded);
      if (input.raw() != VERSION) {
        throw new IllegalArgumentException(
            "version of a sketch: " + encoded[0] + " (expected: " + VERSION + ")");
      }
      count += input.unsigned();
      sum += input.signed();
      min = Math.min(min, input.signed());
      max = Math.max(max, input.signed());
      zeros += input.unsigned();
      addBuckets(positive, input);
      addBuckets(negative, input);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "a sketch of " + encoded.length + " bytes (expected: a whole one)", e);
    }
  }

  private static void addBuckets(Buckets buckets, Input input) {
    long distinct = input.unsigned();
    int index = 0;
    for (long i = 0; i < distinct; i++) {
      index += (int) input.signed();
      if (index < 0 || index > MAX_INDEX) {
        throw new IllegalArgumentException(
            "bucket of a sketch: " + index + " (expected: 0 to " + MAX_INDEX + ")");
      }
      buckets.add(index, input.unsigned());
    }
  }

  public byte[] encode() {
    Output output = new Output();
    output.raw(VERSION);
    output.unsigned(count);
    output.signed(sum);
    output.signed(min);
    output.signed(max);
    output.unsigned(zeros);
    encode(positive, output);
    encode(negative, output);
    return output.bytes();
  }

  private static void encode(Buckets buckets, Output output) {
    output.unsigned(buckets.distinct());
    int before = 0;
    for (int i = 0; i < buckets.counts.length; i++) {
      if (buckets.counts[i] > 0) {
        int index = buckets.first + i;
        output.signed(index - before);
        output.unsigned(buckets.counts[i]);
        before = index;
      }
    }
  }

  public long count() {
    return count;
  }

  public long sum() {
    return sum;
  }

  /** The smallest value; meaningless when there is none. */
  public long min() {
    return min;
  }

  /** The largest value; meaningless when there is none. */
  public long max() {
    return max;
  }

  /**
   * The value at a nearest rank, within {@link #RELATIVE_ERROR}.
   *
   * @param quantile above 0, at most 1
   * @throws IllegalStateException when the sketch is empty
   */
  public double quantile(double quantile) {
    if (count == 0) {
      throw new IllegalStateException("quantile of an empty sketch");
    }
    long rank = Math.max(1, (long) Math.ceil(quantile * count));
    long seen = 0;
    for (int i = negative.counts.length - 1; i >= 0; i--) {
      seen += negative.counts[i];
      if (seen >= rank) {
        return within(-valueOf(negative.first + i));
      }
    }
    seen += zeros;
    if (seen >= rank) {
      return 0;
    }
    for (int i = 0; i < positive.counts.length; i++) {
      seen += positive.counts[i];
      if (seen >= rank) {
        return within(valueOf(positive.first + i));
      }
    }
    return max;
  }

  private double within(double value) {
    return Math.clamp(value, (double) min, (double) max);
  }

  /** Counts of neighbouring buckets. */
  private static final class Buckets {
    private int first;
    private long[] counts = new long[0];

    void add(int index, long by) {
      if (counts.length == 0) {
        first = index - 8;
        counts = new long[32];
      } else if (index < first) {
        int more = Math.max(first - index, counts.length / 2);
        long[] wider = new long[counts.length + more];
        System.arraycopy(counts, 0, wider, more, counts.length);
        first -= more;
        counts = wider;
      } else if (index >= first + counts.length) {
        counts = Arrays.copyOf(counts, Math.max(index - first + 1, counts.length * 3 / 2));
      }
      counts[index - first] += by;
    }

    int distinct() {
      int distinct = 0;
      for (long one : counts) {
        distinct += one > 0 ? 1 : 0;
      }
      return distinct;
    }
  }

  /** Numbers of variable length, as protobuf's. */
  private static final class Input {
    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    byte raw() {
      return bytes[at++];
    }

    long unsigned() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    long signed() {
      long value = unsigned();
      return (value >>> 1) ^ -(value & 1);
    }
  }

  private static final class Output {
    private byte[] bytes = new byte[128];
    private int size;

    void raw(byte value) {
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * size);
      }
      bytes[size++] = value;
    }

    void unsigned(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        raw((byte) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      raw((byte) rest);
    }

    void signed(long value) {
      unsigned((value << 1) ^ (value >> 63));
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, size);
    }
  }
}
