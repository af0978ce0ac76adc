package dev.foureyes.nodeagent.uplink;

import dev.foureyes.proto.node.v1.FlowControl;

/**
 * How much may be sent. A value that the server leaves out is a modest one.
 *
 * @param batches without an acknowledgement; at least 1
 * @param records in a batch; at least 1
 * @param bytes in a batch; one record may be larger
 */
record FlowLimits(int batches, int records, int bytes) {

  static final FlowLimits MODEST = new FlowLimits(2, 100, 256 << 10);

  private static final int MOST_BATCHES = 64;
  private static final int MOST_RECORDS = 10_000;
  private static final int MOST_BYTES = 4 << 20;

  static FlowLimits of(FlowControl control) {
    return new FlowLimits(
        bounded(control.getMaxBatchesInFlight(), MODEST.batches, MOST_BATCHES),
        bounded(control.getMaxRecordsPerBatch(), MODEST.records, MOST_RECORDS),
        bounded(control.getMaxBatchBytes(), MODEST.bytes, MOST_BYTES));
  }

  private static int bounded(int unsigned, int otherwise, int most) {
    long value = Integer.toUnsignedLong(unsigned);
    return value == 0 ? otherwise : (int) Math.min(value, most);
  }
}
