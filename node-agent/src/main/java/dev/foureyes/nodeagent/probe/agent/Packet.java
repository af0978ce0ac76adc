package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.nodeagent.time.ServerClock.Reading;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What travels between two nodes. The fields are those of STAMP's authenticated packets (RFC 8762,
 * 4.2.2 and 4.3.2) in an order of our own, for both ends are ours; zeros follow up to the seal in
 * the last 16 bytes, which is over all of it.
 *
 * @param fromFirst whether the first end of the pair sent it; an end takes only the other's
 * @param sequence of a question within its run, from 0; of an answer, how many came before it
 * @param run of the sender of the question; grows with every run
 * @param nonce of the sender, see {@link Handshake}
 * @param echo the receiver's nonce as the sender knows it; 0 when it knows none
 * @param sentNanos when it was sent, by the sender's wall clock since 1970: T1 of a question, T3 of
 *     an answer
 * @param clock where that clock stands against the server's; absent when that is not known
 * @param answer what only answers have; zeros in others
 */
record Packet(
    Kind kind,
    boolean fromFirst,
    int sequence,
    int run,
    long nonce,
    long echo,
    long sentNanos,
    Optional<Reading> clock,
    Answer answer) {

  /** The shortest, as in RFC 8762. */
  static final int MIN_BYTES = 112;

  static final int MAX_BYTES = 1_400;

  private static final short MAGIC = 0x4645;
  private static final int FROM_FIRST = 1;
  private static final long NANOS = 1_000_000_000L;
  private static final int SYNCHRONIZED = 0x8000; // S and Z of the error estimate, RFC 8762, 4.2.1
  private static final int PTP_FORMAT = 0x4000;
  private static final int MAX_SCALE = 63;
  private static final int MAX_MULTIPLIER = 255;
  private static final double UNIT_NANOS = NANOS / 4_294_967_296.0;

  /** What it is for. */
  enum Kind {
    /** Says that its sender is there. Nothing answers it. */
    HELLO(1),
    /** Is measured, and answered with {@link #REFLECTION}. */
    TEST(2),
    REFLECTION(3),
    /** Asks what came of a run, and is answered with {@link #COUNT}. */
    QUERY(4),
    COUNT(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Optional<Kind> of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * What an answer says.
   *
   * @param receivedNanos when the question came, by the answerer's wall clock since 1970: T2
   * @param asked sequence number of the question
   * @param arrived different packets of the run that have come so far
   * @param duplicates that came again
   * @param reordered that came after a later one
   */
  record Answer(long receivedNanos, int asked, int arrived, int duplicates, int reordered) {
    static final Answer NONE = new Answer(0, 0, 0, 0, 0);
  }

  /**
   * The packet as it travels, sealed.
   *
   * @param length 112 to 1,400 bytes
   */
  byte[] sealed(int length, PairKey key) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    bytes.putInt(sequence).putShort(MAGIC).put((byte) kind.code);
    bytes.put((byte) (fromFirst ? FROM_FIRST : 0));
    putTime(bytes, sentNanos);
    bytes.putShort((short) errorEstimate(clock)).putShort((short) 0).putInt(run);
    bytes.putLong(nonce).putLong(echo);
    bytes.putLong(clock.map(Reading::offsetNanos).orElse(0L));
    putTime(bytes, answer.receivedNanos);
    bytes.putInt(answer.asked).putInt(answer.arrived);
    bytes.putInt(answer.duplicates).putInt(answer.reordered);
    key.seal(bytes.array());
    return bytes.array();
  }

  /** What came; empty when the pair's key did not seal it, or it is of another form. */
  static Optional<Packet> opened(byte[] data, PairKey key) {
    if (data.length < MIN_BYTES || data.length > MAX_BYTES || !key.isSealed(data)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(data);
    int sequence = bytes.getInt();
    short magic = bytes.getShort();
    Optional<Kind> kind = Kind.of(bytes.get());
    int flags = bytes.get();
    if (magic != MAGIC || kind.isEmpty() || (flags & ~FROM_FIRST) != 0) {
      return Optional.empty(); // of a later version
    }
    long sentNanos = time(bytes);
    int estimate = Short.toUnsignedInt(bytes.getShort());
    bytes.getShort();
    int run = bytes.getInt();
    long nonce = bytes.getLong();
    long echo = bytes.getLong();
    long offset = bytes.getLong();
    Optional<Reading> clock =
        (estimate & SYNCHRONIZED) == 0
            ? Optional.empty()
            : Optional.of(new Reading(offset, errorNanos(estimate)));
    Answer answer =
        new Answer(time(bytes), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    return Optional.of(
        new Packet(
            kind.get(), flags == FROM_FIRST, sequence, run, nonce, echo, sentNanos, clock, answer));
  }

  /** Seconds and nanoseconds of 32 bits each, as in IEEE 1588. */
  private static void putTime(ByteBuffer bytes, long nanos) {
    bytes.putInt((int) Math.floorDiv(nanos, NANOS)).putInt((int) Math.floorMod(nanos, NANOS));
  }

  private static long time(ByteBuffer bytes) {
    long seconds = Integer.toUnsignedLong(bytes.getInt());
    return seconds * NANOS + Integer.toUnsignedLong(bytes.getInt());
  }

  /** RFC 4656, 4.1.2: multiplier * 2^(scale - 32) seconds, rounded up. */
  private static int errorEstimate(Optional<Reading> clock) {
    if (clock.isEmpty()) {
      return PTP_FORMAT;
    }
    double units = Math.max(1, Math.ceil(clock.get().errorNanos() / UNIT_NANOS));
    int scale = 0;
    while (units > MAX_MULTIPLIER && scale < MAX_SCALE) {
      units = Math.ceil(units / 2);
      scale++;
    }
    return SYNCHRONIZED | PTP_FORMAT | scale << Byte.SIZE | (int) units;
  }

  private static long errorNanos(int estimate) {
    int scale = estimate >> Byte.SIZE & MAX_SCALE;
    return (long) Math.ceil((estimate & MAX_MULTIPLIER) * UNIT_NANOS * Math.pow(2, scale));
  }
}
