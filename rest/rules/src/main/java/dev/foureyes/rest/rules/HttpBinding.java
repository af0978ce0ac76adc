package dev.foureyes.rest.rules;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach an RPC over HTTP, checked against the RPC's request message.
 *
 * @param method the RPC
 * @param verb GET, POST, PUT, PATCH or DELETE
 * @param path where; its variables are fields of the request
 * @param body what the request's body is
 */
public record HttpBinding(MethodDescriptor method, String verb, PathTemplate path, Body body) {

  /** What the HTTP request's body holds. */
  public sealed interface Body {}

  /** Nothing; a body is ignored. */
  public record NoBody() implements Body {}

  /** The whole request message, less what the path holds. Query parameters are refused. */
  public record WholeBody() implements Body {}

  /** One message field of the request. */
  public record FieldBody(FieldDescriptor field) implements Body {}

  /**
   * The bindings that a method's rule declares; none when it has no rule.
   *
   * @throws IllegalArgumentException when the rule does not fit the request message
   */
  public static List<HttpBinding> of(MethodDescriptor method) {
    if (!method.getOptions().hasExtension(AnnotationsProto.http)) {
      return List.of();
    }
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    List<HttpBinding> bindings = new ArrayList<>();
    bindings.add(of(method, rule));
    for (HttpRule additional : rule.getAdditionalBindingsList()) {
      bindings.add(of(method, additional));
    }
    return List.copyOf(bindings);
  }

  private static HttpBinding of(MethodDescriptor method, HttpRule rule) {
    if (!rule.getResponseBody().isEmpty()) {
      throw wrong(method, "response_body: " + rule.getResponseBody() + " (expected: none)");
    }
    return switch (rule.getPatternCase()) {
      case GET -> of(method, "GET", rule.getGet(), rule.getBody());
      case POST -> of(method, "POST", rule.getPost(), rule.getBody());
      case PUT -> of(method, "PUT", rule.getPut(), rule.getBody());
      case PATCH -> of(method, "PATCH", rule.getPatch(), rule.getBody());
      case DELETE -> of(method, "DELETE", rule.getDelete(), rule.getBody());
      case CUSTOM, PATTERN_NOT_SET ->
          throw wrong(
              method,
              "pattern: " + rule.getPatternCase() + " (expected: get, post, put, patch or delete)");
    };
  }

  private static HttpBinding of(MethodDescriptor method, String verb, String path, String body) {
    PathTemplate template;
    try {
      template = PathTemplate.parse(path);
    } catch (IllegalArgumentException e) {
      throw wrong(method, String.valueOf(e.getMessage()));
    }
    for (String variable : template.variables()) {
      FieldDescriptor field =
          field(method.getInputType(), variable)
              .orElseThrow(() ->
                  wrong(method, "path: " + path + " (expected: a request field " + variable + ")"));
      if (field.isRepeated() || field.getJavaType() == JavaType.MESSAGE) {
        throw wrong(
            method, "path: " + path + " (expected: " + variable + " to be one scalar field)");
      }
    }
    if ((verb.equals("GET") || verb.equals("DELETE")) && !body.isEmpty()) {
      throw wrong(method, "body: " + body + " (expected: none with " + verb + ")");
    }
    return new HttpBinding(method, verb, template, body(method, body));
  }

  private static Body body(MethodDescriptor method, String body) {
    if (body.isEmpty()) {
      return new NoBody();
    }
    if (body.equals("*")) {
      return new WholeBody();
    }
    FieldDescriptor field = method.getInputType().findFieldByName(body);
    if (field == null || field.isRepeated() || field.getJavaType() != JavaType.MESSAGE) {
      throw wrong(method, "body: " + body + " (expected: \"*\" or a message field of the request)");
    }
    return new FieldBody(field);
  }

  private static IllegalArgumentException wrong(MethodDescriptor method, String what) {
    return new IllegalArgumentException("http rule of " + method.getFullName() + ": " + what);
  }

  /**
   * The field at a dotted path of names below a message, if there is one. Lists and maps cannot be
   * passed through.
   */
  public static Optional<FieldDescriptor> field(Descriptor message, String path) {
    Descriptor type = message;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length; i++) {
      FieldDescriptor field = findByEitherName(type, names[i]);
      if (field == null) {
        return Optional.empty();
      }
      if (i == names.length - 1) {
        return Optional.of(field);
      }
      if (field.getJavaType() != JavaType.MESSAGE || field.isRepeated()) {
        return Optional.empty();
      }
      type = field.getMessageType();
    }
    return Optional.empty();
  }

  private static @Nullable FieldDescriptor findByEitherName(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor candidate : type.getFields()) {
      if (candidate.getJsonName().equals(name)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * The top-level fields of the request that query parameters may set: those neither in the path
   * nor in the body.
   */
  public List<FieldDescriptor> queryFields() {
    if (body instanceof WholeBody) {
      return List.of();
    }
    List<FieldDescriptor> fields = new ArrayList<>();
    for (FieldDescriptor field : method.getInputType().getFields()) {
      boolean inBody = body instanceof FieldBody fieldBody && fieldBody.field().equals(field);
      boolean inPath = path.variables().contains(field.getName());
      if (!inBody && !inPath) {
        fields.add(field);
      }
    }
    return List.copyOf(fields);
  }
}
