package dev.foureyes.rest.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.foureyes.rest.openapi.Schemas.Direction;
import dev.foureyes.rest.rules.HttpBinding;
import dev.foureyes.rest.rules.HttpBinding.FieldBody;
import dev.foureyes.rest.rules.HttpBinding.NoBody;
import dev.foureyes.rest.rules.HttpBinding.WholeBody;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An OpenAPI 3.1 document of all RPCs with an HTTP rule.
 *
 * <p>What such a document cannot say is refused, so that it is never wrong: two paths of one shape
 * with differently named variables, and query parameters inside messages.
 */
final class OpenApiDocument {

  private final String version;
  private final Comments comments = new Comments();
  private final Schemas schemas = new Schemas(comments);
  private final Map<String, JsonObject> paths = new TreeMap<>();
  private final Map<String, String> pathOfShape = new HashMap<>();
  private final JsonArray tags = new JsonArray();

  OpenApiDocument(String version) {
    this.version = version;
    schemas.define("Status", status());
  }

  void add(FileDescriptor file) {
    for (ServiceDescriptor service : file.getServices()) {
      boolean reachable = false;
      for (MethodDescriptor method : service.getMethods()) {
        for (HttpBinding binding : HttpBinding.of(method)) {
          add(service, binding);
          reachable = true;
        }
      }
      if (reachable) {
        JsonObject tag = new JsonObject();
        tag.addProperty("name", tag(service));
        Schemas.describe(tag, comments.of(service));
        tags.add(tag);
      }
    }
  }

  private static String tag(ServiceDescriptor service) {
    return service.getName().replaceFirst("Service$", "");
  }

  private void add(ServiceDescriptor service, HttpBinding binding) {
    String path = binding.path().toString();
    String known = pathOfShape.putIfAbsent(binding.path().shape(), path);
    if (known != null && !known.equals(path)) {
      throw new IllegalArgumentException(
          "paths " + known + " and " + path + " differ only in the names of their variables");
    }
    JsonObject item = paths.computeIfAbsent(path, unused -> new JsonObject());
    String verb = binding.verb().toLowerCase(Locale.ROOT);
    if (item.has(verb)) {
      throw new IllegalArgumentException(binding.verb() + " " + path + " is declared twice");
    }
    item.add(verb, operation(service, binding));
  }

  private JsonObject operation(ServiceDescriptor service, HttpBinding binding) {
    MethodDescriptor method = binding.method();
    JsonObject operation = new JsonObject();
    operation.addProperty("operationId", method.getName());
    operation.add("tags", Schemas.array(new JsonPrimitive(tag(service))));
    Schemas.describe(operation, comments.of(method));
    JsonArray parameters = new JsonArray();
    for (String variable : binding.path().variables()) {
      FieldDescriptor field = HttpBinding.field(method.getInputType(), variable).orElseThrow();
      parameters.add(parameter("path", variable, field));
    }
    for (FieldDescriptor field : binding.queryFields()) {
      parameters.add(query(field));
    }
    if (method.isServerStreaming() && method.getInputType().findFieldByName("cursor") != null) {
      JsonObject header = new JsonObject();
      header.addProperty("in", "header");
      header.addProperty("name", "Last-Event-ID");
      header.addProperty(
          "description",
          "Sent by browsers when they connect again; the same as the parameter cursor.");
      header.add("schema", Schemas.type("string", null));
      parameters.add(header);
    }
    if (!parameters.isEmpty()) {
      operation.add("parameters", parameters);
    }
    if (!(binding.body() instanceof NoBody)) {
      operation.add("requestBody", requestBody(binding));
    }
    operation.add("responses", responses(method));
    return operation;
  }

  private JsonObject query(FieldDescriptor field) {
    boolean message = field.getJavaType() == JavaType.MESSAGE;
    if (field.isMapField() || (message && !Schemas.isWellKnown(field.getMessageType()))) {
      throw new IllegalArgumentException(
          field.getFullName() + ": a message cannot be a query parameter");
    }
    return parameter("query", field.getName(), field);
  }

  private JsonObject parameter(String in, String name, FieldDescriptor field) {
    JsonObject parameter = new JsonObject();
    parameter.addProperty("in", in);
    parameter.addProperty("name", name);
    Schemas.describe(parameter, comments.of(field));
    if (in.equals("path")) {
      parameter.addProperty("required", true);
    }
    parameter.add("schema", schemas.field(field, Direction.TO_SERVER));
    return parameter;
  }

  private JsonObject requestBody(HttpBinding binding) {
    Descriptor input = binding.method().getInputType();
    JsonObject schema;
    if (binding.body() instanceof FieldBody body) {
      schema = schemas.message(body.field().getMessageType(), Direction.TO_SERVER);
    } else {
      schema = withoutPathFields(input, Set.copyOf(binding.path().variables()));
    }
    JsonObject body = new JsonObject();
    body.addProperty("required", !(binding.body() instanceof WholeBody) || schema.has("$ref"));
    body.add("content", content("application/json", schema));
    return body;
  }

  /**
   * The request message less the fields that the path holds; nothing but an empty object may be
   * left.
   */
  private JsonObject withoutPathFields(Descriptor input, Set<String> pathFields) {
    if (pathFields.isEmpty()) {
      return schemas.message(input, Direction.TO_SERVER);
    }
    JsonObject schema = Schemas.type("object", null);
    JsonObject properties = new JsonObject();
    for (FieldDescriptor field : input.getFields()) {
      if (!pathFields.contains(field.getName())) {
        JsonObject property = schemas.field(field, Direction.TO_SERVER);
        Schemas.describe(property, comments.of(field));
        properties.add(field.getName(), property);
      }
    }
    schema.add("properties", properties);
    schema.addProperty("additionalProperties", false);
    return schema;
  }

  private JsonObject responses(MethodDescriptor method) {
    JsonObject ok = new JsonObject();
    ok.addProperty("description", "OK");
    String mediaType = method.isServerStreaming() ? "text/event-stream" : "application/json";
    ok.add(
        "content",
        content(mediaType, schemas.message(method.getOutputType(), Direction.FROM_SERVER)));
    JsonObject failure = new JsonObject();
    failure.addProperty("description", "What went wrong.");
    failure.add("content", content("application/json", Schemas.reference("Status")));
    JsonObject responses = new JsonObject();
    responses.add("200", ok);
    responses.add("default", failure);
    return responses;
  }

  private static JsonObject content(String mediaType, JsonObject schema) {
    JsonObject media = new JsonObject();
    media.add("schema", schema);
    JsonObject content = new JsonObject();
    content.add(mediaType, media);
    return content;
  }

  /** google.rpc.Status; its details are google.protobuf.Any, whose JSON form names its type. */
  private static JsonObject status() {
    JsonObject code = Schemas.type("integer", "int32");
    code.addProperty("description", "google.rpc.Code.");
    JsonObject message = Schemas.type("string", null);
    message.addProperty("description", "For people.");
    JsonObject typeUrl = Schemas.type("string", null);
    typeUrl.addProperty(
        "description",
        "type.googleapis.com/google.rpc.BadRequest has field_violations: [{field, description}].");
    JsonObject detailProperties = new JsonObject();
    detailProperties.add("@type", typeUrl);
    JsonObject detail = Schemas.type("object", null);
    detail.add("properties", detailProperties);
    detail.add("required", Schemas.array(new JsonPrimitive("@type")));
    detail.addProperty("additionalProperties", true);
    JsonObject details = Schemas.type("array", null);
    details.add("items", detail);
    JsonObject properties = new JsonObject();
    properties.add("code", code);
    properties.add("message", message);
    properties.add("details", details);
    JsonObject status = Schemas.type("object", null);
    status.addProperty("description", "google.rpc.Status.");
    status.add("properties", properties);
    status.add(
        "required",
        Schemas.array(
            new JsonPrimitive("code"), new JsonPrimitive("message"), new JsonPrimitive("details")));
    return status;
  }

  JsonObject toJson() {
    JsonObject info = new JsonObject();
    info.addProperty("title", "FourEyes");
    info.addProperty("version", version);
    info.addProperty(
        "description",
        "The REST API of FourEyes. Sign in with a session cookie, or send an API token: Authorization: Bearer …");
    JsonObject license = new JsonObject();
    license.addProperty("name", "Apache-2.0");
    license.addProperty("identifier", "Apache-2.0");
    info.add("license", license);
    JsonObject bearer = Schemas.type("http", null);
    bearer.addProperty("scheme", "bearer");
    JsonObject cookie = Schemas.type("apiKey", null);
    cookie.addProperty("in", "cookie");
    cookie.addProperty("name", "foureyes_session");
    JsonObject schemes = new JsonObject();
    schemes.add("bearer", bearer);
    schemes.add("session", cookie);
    JsonObject byBearer = new JsonObject();
    byBearer.add("bearer", new JsonArray());
    JsonObject bySession = new JsonObject();
    bySession.add("session", new JsonArray());
    JsonObject components = new JsonObject();
    components.add("securitySchemes", schemes);
    components.add("schemas", schemas.toJson());
    JsonObject allPaths = new JsonObject();
    paths.forEach(allPaths::add);
    JsonObject document = new JsonObject();
    document.addProperty("openapi", "3.1.0");
    document.add("info", info);
    document.add("security", Schemas.array(byBearer, bySession));
    document.add("tags", tags);
    document.add("paths", allPaths);
    document.add("components", components);
    return document;
  }
}
