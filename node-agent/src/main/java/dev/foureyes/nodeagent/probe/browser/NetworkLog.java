package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The requests of a run, from the browser's events. However many a page makes, a bounded number is
 * kept; all are counted.
 */
final class NetworkLog {

  private static final int MAX_KEPT = 300;

  /** Documents of the page itself are kept also when there are more requests. */
  private static final int MAX_DOCUMENTS = 350;

  private final List<Request> kept = new ArrayList<>();
  private final Map<String, Request> open = new LinkedHashMap<>();
  private final Map<String, Failure> refusals = new LinkedHashMap<>();
  private OptionalDouble startSeconds = OptionalDouble.empty();
  private int requests;
  private int failures;
  private long wireBytes;

  /** Takes an event of the domain Network. */
  synchronized void event(String method, JsonObject params) {
    String id = Json.text(params, "requestId");
    double seconds = Json.number(params, "timestamp").orElse(0);
    switch (method) {
      case "Network.requestWillBeSent" -> sent(id, seconds, params);
      case "Network.responseReceived" -> responded(id, params);
      case "Network.dataReceived" -> received(id, bytes(params));
      case "Network.loadingFinished" -> finished(id, seconds, bytes(params));
      case "Network.loadingFailed" -> failed(id, seconds, params);
      default -> {} // others say nothing that a result holds
    }
  }

  private static long bytes(JsonObject params) {
    return (long) Json.number(params, "encodedDataLength").orElse(0);
  }

  private void sent(String id, double seconds, JsonObject params) {
    if (startSeconds.isEmpty()) {
      startSeconds = OptionalDouble.of(seconds);
    }
    JsonObject redirect = Json.object(params, "redirectResponse");
    if (redirect.size() > 0) {
      respond(id, redirect);
      finished(id, seconds, bytes(redirect));
    }
    JsonObject request = Json.object(params, "request");
    String url = Json.text(request, "url");
    if (url.startsWith("data:") || url.startsWith("blob:")) {
      return; // nothing goes over the network
    }
    if (url.endsWith("/favicon.ico") && Json.text(params, "type").equals("Other")) {
      return; // the browser's own idea, and no part of the page
    }
    requests++;
    Request entry =
        new Request(id, url, Json.text(request, "method"), Json.text(params, "type"), seconds);
    boolean isDocument = id.equals(Json.text(params, "loaderId"));
    if (kept.size() < (isDocument ? MAX_DOCUMENTS : MAX_KEPT)) {
      kept.add(entry);
    }
    open.put(id, entry);
  }

  private void responded(String id, JsonObject params) {
    respond(id, Json.object(params, "response"));
  }

  private void respond(String id, JsonObject response) {
    Request request = open.get(id);
    if (request != null) {
      request.respond(response);
    }
  }

  private void received(String id, long bytes) {
    Request request = open.get(id);
    if (request != null) {
      request.addBytes(bytes);
    }
  }

  private void finished(String id, double seconds, long bytes) {
    Request request = open.remove(id);
    if (request != null) {
      request.finish(seconds, bytes);
      wireBytes += request.wireBytes();
      failures += request.hasFailed() ? 1 : 0;
    }
  }

  private void failed(String id, double seconds, JsonObject params) {
    Request request = open.remove(id);
    if (request == null) {
      return;
    }
    String reason =
        Json.is(params, "canceled") && !refusals.containsKey(id)
            ? Request.CANCELED
            : Json.text(params, "errorText");
    Failure refusal = refusals.get(id);
    request.fail(seconds, refusal == null ? reason : refusal.sentence());
    wireBytes += request.wireBytes();
    failures += request.hasFailed() ? 1 : 0;
  }

  /** Says why the node did not allow a request, before the browser says that it failed. */
  synchronized void refuse(String id, Failure why) {
    if (refusals.size() < MAX_DOCUMENTS) {
      refusals.put(id, why);
    }
  }

  synchronized Optional<Failure> refusal(String id) {
    return Optional.ofNullable(refusals.get(id));
  }

  /** A request as it is known so far, its last redirect; absent when it is not among those kept. */
  synchronized Optional<Request> find(String id) {
    for (int i = kept.size() - 1; i >= 0; i--) {
      if (kept.get(i).id().equals(id)) {
        return Optional.of(kept.get(i));
      }
    }
    return Optional.empty();
  }

  /** Requests without an end so far, the oldest first. */
  synchronized List<Request> unfinished() {
    return List.copyOf(open.values());
  }

  /** Those that are kept, in the order they were made. */
  synchronized List<Request> kept() {
    return List.copyOf(kept);
  }

  /** When the first request was made, on the browser's clock; absent before. */
  synchronized OptionalDouble startSeconds() {
    return startSeconds;
  }

  synchronized int requests() {
    return requests;
  }

  synchronized int failures() {
    return failures;
  }

  /** Bytes of what has come, also of requests that have not ended. */
  synchronized long wireBytes() {
    return wireBytes + open.values().stream().mapToLong(Request::wireBytes).sum();
  }
}
