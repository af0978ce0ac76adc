package dev.foureyes.nodeagent.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import dev.foureyes.proto.node.v1.LossRecord;
import dev.foureyes.proto.node.v1.Record;
import dev.foureyes.proto.node.v1.RecordList;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What stands in a frame: one record as an element of {@code RecordList.records}, so that frames
 * joined together are a list.
 */
final class Payloads {

  private static final int RECORDS_TAG =
      WireFormat.WIRETYPE_LENGTH_DELIMITED | (RecordList.RECORDS_FIELD_NUMBER << 3);
  private static final int RESULT_TAG =
      WireFormat.WIRETYPE_LENGTH_DELIMITED | (Record.RESULT_FIELD_NUMBER << 3);
  private static final int LOSS_TAG =
      WireFormat.WIRETYPE_LENGTH_DELIMITED | (Record.LOSS_FIELD_NUMBER << 3);
  private static final int DUE_TAG =
      WireFormat.WIRETYPE_LENGTH_DELIMITED | (ProbeResult.SCHEDULED_AT_FIELD_NUMBER << 3);

  private Payloads() {}

  /** What the spool has to know of a payload. */
  sealed interface Content {}

  /**
   * A result.
   *
   * @param due when its run was due; absent when it does not say
   */
  record ResultContent(Optional<Timestamp> due) implements Content {}

  record LossContent(LossRecord loss) implements Content {}

  /** A record that this version does not know. */
  record OtherContent() implements Content {}

  static ByteString of(Record message) {
    return RecordList.newBuilder().addRecords(message).build().toByteString();
  }

  static ByteString of(LossRecord loss) {
    return of(Record.newBuilder().setLoss(loss).build());
  }

  /** Looks into a payload without parsing results as a whole. */
  static Content content(ByteBuffer payload) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(payload.duplicate());
      if (in.readTag() != RECORDS_TAG) {
        return new OtherContent();
      }
      in.pushLimit(in.readRawVarint32());
      int tag = in.readTag();
      if (tag == RESULT_TAG) {
        in.pushLimit(in.readRawVarint32());
        return new ResultContent(due(in));
      }
      return tag == LOSS_TAG
          ? new LossContent(readMessage(in, LossRecord.newBuilder()).build())
          : new OtherContent();
    } catch (IOException e) {
      return new OtherContent();
    }
  }

  private static Optional<Timestamp> due(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == DUE_TAG) {
        return Optional.of(readMessage(in, Timestamp.newBuilder()).build());
      }
      in.skipField(tag);
    }
    return Optional.empty();
  }

  private static <B extends com.google.protobuf.Message.Builder> B readMessage(
      CodedInputStream in, B builder) throws IOException {
    in.readMessage(builder, ExtensionRegistryLite.getEmptyRegistry());
    return builder;
  }
}
