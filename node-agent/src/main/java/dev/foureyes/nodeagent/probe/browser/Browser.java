package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One running browser, for one test at a time. */
final class Browser {

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);
  private static final double MEBI = 1 << 20;

  /** What is not a page or part of one. */
  private static final List<JsonObject> TARGETS =
      List.of(
          Json.of("type", "browser", "exclude", true),
          Json.of("type", "tab", "exclude", true),
          Json.of("type", "browser_ui", "exclude", true),
          new JsonObject());

  private final BrowserProcess process;
  private final DevTools tools;
  private final long maxMemoryBytes;
  private final Map<String, Newcomer> contexts = new ConcurrentHashMap<>();
  private volatile boolean isDestroyed;
  private volatile boolean isBusy;
  private String product = "";
  private int runs;

  /** Gets to know what begins in a context; it waits until it is told to run. */
  @FunctionalInterface
  interface Newcomer {
    void attached(String session, JsonObject target);
  }

  private Browser(BrowserProcess process, long maxMemoryBytes) {
    this.process = process;
    this.tools = new DevTools(process.output(), process.input());
    this.maxMemoryBytes = maxMemoryBytes;
  }

  /**
   * Starts one.
   *
   * @throws ProbeFailedException when it does not start, or not in time
   */
  static Browser start(Chromium chromium, BrowserSettings settings, Path work, Deadline deadline)
      throws ProbeFailedException, InterruptedException {
    Browser browser;
    try {
      Profile profile = Profile.make(work, chromium);
      browser =
          new Browser(
              BrowserProcess.start(chromium, profile, settings.sandbox()),
              settings.maxMemoryBytes());
    } catch (IOException e) {
      throw new ProbeFailedException(local("Chromium does not start: " + e.getMessage()));
    }
    try {
      browser.greet(deadline);
      return browser;
    } catch (ProbeFailedException | InterruptedException e) {
      browser.destroy();
      throw e;
    }
  }

  private void greet(Deadline deadline) throws ProbeFailedException, InterruptedException {
    tools.listen(DevTools.BROWSER, this::event);
    tools.start();
    try {
      var version = tools.send(DevTools.BROWSER, "Browser.getVersion", new JsonObject());
      product = Json.text(version.get(left(deadline), TimeUnit.MILLISECONDS), "product");
      var attaching =
          tools.send(
              DevTools.BROWSER,
              "Target.setAutoAttach",
              Json.of(
                  "autoAttach", true,
                  "waitForDebuggerOnStart", true,
                  "flatten", true,
                  "filter", TARGETS));
      var _ = attaching.get(left(deadline), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ProbeFailedException(
          local(
              "Chromium was not ready within "
                  + deadline.timeout().toMillis()
                  + " ms"
                  + because()));
    } catch (ExecutionException e) {
      throw new ProbeFailedException(local("Chromium does not start" + because()));
    }
    Thread.ofVirtual().name("browser-memory").start(this::watch);
  }

  private static long left(Deadline deadline) {
    return deadline.remaining().toMillis();
  }

  private String because() {
    String said = process.said();
    if (said.contains("No usable sandbox") || said.contains("Failed to move to new namespace")) {
      return ": its sandbox is not allowed here (it needs user namespaces for its user)";
    }
    return said.lines()
        .filter(line -> line.contains("FATAL") || line.contains("error while loading"))
        .findFirst()
        .or(() -> said.lines().reduce((first, last) -> last))
        .map(line -> ": " + line.strip())
        .orElse("");
  }

  private static Failure local(String sentence) {
    return new Failure(Fault.FAULT_NODE_LOCAL, ErrorPhase.ERROR_PHASE_UNSPECIFIED, sentence);
  }

  private void event(String method, JsonObject params) {
    if (method.equals("Target.attachedToTarget")) {
      JsonObject target = Json.object(params, "targetInfo");
      Newcomer newcomer = contexts.get(Json.text(target, "browserContextId"));
      if (newcomer != null) {
        newcomer.attached(Json.text(params, "sessionId"), target);
      }
    }
  }

  /** Ends the browser when it uses more memory than it may. Looks only while a test runs. */
  private void watch() {
    try {
      while (!isDestroyed) {
        Thread.sleep(WATCH_INTERVAL);
        long bytes = isBusy ? process.tree().memoryBytes() : 0;
        if (bytes > maxMemoryBytes) {
          tools.end(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  String.format(
                      "the page made the browser use %.0f MiB of memory (expected: at most %.0f"
                          + " MiB, this node's limit)",
                      bytes / MEBI, maxMemoryBytes / MEBI)));
          destroy();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  DevTools tools() {
    return tools;
  }

  ProcessTree tree() {
    return process.tree();
  }

  /** For example "Chromium 156.0.8078.79". */
  String product() {
    return product.replace("HeadlessChrome/", "Chromium ").replace("Chrome/", "Chromium ");
  }

  /** Who gets to know what begins in a context; nobody by an empty one. */
  void inContext(String context, Optional<Newcomer> newcomer) {
    newcomer.ifPresentOrElse(each -> contexts.put(context, each), () -> contexts.remove(context));
  }

  /** A run begins. */
  void begin() {
    isBusy = true;
    runs++;
  }

  void rest() {
    isBusy = false;
  }

  int runs() {
    return runs;
  }

  boolean isUsable() {
    return !isDestroyed && tools.ended().isEmpty() && process.isAlive();
  }

  /** Ends it with all its processes. Whoever comes second waits for the first. */
  synchronized void destroy() throws InterruptedException {
    if (!isDestroyed) {
      isDestroyed = true;
      tools.end(
          new Failure(
              Fault.FAULT_INTERNAL,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "the browser is gone: the node ended it"));
      process.destroy();
    }
  }
}
