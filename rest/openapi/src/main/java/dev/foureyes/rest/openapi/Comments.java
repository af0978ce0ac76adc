package dev.foureyes.rest.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The comments of .proto files; they become the document's descriptions. Empty where there is none.
 */
final class Comments {

  private final Map<String, Map<List<Integer>, String>> byFile = new HashMap<>();

  String of(ServiceDescriptor service) {
    return at(
        service.getFile(), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex()));
  }

  String of(MethodDescriptor method) {
    return at(
        method.getFile(),
        List.of(
            FileDescriptorProto.SERVICE_FIELD_NUMBER,
            method.getService().getIndex(),
            ServiceDescriptorProto.METHOD_FIELD_NUMBER,
            method.getIndex()));
  }

  String of(Descriptor message) {
    return at(message.getFile(), path(message));
  }

  String of(FieldDescriptor field) {
    List<Integer> path = path(field.getContainingType());
    path.add(DescriptorProto.FIELD_FIELD_NUMBER);
    path.add(field.getIndex());
    return at(field.getFile(), path);
  }

  String of(EnumDescriptor type) {
    return at(type.getFile(), path(type));
  }

  /** The comments of the values, each after its name, for values that have one. */
  String ofValues(EnumDescriptor type) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < type.getValues().size(); i++) {
      List<Integer> path = path(type);
      path.add(EnumDescriptorProto.VALUE_FIELD_NUMBER);
      path.add(i);
      String comment = at(type.getFile(), path);
      if (!comment.isEmpty()) {
        text.append("\n- ").append(type.getValues().get(i).getName()).append(": ").append(comment);
      }
    }
    return text.toString();
  }

  private static List<Integer> path(EnumDescriptor type) {
    Descriptor parent = type.getContainingType();
    List<Integer> path = parent == null ? new ArrayList<>() : path(parent);
    path.add(
        parent == null
            ? FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER
            : DescriptorProto.ENUM_TYPE_FIELD_NUMBER);
    path.add(type.getIndex());
    return path;
  }

  private static List<Integer> path(Descriptor message) {
    Descriptor parent = message.getContainingType();
    List<Integer> path = parent == null ? new ArrayList<>() : path(parent);
    path.add(
        parent == null
            ? FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER
            : DescriptorProto.NESTED_TYPE_FIELD_NUMBER);
    path.add(message.getIndex());
    return path;
  }

  private String at(FileDescriptor file, List<Integer> path) {
    return byFile.computeIfAbsent(file.getName(), unused -> read(file)).getOrDefault(path, "");
  }

  private static Map<List<Integer>, String> read(FileDescriptor file) {
    Map<List<Integer>, String> comments = new HashMap<>();
    for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
      if (location.hasLeadingComments()) {
        comments.put(
            List.copyOf(location.getPathList()),
            location.getLeadingComments().strip().replace("\n ", "\n"));
      }
    }
    return comments;
  }
}
