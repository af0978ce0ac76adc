package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The sessions of one page: its own, and one for each frame and worker that has a process or a
 * thread of its own. All of them begin stopped and are told first to ask for every request; none
 * runs before.
 */
final class TabSessions {

  private static final List<JsonObject> ALL_REQUESTS = List.of(Json.of("urlPattern", "*"));

  private final DevTools tools;
  private final RequestPolicy policy;
  private final RunLog log;
  private final DevTools.Listener pageEvents;
  private final Consumer<Failure> broke;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private volatile String page = "";

  /**
   * @param pageEvents gets what happens in the page itself
   * @param broke gets why the run cannot go on
   */
  TabSessions(
      DevTools tools,
      RequestPolicy policy,
      RunLog log,
      DevTools.Listener pageEvents,
      Consumer<Failure> broke) {
    this.tools = tools;
    this.policy = policy;
    this.log = log;
    this.pageEvents = pageEvents;
    this.broke = broke;
  }

  void listen(String session) {
    known.add(session);
    tools.listen(session, (method, params) -> event(session, method, params));
  }

  /** Lets the page begin, after all that has to be said before. Returns what to wait for. */
  List<CompletableFuture<JsonObject>> configurePage(String session, View view) {
    page = session;
    List<CompletableFuture<JsonObject>> answers = new ArrayList<>(guard(session));
    answers.add(send(session, "Page.enable"));
    answers.add(tools.send(session, "Page.setLifecycleEventsEnabled", Json.of("enabled", true)));
    answers.add(send(session, "Inspector.enable"));
    answers.add(tools.send(session, "Network.setBypassServiceWorker", Json.of("bypass", true)));
    answers.add(
        tools.send(
            session,
            "Security.setIgnoreCertificateErrors",
            Json.of("ignore", view.skipCertificateCheck())));
    answers.add(
        tools.send(
            session,
            "Emulation.setDeviceMetricsOverride",
            Json.of(
                "width",
                view.width(),
                "height",
                view.height(),
                "deviceScaleFactor",
                1,
                "mobile",
                false)));
    answers.add(send(session, "Runtime.runIfWaitingForDebugger"));
    return answers;
  }

  private List<CompletableFuture<JsonObject>> guard(String session) {
    return List.of(
        tools.send(session, "Fetch.enable", Json.of("patterns", ALL_REQUESTS)),
        tools.send(
            session,
            "Network.enable",
            // Bodies are not asked for, and need not be kept.
            Json.of("maxTotalBufferSize", 0, "maxResourceBufferSize", 0)),
        send(session, "Runtime.enable"),
        tools.send(
            session,
            "Target.setAutoAttach",
            Json.of("autoAttach", true, "waitForDebuggerOnStart", true, "flatten", true)));
  }

  private CompletableFuture<JsonObject> send(String session, String method) {
    return tools.send(session, method, new JsonObject());
  }

  private void event(String session, String method, JsonObject params) {
    switch (method) {
      case "Fetch.requestPaused" -> decide(session, params);
      case "Target.attachedToTarget" -> attached(params);
      case "Target.detachedFromTarget" -> {
        String gone = Json.text(params, "sessionId");
        known.remove(gone);
        tools.forget(gone);
      }
      case "Inspector.targetCrashed" -> {
        if (session.equals(page)) {
          broke.accept(
              new Failure(
                  Fault.FAULT_TARGET,
                  ErrorPhase.ERROR_PHASE_RECEIVE,
                  "the page crashed: the process that shows it ended, mostly for want of memory"));
        }
      }
      case "Page.javascriptDialogOpening" -> dialog(session, params);
      default -> {
        if (method.startsWith("Network.")) {
          checkAddresses(params);
          log.network().event(method, params);
        } else if (method.startsWith("Runtime.")) {
          log.console().event(method, params);
        }
      }
    }
    if (session.equals(page)) {
      pageEvents.event(method, params);
    }
  }

  private void attached(JsonObject params) {
    JsonObject target = Json.object(params, "targetInfo");
    String session = Json.text(params, "sessionId");
    switch (Json.text(target, "type")) {
      case "iframe" -> {
        listen(session);
        var _ = guard(session);
        var _ = send(session, "Runtime.runIfWaitingForDebugger");
      }
      case "worker" -> {
        listen(session);
        // Its requests are asked for by the frame that it belongs to.
        var _ = send(session, "Network.enable");
        var _ =
            tools.send(
                session,
                "Target.setAutoAttach",
                Json.of("autoAttach", true, "waitForDebuggerOnStart", true, "flatten", true));
        var _ = send(session, "Runtime.runIfWaitingForDebugger");
      }
      default -> {} // waits for ever: workers that outlive their page
    }
  }

  /** Every request waits here until the node has looked where it goes. */
  private void decide(String session, JsonObject params) {
    String id = Json.text(params, "requestId");
    String url = Json.text(Json.object(params, "request"), "url");
    var _ =
        policy
            .check(url)
            .thenAccept(refusal -> {
              if (refusal.isEmpty()) {
                var _ = tools.send(session, "Fetch.continueRequest", Json.of("requestId", id));
                return;
              }
              log.network().refuse(Json.text(params, "networkId"), refusal.get());
              String reason =
                  refusal.get().phase() == ErrorPhase.ERROR_PHASE_DNS
                      ? "NameNotResolved"
                      : "BlockedByClient";
              var _ =
                  tools.send(
                      session,
                      "Fetch.failRequest",
                      Json.of("requestId", id, "errorReason", reason));
            });
  }

  /** What came from where it must not ends the run: its content is not looked at. */
  private void checkAddresses(JsonObject params) {
    for (String name : List.of("response", "redirectResponse")) {
      Optional<Failure> refusal =
          policy.checkAddress(Json.text(Json.object(params, name), "remoteIPAddress"));
      refusal.ifPresent(broke);
    }
  }

  private void dialog(String session, JsonObject params) {
    boolean isLeaving = Json.text(params, "type").equals("beforeunload");
    if (!isLeaving) {
      log.notes()
          .add(
              "closed a dialog of the page ("
                  + ShownText.cut(Json.text(params, "type"), 20)
                  + "): "
                  + ShownText.quoted(Json.text(params, "message")));
    }
    var _ = tools.send(session, "Page.handleJavaScriptDialog", Json.of("accept", isLeaving));
  }

  void close() {
    known.forEach(tools::forget);
  }
}
