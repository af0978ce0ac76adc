package dev.foureyes.gateway.session;

import dev.foureyes.gateway.assignments.AssignmentView;
import dev.foureyes.gateway.results.BatchLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What all sessions share.
 *
 * @param appendTimeout how long a batch may wait for room in the log before its session ends
 * @param onEnded told of every session once, when it has ended
 */
record SessionContext(
    AssignmentView assignments,
    BatchLog batchLog,
    NodeEvents events,
    GatewayMetrics metrics,
    Timer timer,
    InstantSource clock,
    Duration heartbeatInterval,
    Duration appendTimeout,
    UpdateOffers updates,
    Consumer<NodeSession> onEnded) {

  /** Runs something later, on any thread. */
  @FunctionalInterface
  interface Timer {
    void schedule(Runnable task, Duration delay);
  }
}
