package dev.foureyes.rest.transcoder;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import dev.foureyes.rest.rules.HttpBinding;
import dev.foureyes.rest.rules.HttpBinding.FieldBody;
import dev.foureyes.rest.rules.HttpBinding.NoBody;
import dev.foureyes.rest.rules.HttpBinding.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the request message of a method from an HTTP request: body, then query, then path, which
 * wins.
 */
final class RequestReader {

  /**
   * The header that browsers send when they take up an event stream again, and the field it fills.
   */
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final String CURSOR = "cursor";

  private final int maxBodyBytes;

  RequestReader(int maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  Message read(
      HttpBinding binding,
      Message prototype,
      Map<String, String> pathValues,
      HttpServletRequest http)
      throws IOException, BadRequestException {
    Message.Builder request = prototype.newBuilderForType();
    switch (binding.body()) {
      case NoBody none -> {}
      case WholeBody whole -> mergeBody(http, request, "");
      case FieldBody body ->
          mergeBody(http, request.getFieldBuilder(body.field()), body.field().getName() + ".");
    }
    mergeQuery(binding, http, request);
    if (binding.method().isServerStreaming()) {
      mergeLastEventId(http, request);
    }
    for (var value : pathValues.entrySet()) {
      FieldValues.set(request, value.getKey(), new String[] {value.getValue()});
    }
    return request.build();
  }

  private void mergeBody(HttpServletRequest http, Message.Builder into, String prefix)
      throws IOException, BadRequestException {
    byte[] body = http.getInputStream().readNBytes(maxBodyBytes + 1);
    if (body.length > maxBodyBytes) {
      throw BadRequestException.of(
          HttpError.of(
              413,
              Code.INVALID_ARGUMENT,
              "body: more than " + maxBodyBytes + " bytes (expected: at most that)"));
    }
    if (body.length == 0) {
      return;
    }
    String contentType =
        Optional.ofNullable(http.getContentType()).orElse("none").toLowerCase(Locale.ROOT);
    if (!contentType.split(";", 2)[0].strip().equals("application/json")) {
      throw BadRequestException.of(
          HttpError.of(
              415,
              Code.INVALID_ARGUMENT,
              "Content-Type: " + contentType + " (expected: application/json)"));
    }
    try {
      ProtoJson.merge(new String(body, StandardCharsets.UTF_8), into);
    } catch (InvalidProtocolBufferException e) {
      throw BadRequestException.field(
          prefix.isEmpty() ? "body" : prefix.substring(0, prefix.length() - 1),
          JsonErrors.plain(e));
    }
  }

  private static void mergeQuery(
      HttpBinding binding, HttpServletRequest http, Message.Builder request)
      throws BadRequestException {
    Set<String> allowed =
        binding.queryFields().stream().map(FieldDescriptor::getName).collect(Collectors.toSet());
    for (var parameter : QueryString.parse(http.getQueryString()).entrySet()) {
      Optional<FieldDescriptor> top =
          HttpBinding.field(request.getDescriptorForType(), parameter.getKey().split("\\.", 2)[0]);
      if (top.isEmpty() || !allowed.contains(top.get().getName())) {
        throw BadRequestException.field(
            parameter.getKey(),
            "is no query parameter of this method (expected: " + expected(allowed) + ")");
      }
      FieldValues.set(request, parameter.getKey(), parameter.getValue().toArray(String[]::new));
    }
  }

  private static String expected(Set<String> allowed) {
    return allowed.isEmpty()
        ? "none"
        : "one of " + allowed.stream().sorted().collect(Collectors.joining(", "));
  }

  private static void mergeLastEventId(HttpServletRequest http, Message.Builder request)
      throws BadRequestException {
    String lastEventId = http.getHeader(LAST_EVENT_ID);
    if (lastEventId != null
        && !lastEventId.isEmpty()
        && request.getDescriptorForType().findFieldByName(CURSOR) != null) {
      FieldValues.set(request, CURSOR, new String[] {lastEventId});
    }
  }
}
