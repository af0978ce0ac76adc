package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one page of a run, in a context of its own: no cookies, cache or storage of another run.
 *
 * <p>Whatever is waited for, the wait ends when the page breaks: its process crashed, the browser
 * is gone, or something came from where it must not.
 */
final class Tab {

  private static final Duration POLL = Duration.ofMillis(50);

  private final Browser browser;
  private final DevTools tools;
  private final RunLog log;
  private final TabSessions sessions;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable Failure broken;
  private volatile String context = "";
  private volatile String session = "";
  private volatile String mainFrame = "";
  private volatile String loader = "";
  private volatile String loadedLoader = "";
  private volatile String url = "";
  private volatile boolean isLoading;
  private String worldLoader = "";
  private int world;

  private Tab(Browser browser, RequestPolicy policy, RunLog log) {
    this.browser = browser;
    this.tools = browser.tools();
    this.log = log;
    this.sessions = new TabSessions(tools, policy, log, this::event, this::broke);
  }

  /** Opens an empty one. Close it also when this fails. */
  static Tab of(Browser browser, RequestPolicy policy, RunLog log) {
    return new Tab(browser, policy, log);
  }

  void open(View view, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    try {
      context =
          Json.text(
              await(
                  tools.send(
                      DevTools.BROWSER,
                      "Target.createBrowserContext",
                      Json.of("disposeOnDetach", true)),
                  deadline),
              "browserContextId");
      browser.inContext(context, Optional.of(this::attached));
      var _ =
          await(
              tools.send(
                  DevTools.BROWSER,
                  "Browser.setDownloadBehavior",
                  Json.of("behavior", "deny", "browserContextId", context)),
              deadline);
      var _ =
          await(
              tools.send(
                  DevTools.BROWSER,
                  "Target.createTarget",
                  Json.of(
                      "url",
                      "about:blank",
                      "browserContextId",
                      context,
                      "newWindow",
                      true,
                      "width",
                      view.width(),
                      "height",
                      view.height())),
              deadline);
      awaitUntil(() -> !session.isEmpty(), deadline);
      for (CompletableFuture<JsonObject> each : sessions.configurePage(session, view)) {
        var _ = await(each, deadline);
      }
      JsonObject frames = command("Page.getFrameTree", new JsonObject(), deadline);
      JsonObject main = Json.object(Json.object(frames, "frameTree"), "frame");
      mainFrame = Json.text(main, "id");
      loader = Json.text(main, "loaderId");
    } catch (CommandException e) {
      throw new ProbeFailedException(defect("opening a page", e));
    }
  }

  private static Failure defect(String what, CommandException thrown) {
    return new Failure(
        Fault.FAULT_INTERNAL,
        ErrorPhase.ERROR_PHASE_UNSPECIFIED,
        what + " failed in the browser: " + thrown.getMessage());
  }

  /** The first page of the context is this one. Others are windows that it opened. */
  private void attached(String newSession, JsonObject target) {
    if (!Json.text(target, "type").equals("page")) {
      return; // workers that several pages share: they wait for ever, and get nothing
    }
    if (session.isEmpty()) {
      sessions.listen(newSession);
      session = newSession;
      signal();
      return;
    }
    log.notes()
        .add("closed a window that the page opened: " + ShownText.quoted(Json.text(target, "url")));
    var _ =
        tools.send(
            DevTools.BROWSER,
            "Target.closeTarget",
            Json.of("targetId", Json.text(target, "targetId")));
  }

  private void event(String method, JsonObject params) {
    switch (method) {
      case "Page.frameNavigated" -> {
        JsonObject frame = Json.object(params, "frame");
        if (Json.text(frame, "parentId").isEmpty()) {
          loader = Json.text(frame, "loaderId");
          String unreachable = Json.text(frame, "unreachableUrl");
          url = unreachable.isEmpty() ? Json.text(frame, "url") : unreachable;
        }
      }
      case "Page.navigatedWithinDocument" -> {
        if (Json.text(params, "frameId").equals(mainFrame)) {
          url = Json.text(params, "url");
        }
      }
      case "Page.lifecycleEvent" -> {
        boolean isMain = Json.text(params, "frameId").equals(mainFrame);
        if (isMain && Json.text(params, "name").equals("load")) {
          loadedLoader = Json.text(params, "loaderId");
        }
      }
      case "Page.frameStartedLoading", "Page.frameStoppedLoading" -> {
        if (Json.text(params, "frameId").equals(mainFrame)) {
          isLoading = method.equals("Page.frameStartedLoading");
        }
      }
      default -> {} // the rest is the sessions'
    }
    signal();
  }

  private void broke(Failure why) {
    if (broken == null) {
      broken = why;
    }
    signal();
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is so. */
  void awaitUntil(BooleanSupplier condition, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    lock.lock();
    try {
      while (true) {
        Failure why = broken;
        if (why != null) {
          throw new ProbeFailedException(why);
        }
        Optional<Failure> gone = tools.ended();
        if (gone.isPresent()) {
          throw new ProbeFailedException(gone.get());
        }
        if (condition.getAsBoolean()) {
          return;
        }
        if (deadline.isOver()) {
          throw new TimeoutException();
        }
        var _ = changed.awaitNanos(Math.min(deadline.remainingNanos(), POLL.toNanos()));
      }
    } finally {
      lock.unlock();
    }
  }

  private JsonObject await(CompletableFuture<JsonObject> answer, Deadline deadline)
      throws CommandException, ProbeFailedException, TimeoutException, InterruptedException {
    var _ = answer.whenComplete((result, thrown) -> signal());
    awaitUntil(answer::isDone, deadline);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CommandException refused -> throw refused;
        case ProbeFailedException gone -> throw gone;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Tells the page something and waits for the answer. */
  JsonObject command(String method, JsonObject params, Deadline deadline)
      throws CommandException, ProbeFailedException, TimeoutException, InterruptedException {
    return await(tools.send(session, method, params), deadline);
  }

  /**
   * Loads a document and waits until all that it names has loaded.
   *
   * @throws ProbeFailedException when it does not come; one with a status of failure does
   */
  void navigate(String target, RequestPolicy policy, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    CompletableFuture<Optional<Failure>> verdict = policy.check(target);
    awaitUntil(verdict::isDone, deadline);
    if (verdict.join().isPresent()) {
      throw new ProbeFailedException(verdict.join().get());
    }
    String before = loader;
    try {
      JsonObject answer = command("Page.navigate", Json.of("url", target), deadline);
      String error = Json.text(answer, "errorText");
      String id = Json.text(answer, "loaderId");
      if (Json.is(answer, "isDownload")) {
        throw new ProbeFailedException(
            new Failure(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_CONTENT,
                ShownText.quoted(target) + " is no page: it is a download, which was refused"));
      }
      if (!error.isEmpty()) {
        throw new ProbeFailedException(
            log.network().refusal(id).orElseGet(() -> NetErrors.of(error, target)));
      }
      if (!id.isEmpty()) { // else it is another place in the same document
        awaitUntil(() -> !loader.equals(before), deadline);
      }
      awaitUntil(() -> loadedLoader.equals(loader), deadline);
    } catch (CommandException e) {
      throw new ProbeFailedException(defect("loading " + ShownText.quoted(target), e));
    }
  }

  /**
   * Calls a part of {@code page.js}. A page that goes elsewhere meanwhile is asked again.
   *
   * @param what name of the part
   * @param input data for it
   */
  JsonObject call(String what, JsonObject input, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    while (true) {
      try {
        JsonObject answer =
            command(
                "Runtime.callFunctionOn",
                Json.of(
                    "functionDeclaration", PageScript.text(),
                    "executionContextId", world(deadline),
                    "arguments", List.of(Json.of("value", what), Json.of("value", input)),
                    "returnByValue", true,
                    "awaitPromise", true),
                deadline);
        if (answer.has("exceptionDetails")) {
          throw new ProbeFailedException(
              defect(
                  "looking at the page (" + what + ")",
                  new CommandException(
                      Json.text(
                          Json.object(Json.object(answer, "exceptionDetails"), "exception"),
                          "description"))));
        }
        return Json.object(Json.object(answer, "result"), "value");
      } catch (CommandException e) {
        worldLoader = ""; // the document is another one now
        pause(deadline);
      }
    }
  }

  private int world(Deadline deadline)
      throws CommandException, ProbeFailedException, TimeoutException, InterruptedException {
    String now = loader;
    if (!worldLoader.equals(now)) {
      JsonObject answer =
          command(
              "Page.createIsolatedWorld",
              Json.of("frameId", mainFrame, "worldName", "foureyes"),
              deadline);
      world = (int) Json.number(answer, "executionContextId").orElse(0);
      worldLoader = now;
    }
    return world;
  }

  /** A moment, before something is looked at again. */
  void pause(Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    Deadline moment = Deadline.after(POLL, deadline.ticker());
    awaitUntil(() -> moment.isOver() || deadline.isOver(), deadline);
    if (deadline.isOver()) {
      throw new TimeoutException();
    }
  }

  /** After something that may lead to another page: waits until that has loaded. */
  void settle(Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    pause(deadline);
    pause(deadline);
    awaitUntil(() -> !isLoading, deadline);
  }

  /** Why nothing more is to be had from it; absent while it is sound. */
  Optional<Failure> broken() {
    return Optional.ofNullable(broken).or(tools::ended);
  }

  /** URL of the page; empty before the first. */
  String url() {
    return url;
  }

  /** The document that is shown, as a request; absent before the first. */
  Optional<Request> document() {
    return log.network().find(loader);
  }

  /** Whether the page shows that its document did not come, rather than a document. */
  boolean isErrorPage() {
    return document()
        .map(request -> request.status().isEmpty() && request.hasFailed())
        .orElse(false);
  }

  /**
   * Throws away all that it has kept.
   *
   * @return whether the browser is fit for another run
   */
  boolean close(Duration patience) {
    sessions.close();
    if (context.isEmpty()) {
      return tools.ended().isEmpty();
    }
    browser.inContext(context, Optional.empty());
    try {
      var _ =
          tools
              .send(
                  DevTools.BROWSER,
                  "Target.disposeBrowserContext",
                  Json.of("browserContextId", context))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
