package dev.foureyes.rest.openapi;

import static java.util.Objects.requireNonNull;

import com.google.api.AnnotationsProto;
import com.google.gson.GsonBuilder;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A protoc plugin: reads a {@code CodeGeneratorRequest} and answers with one file, {@code
 * openapi.json}.
 *
 * <p>Parameter: {@code version=…}, the version to state in the document.
 */
public final class OpenApiPlugin {

  private OpenApiPlugin() {}

  public static void main(String[] args) throws IOException {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(registry);
    CodeGeneratorRequest request = CodeGeneratorRequest.parseFrom(System.in, registry);
    answer(request).writeTo(System.out);
  }

  /**
   * The answer to protoc; a contract that OpenAPI cannot express makes it an error, which ends the
   * build.
   */
  static CodeGeneratorResponse answer(CodeGeneratorRequest request) {
    CodeGeneratorResponse.Builder response =
        CodeGeneratorResponse.newBuilder()
            .setSupportedFeatures(CodeGeneratorResponse.Feature.FEATURE_PROTO3_OPTIONAL_VALUE);
    try {
      OpenApiDocument document = new OpenApiDocument(version(request.getParameter()));
      for (FileDescriptor file : files(request)) {
        document.add(file);
      }
      String json =
          new GsonBuilder()
                  .setPrettyPrinting()
                  .disableHtmlEscaping()
                  .create()
                  .toJson(document.toJson())
              + "\n";
      response.addFile(
          CodeGeneratorResponse.File.newBuilder().setName("openapi.json").setContent(json));
    } catch (IllegalArgumentException | DescriptorValidationException e) {
      response.setError("openapi: " + e.getMessage());
    }
    return response.build();
  }

  private static String version(String parameter) {
    for (String option : parameter.split(",", -1)) {
      if (option.startsWith("version=")) {
        return option.substring("version=".length());
      }
    }
    return "0";
  }

  /**
   * The files that protoc was asked to generate for, in its order, with everything they import
   * resolved.
   */
  private static List<FileDescriptor> files(CodeGeneratorRequest request)
      throws DescriptorValidationException {
    Map<String, FileDescriptor> built = new HashMap<>();
    List<FileDescriptor> wanted = new ArrayList<>();
    for (FileDescriptorProto proto : request.getProtoFileList()) { // dependencies come first
      FileDescriptor[] dependencies =
          proto.getDependencyList().stream()
              .map(name -> requireNonNull(built.get(name), name))
              .toArray(FileDescriptor[]::new);
      FileDescriptor file = FileDescriptor.buildFrom(proto, dependencies);
      built.put(proto.getName(), file);
      if (request.getFileToGenerateList().contains(proto.getName())) {
        wanted.add(file);
      }
    }
    return wanted;
  }
}
