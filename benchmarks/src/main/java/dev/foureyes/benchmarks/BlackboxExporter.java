package dev.foureyes.benchmarks;

import dev.foureyes.e2e.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Prometheus' blackbox_exporter, as a process, asked over HTTP as Prometheus asks it. */
final class BlackboxExporter implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(20);

  private final Process process;
  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();

  private BlackboxExporter(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  static BlackboxExporter start(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path config =
        Files.writeString(
            directory.resolve("blackbox.yml"),
            """
            modules:
              https:
                prober: http
                timeout: 5s
                http:
                  preferred_ip_protocol: ip4
                  tls_config:
                    insecure_skip_verify: true
            """);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                "prometheus-blackbox-exporter",
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    BlackboxExporter exporter =
        new BlackboxExporter(process, URI.create("http://127.0.0.1:" + port));
    Await.until("the exporter to answer", START, () -> exporter.get("/-/healthy").isPresent());
    return exporter;
  }

  private Optional<String> get(String path) {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(url.resolve(path)).timeout(START).build(),
              BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Checks a target again and again; how often. */
  int check(String target, Duration gap, Duration time) throws InterruptedException {
    String path = "/probe?module=https&target=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
    AtomicInteger failed = new AtomicInteger();
    List<Thread> running = new ArrayList<>();
    long start = System.nanoTime();
    for (long due = 0; due < time.toNanos(); due += gap.toNanos()) {
      long wait = due - (System.nanoTime() - start);
      if (wait > 0) {
        Thread.sleep(Duration.ofNanos(wait));
      }
      running.add(
          Thread.ofVirtual()
              .start(() -> {
                if (!get(path).orElse("").contains("\nprobe_success 1")) {
                  failed.incrementAndGet();
                }
              }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " of the exporter's checks failed");
    }
    return running.size();
  }

  /** Processor time so far, of all threads. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  double rssMib() throws IOException {
    return ResidentMemory.mebibytes(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    client.close();
  }
}
