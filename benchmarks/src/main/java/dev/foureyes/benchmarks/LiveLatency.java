package dev.foureyes.benchmarks;

import com.google.protobuf.Timestamp;
import dev.foureyes.e2e.Api;
import dev.foureyes.proto.control.v1.LiveEvent;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches some tests as a browser does, and takes the time from the end of each probe to its event.
 * Load nodes and this run on one machine, so on one clock.
 */
final class LiveLatency implements AutoCloseable {

  private static final String DATA = "data:";

  private final InputStream events;
  private final List<Double> latenciesMs = new ArrayList<>();
  private boolean isCounting;
  private Optional<IOException> broken = Optional.empty();

  LiveLatency(Api api, List<String> testIds) {
    StringBuilder path = new StringBuilder("/api/v1/events:watch?kinds=LIVE_EVENT_KIND_RESULT");
    testIds.forEach(id -> path.append("&test_ids=").append(id));
    events = api.events(path.toString());
    Thread.ofPlatform().name("watcher").daemon().start(this::read);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(DATA)) {
          take(line.substring(DATA.length()), Instant.now());
        }
      }
      brokenBy(new EOFException("the server ended it"));
    } catch (IOException e) {
      brokenBy(e);
    }
  }

  private synchronized void brokenBy(IOException e) {
    broken = Optional.of(e);
  }

  private synchronized void take(String json, Instant arrived) {
    LiveEvent event = Api.event(json, LiveEvent.newBuilder()).build();
    if (isCounting && event.hasResult()) {
      Timestamp made = event.getResult().getProbe().getScheduledAt();
      Duration latency =
          Duration.between(Instant.ofEpochSecond(made.getSeconds(), made.getNanos()), arrived);
      latenciesMs.add(latency.toNanos() / 1e6);
    }
  }

  synchronized void count() {
    isCounting = true;
  }

  /**
   * What was seen since {@link #count}, in milliseconds.
   *
   * @throws IllegalStateException when the stream broke off, so that it is not all
   */
  synchronized Percentiles latenciesMs() {
    broken.ifPresent(cause -> {
      throw new IllegalStateException("the stream of events broke off", cause);
    });
    return new Percentiles(latenciesMs);
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
