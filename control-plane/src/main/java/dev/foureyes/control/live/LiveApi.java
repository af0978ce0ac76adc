package dev.foureyes.control.live;

import dev.foureyes.control.access.Caller;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.LiveEvent;
import dev.foureyes.proto.control.v1.LiveEventKind;
import dev.foureyes.proto.control.v1.LiveServiceGrpc;
import dev.foureyes.proto.control.v1.SystemStatus;
import dev.foureyes.proto.control.v1.WatchEventsRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Live events for the caller's organisation. */
public final class LiveApi extends LiveServiceGrpc.LiveServiceImplBase {

  private static final int MAX_TESTS = 200;

  private final LiveFeed feed;
  private final Supplier<SystemStatus> system;

  /**
   * An API.
   *
   * @param system the state of the installation, with which every stream begins
   */
  public LiveApi(LiveFeed feed, Supplier<SystemStatus> system) {
    this.feed = feed;
    this.system = system;
  }

  @Override
  public void watchEvents(WatchEventsRequest request, StreamObserver<LiveEvent> observer) {
    Subscription subscription;
    ServerCallStreamObserver<LiveEvent> out = (ServerCallStreamObserver<LiveEvent>) observer;
    try {
      check(request);
      subscription =
          new Subscription(
              Caller.current().scope(),
              new HashSet<>(request.getKindsList()),
              Set.copyOf(request.getTestIdsList()),
              out);
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    }
    out.setOnCancelHandler(() -> {
      feed.unsubscribe(subscription);
      subscription.end();
    });
    out.setOnReadyHandler(subscription::drain);
    if (subscription.wants(subscription.scope(), LiveEventKind.LIVE_EVENT_KIND_SYSTEM)) {
      subscription.offer(feed.systemEvent(system.get()));
    }
    feed.subscribe(subscription, request.getCursor());
  }

  private static void check(WatchEventsRequest request) {
    Violations violations = new Violations();
    violations.check(
        request.getTestIdsCount() <= MAX_TESTS,
        "test_ids",
        request.getTestIdsCount(),
        "at most " + MAX_TESTS);
    for (LiveEventKind kind : request.getKindsList()) {
      violations.check(
          kind != LiveEventKind.LIVE_EVENT_KIND_UNSPECIFIED && kind != LiveEventKind.UNRECOGNIZED,
          "kinds",
          kind,
          "known kinds");
    }
    violations.throwIfAny();
  }
}
