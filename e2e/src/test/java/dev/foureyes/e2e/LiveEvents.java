package dev.foureyes.e2e;

import dev.foureyes.proto.control.v1.LiveEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What a browser with an open page gets to see: server-sent events. */
final class LiveEvents implements AutoCloseable {

  private static final String DATA = "data: ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final InputStream stream;
  private final List<LiveEvent> events = new CopyOnWriteArrayList<>();

  private LiveEvents(InputStream stream) {
    this.stream = stream;
    Thread.ofVirtual().start(this::read);
  }

  /** Opens the stream; its first event, the state of the system, has come when this returns. */
  static LiveEvents watch(Api api) {
    LiveEvents opened = new LiveEvents(api.events("/api/v1/events:watch"));
    opened.await("the state of the system", LiveEvent::hasSystem);
    return opened;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(DATA) && line.contains("cursor")) {
          events.add(Api.event(line.substring(DATA.length()), LiveEvent.newBuilder()).build());
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** The first event of a kind; waits for it. */
  LiveEvent await(String what, Predicate<LiveEvent> wanted) {
    Await.until(what + " as a live event", PATIENCE, () -> events.stream().anyMatch(wanted));
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
