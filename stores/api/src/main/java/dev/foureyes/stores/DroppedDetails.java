package dev.foureyes.stores;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.model.result.Measure;
import dev.foureyes.model.result.MeasureCatalog;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;

/** What is still known of a result whose details are no longer kept. */
public final class DroppedDetails {

  private DroppedDetails() {}

  /** Makes a probe's result from its row. */
  public static ProbeResult restore(String testId, DetailCase kind, Row row) {
    ProbeResult.Builder probe =
        ProbeResult.newBuilder()
            .setTestId(testId)
            .setScheduledAt(Timestamps.fromMicros(row.dueMicros()))
            .setFault(row.fault());
    if (kind == DetailCase.DETAIL_NOT_SET) {
      return probe.build();
    }
    FieldDescriptor detailField = ProbeResult.getDescriptor().findFieldByNumber(kind.getNumber());
    Message.Builder detail = probe.newBuilderForField(detailField);
    for (Measure measure : MeasureCatalog.get().of(kind)) {
      row.value(measure)
          .ifPresent(value -> detail.setField(measure.field(), ofType(measure.field(), value)));
    }
    return probe.setField(detailField, detail.build()).build();
  }

  private static Object ofType(FieldDescriptor field, double value) {
    return switch (field.getJavaType()) {
      case INT -> (int) Math.round(value);
      case LONG -> Math.round(value);
      case FLOAT -> (float) value;
      case DOUBLE -> value;
      default -> throw new IllegalStateException(field.getFullName() + " (expected: a number)");
    };
  }
}
