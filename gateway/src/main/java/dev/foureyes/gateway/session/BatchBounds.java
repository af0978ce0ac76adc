package dev.foureyes.gateway.session;

import dev.foureyes.proto.node.v1.FlowControl;
import dev.foureyes.proto.node.v1.ResultBatch;

/** What a batch may hold. Its records are not opened here. */
final class BatchBounds {

  static final FlowControl LIMITS =
      FlowControl.newBuilder()
          .setMaxBatchesInFlight(8)
          .setMaxRecordsPerBatch(500)
          .setMaxBatchBytes(512 << 10)
          .build();

  private static final int INCARNATION_BYTES = 16;

  private BatchBounds() {}

  /**
   * Checks a batch.
   *
   * @throws IllegalArgumentException when it is out of bounds
   */
  static void check(ResultBatch batch) {
    if (batch.getIncarnation().size() != INCARNATION_BYTES) {
      throw wrong(
          "incarnation", batch.getIncarnation().size() + " bytes", INCARNATION_BYTES + " bytes");
    }
    if (batch.getCount() < 1 || batch.getCount() > LIMITS.getMaxRecordsPerBatch()) {
      throw wrong(
          "count",
          Integer.toUnsignedString(batch.getCount()),
          "1 to " + LIMITS.getMaxRecordsPerBatch());
    }
    if (batch.getFirstSeq() < 0) {
      throw wrong("first_seq", Long.toUnsignedString(batch.getFirstSeq()), "less than 2^63");
    }
    if (batch.getRecords().isEmpty() || batch.getRecords().size() > LIMITS.getMaxBatchBytes()) {
      throw wrong(
          "records",
          batch.getRecords().size() + " bytes",
          "1 to " + LIMITS.getMaxBatchBytes() + " bytes");
    }
  }

  private static IllegalArgumentException wrong(String field, String value, String expected) {
    return new IllegalArgumentException(
        "batch." + field + ": " + value + " (expected: " + expected + ")");
  }
}
