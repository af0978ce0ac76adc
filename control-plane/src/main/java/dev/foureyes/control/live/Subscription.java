package dev.foureyes.control.live;

import dev.foureyes.model.Scope;
import dev.foureyes.proto.control.v1.LiveEvent;
import dev.foureyes.proto.control.v1.LiveEventKind;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * One browser that watches. What it cannot take at once waits in a short queue; one that falls
 * further behind is sent away, and comes back with its cursor.
 */
final class Subscription {

  private static final int MAX_WAITING = 2_000;

  private final Scope scope;
  private final Set<LiveEventKind> kinds;
  private final Set<String> testIds;
  private final ServerCallStreamObserver<LiveEvent> out;
  private final Deque<LiveEvent> waiting = new ArrayDeque<>();
  private boolean ended;

  /**
   * A subscription.
   *
   * @param kinds empty for all
   * @param testIds only results of these; empty for all
   */
  Subscription(
      Scope scope,
      Set<LiveEventKind> kinds,
      Set<String> testIds,
      ServerCallStreamObserver<LiveEvent> out) {
    this.scope = scope;
    this.kinds = Set.copyOf(kinds);
    this.testIds = Set.copyOf(testIds);
    this.out = out;
  }

  Scope scope() {
    return scope;
  }

  boolean wants(Scope of, LiveEventKind kind) {
    return of.equals(scope) && (kinds.isEmpty() || kinds.contains(kind));
  }

  boolean wantsTest(String testId) {
    return testIds.isEmpty() || testIds.contains(testId);
  }

  synchronized void offer(LiveEvent event) {
    if (ended) {
      return;
    }
    waiting.addLast(event);
    if (waiting.size() > MAX_WAITING) {
      ended = true;
      waiting.clear();
      out.onError(
          Status.UNAVAILABLE
              .withDescription("events come faster than they are read; connect again")
              .asRuntimeException());
      return;
    }
    drain();
  }

  /** Sends what the browser can take. */
  synchronized void drain() {
    while (!ended && !waiting.isEmpty() && out.isReady()) {
      out.onNext(waiting.removeFirst());
    }
  }

  synchronized void end() {
    ended = true;
    waiting.clear();
  }
}
