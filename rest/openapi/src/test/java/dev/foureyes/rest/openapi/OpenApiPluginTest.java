package dev.foureyes.rest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import org.junit.jupiter.api.Test;

class OpenApiPluginTest {

  private final ServiceDescriptorProto.Builder service =
      ServiceDescriptorProto.newBuilder().setName("ThingService");

  private void method(String name, HttpRule.Builder rule) {
    service.addMethod(
        MethodDescriptorProto.newBuilder()
            .setName(name)
            .setInputType(".t.Request")
            .setOutputType(".t.Thing")
            .setOptions(
                MethodOptions.newBuilder().setExtension(AnnotationsProto.http, rule.build())));
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private CodeGeneratorResponse generate() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("t.proto")
            .setPackage("t")
            .setSyntax("proto3")
            .addDependency("google/protobuf/timestamp.proto")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Thing")
                    .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(field("bytes_total", 2, FieldDescriptorProto.Type.TYPE_UINT64))
                    .addField(
                        field("made_at", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName(".google.protobuf.Timestamp")))
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Request")
                    .addField(field("thing_id", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(
                        field("thing", 2, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName(".t.Thing"))
                    .addField(
                        field("since", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName(".google.protobuf.Timestamp")))
            .addService(service)
            .build();
    return OpenApiPlugin.answer(
        CodeGeneratorRequest.newBuilder()
            .setParameter("version=1.2.3")
            .addFileToGenerate("t.proto")
            .addProtoFile(TimestampProto.getDescriptor().toProto())
            .addProtoFile(file)
            .build());
  }

  @Test
  void describesPathsBodiesAndBothWaysOfAMessage() {
    method("UpdateThing", HttpRule.newBuilder().setPatch("/things/{thing_id}").setBody("thing"));

    CodeGeneratorResponse response = generate();

    assertThat(response.getError()).isEmpty();
    JsonObject document =
        JsonParser.parseString(response.getFile(0).getContent()).getAsJsonObject();
    assertThat(document.getAsJsonObject("info").get("version").getAsString()).isEqualTo("1.2.3");
    JsonObject operation =
        document
            .getAsJsonObject("paths")
            .getAsJsonObject("/things/{thing_id}")
            .getAsJsonObject("patch");
    assertThat(operation.get("parameters").toString())
        .contains("\"in\":\"path\",\"name\":\"thing_id\"", "\"name\":\"since\"", "date-time");
    assertThat(operation.get("requestBody").toString()).contains("#/components/schemas/ThingInput");
    JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
    assertThat(schemas.getAsJsonObject("Thing").get("required").toString())
        .isEqualTo("[\"id\",\"bytes_total\"]");
    assertThat(schemas.getAsJsonObject("Thing").toString())
        .contains("\"bytes_total\":{\"type\":\"string\",\"format\":\"uint64\"}");
    assertThat(schemas.getAsJsonObject("ThingInput").has("required")).isFalse();
  }

  @Test
  void refusesTwoPathsOfOneShape() {
    method("A", HttpRule.newBuilder().setPost("/things/{thing_id}").setBody("*"));
    method("B", HttpRule.newBuilder().setPatch("/things/{thing.id}").setBody("*"));

    assertThat(generate().getError())
        .isEqualTo(
            "openapi: paths /things/{thing_id} and /things/{thing.id} differ only in the names of their variables");
  }

  @Test
  void refusesAMessageAsQueryParameter() {
    method("A", HttpRule.newBuilder().setGet("/things"));

    assertThat(generate().getError())
        .isEqualTo("openapi: t.Request.thing: a message cannot be a query parameter");
  }

  @Test
  void refusesARuleThatDoesNotFitTheRequest() {
    method("A", HttpRule.newBuilder().setGet("/things/{nothing}"));

    assertThat(generate().getError())
        .isEqualTo(
            "openapi: http rule of t.ThingService.A: path: /things/{nothing} (expected: a request field nothing)");
  }
}
