package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;

/**
 * Records that follow each other without a gap.
 *
 * @param count at least 1
 * @param records the bytes of a serialised {@code RecordList}
 */
public record SpoolBatch(Incarnation incarnation, long firstSeq, int count, ByteString records) {

  /** Sequence number after the last record. */
  public long endSeq() {
    return firstSeq + count;
  }
}
