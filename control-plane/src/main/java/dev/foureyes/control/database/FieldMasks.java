package dev.foureyes.control.database;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import dev.foureyes.model.request.Violations;
import java.util.List;

/** Updates of entities by field mask. */
public final class FieldMasks {

  private FieldMasks() {}

  /**
   * The entity with the masked fields of the update in it; with all changeable fields when the mask
   * is empty.
   *
   * @param changeable names of the top-level fields that a user can change
   * @throws io.grpc.StatusRuntimeException when the mask names another field
   */
  @SuppressWarnings("unchecked") // a message's builder builds messages of its own type
  public static <M extends Message> M apply(
      M entity, M update, FieldMask mask, List<String> changeable) {
    List<String> paths = mask.getPathsCount() == 0 ? changeable : mask.getPathsList();
    Violations violations = new Violations();
    Message.Builder merged = entity.toBuilder();
    for (String path : paths) {
      if (!changeable.contains(path)) {
        violations.add("update_mask", path, "one of " + String.join(", ", changeable));
        continue;
      }
      FieldDescriptor field = entity.getDescriptorForType().findFieldByName(path);
      if (field.isRepeated() || update.hasField(field) || !field.hasPresence()) {
        merged.setField(field, update.getField(field));
      } else {
        merged.clearField(field);
      }
    }
    violations.throwIfAny();
    return (M) merged.build();
  }
}
