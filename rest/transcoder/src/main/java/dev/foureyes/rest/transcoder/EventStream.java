package dev.foureyes.rest.transcoder;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server stream as server-sent events. The request's own thread reads from the stream and writes
 * to the client, so a slow client slows down the stream and nothing piles up in between.
 *
 * <p>A message with a text field {@code cursor} has it as the event's id, so that a browser that
 * lost its connection goes on behind it.
 */
final class EventStream {

  private final Duration keepAlive;

  EventStream(Duration keepAlive) {
    this.keepAlive = keepAlive;
  }

  /**
   * Serves until either side ends.
   *
   * @throws StatusException when the stream fails before its first message; later failures are an
   *     event of their own
   */
  void serve(
      Channel channel,
      MethodDescriptor<Message, Message> method,
      Message request,
      HttpServletResponse response)
      throws IOException, StatusException {
    BlockingClientCall<?, Message> call =
        ClientCalls.blockingV2ServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
    boolean begun = false;
    try {
      while (true) {
        Message message = null;
        boolean silent = false;
        try {
          message = call.read(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          silent = true;
        }
        if (!begun) {
          begin(response);
          begun = true;
        }
        if (silent) {
          write(response, ": keep-alive\n\n");
        } else if (message == null) {
          write(response, "event: end\ndata: {}\n\n");
          return;
        } else {
          write(response, event(message));
        }
      }
    } catch (StatusException e) {
      if (!begun) {
        throw e;
      }
      Status status = StatusProto.fromThrowable(e);
      write(
          response,
          "event: error\ndata: "
              + ProtoJson.print(status == null ? Status.getDefaultInstance() : status)
              + "\n\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      call.cancel("the client is gone", null);
    }
  }

  private static void begin(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // proxies must pass each event on at once
  }

  private static String event(Message message) {
    String id = cursor(message);
    return (id == null ? "" : "id: " + id + "\n") + "data: " + ProtoJson.print(message) + "\n\n";
  }

  private static @Nullable String cursor(Message message) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName("cursor");
    if (field == null || field.getJavaType() != FieldDescriptor.JavaType.STRING) {
      return null;
    }
    String cursor = (String) message.getField(field);
    return cursor.isEmpty() ? null : cursor;
  }

  private static void write(HttpServletResponse response, String text) throws IOException {
    OutputStream out = response.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    response.flushBuffer();
  }
}
