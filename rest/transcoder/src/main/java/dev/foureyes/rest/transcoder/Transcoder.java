package dev.foureyes.rest.transcoder;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.foureyes.rest.transcoder.Routes.Found;
import dev.foureyes.rest.transcoder.Routes.NotFound;
import dev.foureyes.rest.transcoder.Routes.OtherVerbs;
import dev.foureyes.rest.transcoder.Routes.Route;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the RPCs of a set of services as JSON over HTTP, as their {@code google.api.http} rules
 * say. What it knows of them it reads from their descriptors; there is no code per service.
 *
 * <p>It calls the services through a channel, an in-process one as a rule, so that whatever guards
 * them for gRPC (sign-in, permissions, metrics) guards them here too.
 */
public final class Transcoder extends HttpServlet {

  private static final Logger log = LoggerFactory.getLogger(Transcoder.class);
  private static final Duration UNARY_DEADLINE = Duration.ofSeconds(30);
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final transient Channel channel;
  private final transient Routes routes;
  private final transient RequestReader reader = new RequestReader(MAX_BODY_BYTES);
  private final transient EventStream eventStream;

  /**
   * A transcoder for the given services.
   *
   * @param keepAlive how long a stream of events may be silent before a comment is sent, to find
   *     clients that are gone
   */
  public Transcoder(Channel channel, List<ServerServiceDefinition> services, Duration keepAlive) {
    this.channel = channel;
    this.routes = Routes.of(services);
    this.eventStream = new EventStream(keepAlive);
  }

  @Override
  protected void service(HttpServletRequest http, HttpServletResponse response) throws IOException {
    try {
      if (CrossSite.isForgery(http)) {
        write(
            response,
            HttpError.of(403, Code.PERMISSION_DENIED, "the request comes from another site"));
        return;
      }
      String verb = http.getMethod().equals("HEAD") ? "GET" : http.getMethod();
      switch (routes.match(verb, http.getRequestURI())) {
        case NotFound none ->
            write(
                response,
                HttpError.of(
                    404,
                    Code.NOT_FOUND,
                    http.getRequestURI() + " is no path of this API (see /openapi.json)"));
        case OtherVerbs other ->
            write(
                response,
                HttpError.of(
                        405,
                        Code.UNIMPLEMENTED,
                        verb + " is not allowed here (expected: " + other.allowed() + ")")
                    .withHeader("Allow", other.allowed()));
        case Found found -> call(found, http, response);
      }
    } catch (BadRequestException e) {
      write(response, e.error());
    }
  }

  private void call(Found found, HttpServletRequest http, HttpServletResponse response)
      throws IOException, BadRequestException {
    Route route = found.route();
    Message request =
        reader.read(route.binding(), route.requestPrototype(), found.pathValues(), http);
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Channel withMetadata =
        ClientInterceptors.intercept(
            channel,
            MetadataUtils.newAttachHeadersInterceptor(metadata(http)),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    try {
      if (route.method().getType().serverSendsOneMessage()) {
        CallOptions options =
            CallOptions.DEFAULT.withDeadlineAfter(UNARY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        Message answer =
            ClientCalls.blockingUnaryCall(withMetadata, route.method(), options, request);
        copyCookie(headers.get(), response);
        writeJson(response, HttpServletResponse.SC_OK, ProtoJson.print(answer));
      } else {
        eventStream.serve(withMetadata, route.method(), request, response);
      }
    } catch (StatusRuntimeException e) {
      write(response, error(StatusProto.fromThrowable(e), route));
    } catch (StatusException e) {
      write(response, error(StatusProto.fromThrowable(e), route));
    }
  }

  private static HttpError error(@Nullable Status status, Route route) {
    Status known = status == null ? Status.getDefaultInstance() : status;
    HttpError error = HttpError.of(known);
    if (error.httpStatus() == 500) {
      log.atError()
          .addKeyValue("method", route.method().getFullMethodName())
          .addKeyValue("code", known.getCode())
          .log("call failed");
    }
    return error;
  }

  private static Metadata metadata(HttpServletRequest http) {
    Metadata metadata = new Metadata();
    put(metadata, HttpMetadata.AUTHORIZATION, http.getHeader("Authorization"));
    put(metadata, HttpMetadata.COOKIE, http.getHeader("Cookie"));
    put(metadata, HttpMetadata.REMOTE_IP, http.getRemoteAddr());
    put(metadata, HttpMetadata.SCHEME, http.getScheme());
    put(metadata, HttpMetadata.HOST, http.getHeader("Host"));
    return metadata;
  }

  private static void put(Metadata metadata, Metadata.Key<String> key, @Nullable String value) {
    if (value != null) {
      metadata.put(key, value);
    }
  }

  private static void copyCookie(@Nullable Metadata headers, HttpServletResponse response) {
    String cookie = headers == null ? null : headers.get(HttpMetadata.SET_COOKIE);
    if (cookie != null) {
      response.addHeader("Set-Cookie", cookie);
    }
  }

  private static void write(HttpServletResponse response, HttpError error) throws IOException {
    error.headers().forEach(response::setHeader);
    writeJson(response, error.httpStatus(), ProtoJson.print(error.status()));
  }

  private static void writeJson(HttpServletResponse response, int httpStatus, String json)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(httpStatus);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
