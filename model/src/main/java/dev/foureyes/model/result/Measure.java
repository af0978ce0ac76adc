package dev.foureyes.model.result;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.OptionalDouble;

/**
 * One number of a result that can be charted, bucketed and alerted on.
 *
 * @param name the field's name in the contract, with its unit; for example {@code total_ms}
 * @param slot position in a stored row, unique within one kind of result, permanent
 * @param unit read off the end of the name
 */
public record Measure(String name, int slot, MeasureUnit unit, FieldDescriptor field) {

  /** How many slots a stored row has. */
  public static final int SLOTS = 16;

  public Measure {
    if (slot < 0 || slot >= SLOTS) {
      throw new IllegalArgumentException(
          "slot of " + field.getFullName() + ": " + slot + " (expected: 0 to " + (SLOTS - 1) + ")");
    }
    if (!field.hasPresence()) {
      throw new IllegalArgumentException(
          field.getFullName() + " (expected: optional, since a measure may be absent)");
    }
  }

  /** The value in a result's detail message; empty when the run did not get that far. */
  OptionalDouble in(Message detail) {
    return detail.hasField(field)
        ? OptionalDouble.of(((Number) detail.getField(field)).doubleValue())
        : OptionalDouble.empty();
  }
}
