package dev.foureyes.gateway.session;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.gateway.assignments.AssignmentFeed;
import dev.foureyes.gateway.identity.NodeIdentity;
import dev.foureyes.gateway.identity.Refusal;
import dev.foureyes.gateway.results.BatchLog;
import dev.foureyes.gateway.results.BatchPublisher;
import dev.foureyes.proto.events.v1.NodeAssignmentsApplied;
import dev.foureyes.proto.events.v1.NodeConnected;
import dev.foureyes.proto.events.v1.NodeDisconnected;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.events.v1.NodeHeartbeat;
import dev.foureyes.proto.node.v1.AssignmentAck;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.Drain;
import dev.foureyes.proto.node.v1.DrainReason;
import dev.foureyes.proto.node.v1.Heartbeat;
import dev.foureyes.proto.node.v1.HeartbeatReply;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.ResultAck;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.node.v1.SpoolState;
import dev.foureyes.proto.node.v1.Welcome;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's stream: hello, welcome, snapshot, and then batches and heartbeats up, acknowledgements
 * and changes down.
 *
 * <p>Previous hop of a result: the node's uplink. Next hop: {@link BatchPublisher}, which appends
 * the batch to the topic {@code NODE_BATCHES}.
 *
 * <p>Messages come on a network thread, landings of batches on the producer's, changes of
 * assignments on the view's; all meet under this object's lock, which is never held while waiting.
 * When the log takes no more, the session asks its node for no further message, and the network
 * pushes back as far as the node.
 */
final class NodeSession implements StreamObserver<ConnectRequest> {

  private static final Logger log = LoggerFactory.getLogger(NodeSession.class);
  private static final Duration OFFER_INTERVAL = Duration.ofHours(1);
  private static final Duration RETRY_APPEND = Duration.ofMillis(50);

  /** A node that does not take what it is sent is better off with a new session. */
  private static final Duration RECONNECT_AFTER_LOG_TROUBLE = Duration.ofSeconds(3);

  private final NodeIdentity node;
  private final String id;
  private final String remoteIp;
  private final ServerCallStreamObserver<ConnectResponse> out;
  private final SessionContext context;
  private final AssignmentFeed assignments;
  private final BatchPublisher publisher;

  private boolean greeted;
  private String platform = "";
  private Instant offered = Instant.EPOCH;
  private boolean ended;
  private boolean paused;
  private SpoolState spool = SpoolState.getDefaultInstance();
  private Instant refusedSince = Instant.MAX;

  NodeSession(
      NodeIdentity node,
      String id,
      String remoteIp,
      ServerCallStreamObserver<ConnectResponse> out,
      SessionContext context) {
    this.node = node;
    this.id = id;
    this.remoteIp = remoteIp;
    this.out = out;
    this.context = context;
    this.assignments = new AssignmentFeed(context.assignments(), node.org(), node.nodeId());
    this.publisher = new BatchPublisher(context.batchLog(), node.org(), node.nodeId());
    out.disableAutoRequest();
    out.setOnReadyHandler(this::sendAssignments);
    out.setOnCancelHandler(() -> ended("the connection was lost"));
  }

  /** Takes the first message from now on. */
  void start() {
    out.request(1);
  }

  NodeIdentity node() {
    return node;
  }

  /** Records on the node's disk that were not acknowledged, as it last said. */
  synchronized long lagRecords() {
    return Math.max(0, spool.getNextSeq() - spool.getFirstUnackedSeq());
  }

  @Override
  public synchronized void onNext(ConnectRequest message) {
    if (ended) {
      return;
    }
    try {
      if (greeted == (message.getMessageCase() == ConnectRequest.MessageCase.HELLO)) {
        throw new IllegalArgumentException(
            "message: " + message.getMessageCase() + " (expected: one hello, first)");
      }
      switch (message.getMessageCase()) {
        case HELLO -> hello(message.getHello());
        case BATCH -> batch(message.getBatch());
        case HEARTBEAT -> heartbeat(message.getHeartbeat());
        case ASSIGNMENT_ACK -> assignmentAck(message.getAssignmentAck());
        case MESSAGE_NOT_SET ->
            log.atDebug()
                .addKeyValue("node", node.nodeId())
                .log("message of a later version left out");
      }
    } catch (IllegalArgumentException e) {
      context.metrics().invalidMessage();
      end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
    }
    requestMore();
  }

  private void hello(Hello hello) {
    greeted = true;
    spool = hello.getSpool();
    platform = hello.getPlatform();
    out.onNext(
        ConnectResponse.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setSessionId(id)
                    .setClock(now())
                    .setHeartbeatIntervalMs((int) context.heartbeatInterval().toMillis())
                    .setFlowControl(BatchBounds.LIMITS))
            .build());
    publish(
        NodeEvent.newBuilder()
            .setConnected(
                NodeConnected.newBuilder()
                    .setHello(hello)
                    .setRemoteIp(remoteIp)
                    .setClockOffsetMs(clockOffsetMs(hello.getClock()))));
    log.atInfo()
        .addKeyValue("node", node.nodeId())
        .addKeyValue("session", id)
        .addKeyValue("remote", remoteIp)
        .addKeyValue("version", hello.getAgentVersion())
        .log("node connected");
    sendAssignments();
    offerUpdate();
  }

  private void batch(ResultBatch batch) {
    BatchBounds.check(batch);
    append(batch);
  }

  /** Appends a batch, now or as soon as there is room; until then no further message is taken. */
  private void append(ResultBatch batch) {
    if (ended) {
      return;
    }
    long startNanos = System.nanoTime();
    if (publisher.publish(batch, landing -> landed(landing, batch, startNanos))
        == BatchLog.Attempt.STARTED) {
      refusedSince = Instant.MAX;
      paused = false;
      return;
    }
    paused = true;
    Instant now = context.clock().instant();
    refusedSince = refusedSince.isBefore(now) ? refusedSince : now;
    if (Duration.between(refusedSince, now).compareTo(context.appendTimeout()) > 0) {
      logUnavailable("no room for " + context.appendTimeout().toSeconds() + " s");
      return;
    }
    context.timer().schedule(() -> appendAgain(batch), RETRY_APPEND);
  }

  private synchronized void appendAgain(ResultBatch batch) {
    append(batch);
    requestMore();
  }

  private synchronized void landed(
      BatchPublisher.Landing landing, ResultBatch batch, long startNanos) {
    Exception failure = landing.failure();
    if (failure != null) {
      logUnavailable(String.valueOf(failure.getMessage()));
      return;
    }
    context
        .metrics()
        .batchInLog(batch.getCount(), Duration.ofNanos(System.nanoTime() - startNanos));
    publisher
        .landed(landing)
        .ifPresent(nextSeq -> {
          if (!ended) {
            out.onNext(
                ConnectResponse.newBuilder()
                    .setResultAck(ResultAck.newBuilder().setNextSeq(nextSeq))
                    .build());
          }
        });
    requestMore();
  }

  private void logUnavailable(String cause) {
    if (ended) {
      return;
    }
    log.atWarn()
        .addKeyValue("node", node.nodeId())
        .addKeyValue("cause", cause)
        .log("the event log takes no results, session ended");
    drain(DrainReason.DRAIN_REASON_LOG_UNAVAILABLE, RECONNECT_AFTER_LOG_TROUBLE);
  }

  private void heartbeat(Heartbeat heartbeat) {
    spool = heartbeat.getSpool();
    out.onNext(
        ConnectResponse.newBuilder()
            .setHeartbeatReply(
                HeartbeatReply.newBuilder()
                    .setNodeClock(heartbeat.getClock())
                    .setServerClock(now()))
            .build());
    offerUpdate();
    publish(
        NodeEvent.newBuilder()
            .setHeartbeat(
                NodeHeartbeat.newBuilder()
                    .setSpool(heartbeat.getSpool())
                    .setHealth(heartbeat.getHealth())
                    .setClockOffsetMs(clockOffsetMs(heartbeat.getClock()))));
  }

  /** Again and again, for what lies there changes; a node that knows it already does nothing. */
  private void offerUpdate() {
    Instant now = context.clock().instant();
    if (now.isAfter(offered.plus(OFFER_INTERVAL))) {
      offered = now;
      context.updates().of(platform).ifPresent(out::onNext);
    }
  }

  private void assignmentAck(AssignmentAck ack) {
    publish(
        NodeEvent.newBuilder()
            .setAssignmentsApplied(
                NodeAssignmentsApplied.newBuilder()
                    .setRevision(ack.getRevision())
                    .addAllRefused(ack.getRefusedList())));
  }

  /**
   * Sends what changed for the node, if it can take it now; if not, this is called again when it
   * can.
   */
  synchronized void sendAssignments() {
    if (ended || !greeted || !out.isReady()) {
      return;
    }
    assignments.next().forEach(out::onNext);
  }

  private void requestMore() {
    if (!ended && !paused && publisher.inFlight() < BatchBounds.LIMITS.getMaxBatchesInFlight()) {
      out.request(1);
    }
  }

  /** Tells the node to come back after a while, and ends. */
  synchronized void drain(DrainReason reason, Duration reconnectAfter) {
    if (ended) {
      return;
    }
    out.onNext(
        ConnectResponse.newBuilder()
            .setDrain(
                Drain.newBuilder()
                    .setReason(reason)
                    .setReconnectAfterMs((int) reconnectAfter.toMillis()))
            .build());
    out.onCompleted();
    ended(reason.name());
  }

  synchronized void refuse(Refusal refusal) {
    if (!ended) {
      log.atWarn()
          .addKeyValue("node", node.nodeId())
          .addKeyValue("reason", refusal)
          .log("session ended");
      context.metrics().refused(refusal);
      end(refusal.toException());
    }
  }

  private void end(StatusRuntimeException status) {
    if (!ended) {
      out.onError(status);
      ended(String.valueOf(status.getStatus().getDescription()));
    }
  }

  @Override
  public synchronized void onError(Throwable cause) {
    ended("the connection was lost");
  }

  @Override
  public synchronized void onCompleted() {
    if (!ended) {
      out.onCompleted();
      ended("the node ended the session");
    }
  }

  private synchronized void ended(String reason) {
    if (ended) {
      return;
    }
    ended = true;
    context.onEnded().accept(this);
    if (greeted) {
      publish(
          NodeEvent.newBuilder().setDisconnected(NodeDisconnected.newBuilder().setReason(reason)));
      log.atInfo()
          .addKeyValue("node", node.nodeId())
          .addKeyValue("session", id)
          .addKeyValue("reason", reason)
          .log("node disconnected");
    }
  }

  private void publish(NodeEvent.Builder event) {
    context.events().publish(node, id, event);
  }

  /** As finely as the clock goes: nodes take the server's time from it. */
  private Timestamp now() {
    Instant now = context.clock().instant();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }

  private double clockOffsetMs(@Nullable Timestamp nodeClock) {
    return nodeClock == null
        ? 0
        : Timestamps.toMicros(nodeClock) / 1_000.0 - context.clock().millis();
  }
}
