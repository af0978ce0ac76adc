package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record in a segment: {@code [length u32][CRC-32C u32][seq u64][payload]}, big-endian. The
 * length is that of the payload. The checksum is over incarnation, length, seq and payload, so that
 * a frame of another log is not taken for one of this.
 *
 * @param payload a {@code Record} as an element of {@code RecordList.records}, tag and length
 *     included
 */
record Frame(long seq, ByteBuffer payload) {

  static final int HEADER_BYTES = 16;

  /**
   * Largest payload. Far above what a probe makes; it bounds what a damaged length can make the
   * reader do.
   */
  static final int MAX_PAYLOAD_BYTES = 256 << 10;

  private static final int SEQ_AT = 8;

  static int size(ByteString payload) {
    return HEADER_BYTES + payload.size();
  }

  /** Appends a frame to a buffer, which has room for it. */
  static void put(ByteBuffer target, Incarnation incarnation, long seq, ByteString payload) {
    int start = target.position();
    target.putInt(payload.size()).putInt(0).putLong(seq);
    payload.copyTo(target);
    target.putInt(
        start + 4, checksum(incarnation, payload.size(), seq, payload.asReadOnlyByteBuffer()));
  }

  /**
   * Length of the payload by the frame's header at a position; it may be anything when the header
   * is damaged.
   */
  static int payloadLength(ByteBuffer source, int at) {
    return source.getInt(at);
  }

  /** Sequence number by the frame's header at a position. */
  static long seq(ByteBuffer source, int at) {
    return source.getLong(at + SEQ_AT);
  }

  /**
   * Whether the frame at a position, which lies in the buffer as a whole, is one of this log and
   * undamaged.
   */
  static boolean isWhole(ByteBuffer source, int at, Incarnation incarnation) {
    int length = payloadLength(source, at);
    return source.getInt(at + 4)
        == checksum(incarnation, length, seq(source, at), source.slice(at + HEADER_BYTES, length));
  }

  private static int checksum(Incarnation incarnation, int length, long seq, ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(Incarnation.BYTES + Integer.BYTES + Long.BYTES);
    incarnation.bytes().copyTo(head);
    head.putInt(length).putLong(seq).flip();
    crc.update(head);
    crc.update(payload);
    return (int) crc.getValue();
  }
}
