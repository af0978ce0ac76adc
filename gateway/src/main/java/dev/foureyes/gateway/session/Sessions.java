package dev.foureyes.gateway.session;

import dev.foureyes.gateway.assignments.AssignmentView;
import dev.foureyes.gateway.identity.NodeAuthenticator;
import dev.foureyes.gateway.identity.NodeDirectory.NodeIdentityKey;
import dev.foureyes.gateway.identity.NodeIdentity;
import dev.foureyes.gateway.identity.Refusal;
import dev.foureyes.gateway.results.BatchLog;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.DrainReason;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All open sessions, one per node: a newer one ends the older. */
public final class Sessions {

  private final Map<NodeIdentityKey, NodeSession> open = new ConcurrentHashMap<>();
  private final SessionContext context;

  /**
   * No sessions yet.
   *
   * @param heartbeatInterval how often nodes should say that they are there
   * @param appendTimeout how long a batch may wait for room in the log before its session ends
   */
  public Sessions(
      AssignmentView assignments,
      BatchLog batchLog,
      NodeEvents events,
      GatewayMetrics metrics,
      ScheduledExecutorService timer,
      InstantSource clock,
      Duration heartbeatInterval,
      Duration appendTimeout,
      UpdateOffers updates) {
    this.context =
        new SessionContext(
            assignments,
            batchLog,
            events,
            metrics,
            (task, delay) -> {
              var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            },
            clock,
            heartbeatInterval,
            appendTimeout,
            updates,
            this::remove);
    metrics.gauge("foureyes.gateway.sessions", "Open sessions of nodes", open, Map::size);
    metrics.gauge(
        "foureyes.gateway.node.lag.records",
        "Records on the disks of connected nodes that were not acknowledged, all together",
        open,
        sessions -> sessions.values().stream().mapToLong(NodeSession::lagRecords).sum());
    metrics.gauge(
        "foureyes.gateway.node.lag.records.max",
        "The same, of the node that has most",
        open,
        sessions -> sessions.values().stream().mapToLong(NodeSession::lagRecords).max().orElse(0));
  }

  /** Opens a session for the caller. */
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> observer) {
    NodeIdentity node = NodeIdentity.CALLER.get();
    NodeSession session =
        new NodeSession(
            node,
            UUID.randomUUID().toString(),
            NodeAuthenticator.REMOTE_IP.get(),
            (ServerCallStreamObserver<ConnectResponse>) observer,
            context);
    NodeSession older = open.put(key(node), session);
    if (older != null) {
      older.refuse(Refusal.SESSION_REPLACED);
    }
    session.start();
    return session;
  }

  private static NodeIdentityKey key(NodeIdentity node) {
    return new NodeIdentityKey(node.org(), node.nodeId());
  }

  private void remove(NodeSession session) {
    open.remove(key(session.node()), session);
  }

  /** Sends a node what changed for it, if it is here. */
  public void assignmentsChanged(String org, String nodeId) {
    NodeSession session = open.get(new NodeIdentityKey(org, nodeId));
    if (session != null) {
      session.sendAssignments();
    }
  }

  /** Ends the session of a node that was revoked or deleted. */
  public void revoked(NodeIdentityKey node) {
    NodeSession session = open.get(node);
    if (session != null) {
      session.refuse(Refusal.NODE_REVOKED);
    }
  }

  /** Sends all nodes away, to come back after the given time. */
  public void drainAll(DrainReason reason, Duration reconnectAfter) {
    for (NodeSession session : open.values()) {
      session.drain(reason, reconnectAfter);
    }
  }
}
