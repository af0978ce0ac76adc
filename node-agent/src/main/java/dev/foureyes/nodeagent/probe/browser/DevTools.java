package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Chrome DevTools Protocol over a pipe: commands that are answered, and events. Commands and
 * events belong to a session, which is one page, frame or worker; the empty session is the browser
 * itself.
 *
 * <p>Two threads of its own read and write, so that nobody else waits for a browser that does not
 * read. Listeners run in the reading thread and must not wait.
 */
final class DevTools {

  /** The browser itself. */
  static final String BROWSER = "";

  private static final int MAX_WAITING = 20_000;

  private final Frames in;
  private final OutputStream out;
  private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>(MAX_WAITING);
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
  private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<Failure>> end = new AtomicReference<>(Optional.empty());

  /** Gets the events of a session. */
  @FunctionalInterface
  interface Listener {
    void event(String method, JsonObject params);
  }

  DevTools(InputStream in, OutputStream out) {
    this.in = new Frames(in, Frames.MAX_BYTES);
    this.out = out;
  }

  /** Begins to talk. Ends by itself when the browser does. */
  void start() {
    Thread.ofPlatform().daemon().name("browser-reader").start(this::read);
    Thread.ofPlatform().daemon().name("browser-writer").start(this::write);
  }

  private void read() {
    Failure reason = died("it ended in the middle of a run");
    try {
      for (Optional<String> message = in.next(); message.isPresent(); message = in.next()) {
        take(message.get());
      }
    } catch (IOException | JsonParseException | ClassCastException e) {
      reason = died("its pipe broke: " + e.getMessage());
    } finally {
      end(reason);
    }
  }

  private static Failure died(String how) {
    return new Failure(
        Fault.FAULT_INTERNAL, ErrorPhase.ERROR_PHASE_UNSPECIFIED, "the browser is gone: " + how);
  }

  private void take(String text) {
    JsonObject message = JsonParser.parseString(text).getAsJsonObject();
    JsonElement id = message.get("id");
    if (id == null) {
      Listener listener = listeners.get(Json.text(message, "sessionId"));
      if (listener != null) {
        listener.event(Json.text(message, "method"), Json.object(message, "params"));
      }
      return;
    }
    CompletableFuture<JsonObject> answer = pending.remove(id.getAsInt());
    if (answer == null) {
      return; // nobody waits any more
    }
    if (message.has("error")) {
      answer.completeExceptionally(
          new CommandException(Json.text(Json.object(message, "error"), "message")));
    } else {
      answer.complete(Json.object(message, "result"));
    }
  }

  private void write() {
    try (out) {
      while (end.get().isEmpty()) {
        out.write(outgoing.take());
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      end(died("its pipe broke: " + e.getMessage()));
    } catch (InterruptedException e) {
      end(died("the node stops"));
    }
  }

  /**
   * Sends a command.
   *
   * @return its answer; fails with {@link CommandException} when it is refused, and with {@link
   *     ProbeFailedException} when the browser is gone
   */
  CompletableFuture<JsonObject> send(String session, String method, JsonObject params) {
    int id = ids.incrementAndGet();
    JsonObject message = Json.of("id", id, "method", method, "params", params);
    if (!session.equals(BROWSER)) {
      message.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    pending.put(id, answer);
    if (!outgoing.offer(Frames.of(message.toString()))) {
      end(died("it does not read its pipe"));
    }
    end.get().ifPresent(reason -> answer.completeExceptionally(new ProbeFailedException(reason)));
    return answer;
  }

  /** Sets who gets a session's events. */
  void listen(String session, Listener listener) {
    listeners.put(session, listener);
  }

  void forget(String session) {
    listeners.remove(session);
  }

  /** Why it is over; absent while it is not. */
  Optional<Failure> ended() {
    return end.get();
  }

  /** Ends it: everybody who waits for an answer gets this reason, if it is the first one. */
  void end(Failure reason) {
    if (end.compareAndSet(Optional.empty(), Optional.of(reason))) {
      outgoing.clear();
      var _ = outgoing.offer(new byte[0]); // wakes the writer, which closes the pipe
    }
    Failure first = end.get().orElse(reason);
    pending
        .values()
        .forEach(answer -> answer.completeExceptionally(new ProbeFailedException(first)));
    pending.clear();
  }
}
