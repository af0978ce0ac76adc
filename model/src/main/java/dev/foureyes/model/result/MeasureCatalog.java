package dev.foureyes.model.result;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.foureyes.proto.common.v1.Annotations;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The measures of each kind of result. They are the fields of the contract that carry the option
 * {@code measure}; nothing here names one, so a new probe needs no change in this class.
 */
public final class MeasureCatalog {

  /** 1 when a result passed, else 0. Every kind of result has it; it is no field. */
  public static final String UP = "up";

  /**
   * The slot of the headline measure, which every kind of result has: the time that the whole took.
   */
  public static final int HEADLINE_SLOT = 7;

  private static final MeasureCatalog INSTANCE = new MeasureCatalog();

  private final Map<DetailCase, List<Measure>> byKind = new EnumMap<>(DetailCase.class);
  private final Map<DetailCase, Map<String, Measure>> byName = new EnumMap<>(DetailCase.class);
  private final Set<String> names = new TreeSet<>();

  private MeasureCatalog() {
    names.add(UP);
    for (FieldDescriptor field : ProbeResult.getDescriptor().getOneofs().getFirst().getFields()) {
      DetailCase kind = DetailCase.forNumber(field.getNumber());
      List<Measure> measures = measures(field.getMessageType());
      byKind.put(kind, measures);
      Map<String, Measure> named = new HashMap<>();
      for (Measure measure : measures) {
        named.put(measure.name(), measure);
        names.add(measure.name());
      }
      byName.put(kind, named);
    }
  }

  public static MeasureCatalog get() {
    return INSTANCE;
  }

  private static List<Measure> measures(Descriptor detail) {
    List<Measure> measures = new ArrayList<>();
    Set<Integer> slots = new HashSet<>();
    for (FieldDescriptor field : detail.getFields()) {
      if (!field.getOptions().hasExtension(Annotations.measure)) {
        continue;
      }
      int slot = field.getOptions().getExtension(Annotations.measure).getSlot();
      if (!slots.add(slot)) {
        throw new IllegalStateException(
            "slot of " + field.getFullName() + ": " + slot + " (expected: one that is free)");
      }
      measures.add(
          new Measure(field.getName(), slot, MeasureUnit.ofFieldName(field.getName()), field));
    }
    measures.sort(Comparator.comparingInt(measure -> measure.field().getNumber()));
    return List.copyOf(measures);
  }

  /**
   * The measures of a kind of result, in the contract's order; none for a result without detail.
   */
  public List<Measure> of(DetailCase kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  public Optional<Measure> find(DetailCase kind, String name) {
    return Optional.ofNullable(byName.getOrDefault(kind, Map.of()).get(name));
  }

  /** The measure in the headline slot. */
  public Optional<Measure> headline(DetailCase kind) {
    return of(kind).stream().filter(measure -> measure.slot() == HEADLINE_SLOT).findFirst();
  }

  /** The names of all measures of all kinds, and {@link #UP}, in alphabetical order. */
  public Set<String> names() {
    return names;
  }

  /**
   * The value of a measure in a result; empty when its kind has no such measure or the run did not
   * get that far.
   */
  public OptionalDouble value(ProbeResult result, String name) {
    if (name.equals(UP)) {
      return OptionalDouble.of(result.getFault() == Fault.FAULT_OK ? 1 : 0);
    }
    return find(result.getDetailCase(), name)
        .map(measure -> value(result, measure))
        .orElse(OptionalDouble.empty());
  }

  /** The value of a measure of the result's own kind. */
  public OptionalDouble value(ProbeResult result, Measure measure) {
    Object detail = result.getField(measureParent(result));
    return measure.in((Message) detail);
  }

  private static FieldDescriptor measureParent(ProbeResult result) {
    return ProbeResult.getDescriptor().findFieldByNumber(result.getDetailCase().getNumber());
  }
}
