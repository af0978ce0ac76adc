package dev.foureyes.nodeagent.uplink;

import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.spool.SpoolBatch;
import dev.foureyes.nodeagent.spool.SpoolReader;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.node.v1.AssignmentAck;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.Drain;
import dev.foureyes.proto.node.v1.Heartbeat;
import dev.foureyes.proto.node.v1.HeartbeatReply;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.node.v1.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream: what the node says, and what it makes of what the server says. Knows nothing of the
 * transport and of threads; all its times come from the clock it is given. The first answer that is
 * present ends the session.
 *
 * <p>On the way of a result this comes after {@link dev.foureyes.nodeagent.spool.Spool}; the
 * gateway's side of the stream comes next.
 */
final class Session {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  static final Duration WELCOME_TIMEOUT = Duration.ofSeconds(15);
  static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(60);
  static final Duration ACK_TIMEOUT = Duration.ofMinutes(2);
  static final Duration FLUSH_DELAY = Duration.ofMillis(250);
  static final Duration DRAIN_PATIENCE = Duration.ofSeconds(5);

  private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration LONGEST_RECONNECT = Duration.ofMinutes(5);

  private final SessionParts parts;
  private final NodeClock clock;
  private final SpoolReader reader;
  private final Outbound out;
  private final BatchWindow window = new BatchWindow();
  private final SnapshotParts snapshot = new SnapshotParts();
  private final long startNanos;
  private SessionState state = SessionState.AWAITING_WELCOME;
  private Assignments assignments;
  private FlowLimits limits = FlowLimits.MODEST;
  private long heartbeatNanos = DEFAULT_HEARTBEAT.toNanos();
  private long nextHeartbeatNanos;
  private long heardNanos;
  private Timestamp heartbeatClock = Timestamp.getDefaultInstance();
  private long heartbeatSentNanos;
  private OptionalLong waitingSinceNanos = OptionalLong.empty();
  private OptionalLong welcomedNanos = OptionalLong.empty();
  private @Nullable SessionEnd endAfterDrain;
  private long drainEndNanos;

  /** The way to the server. */
  interface Outbound {

    /** Whether the transport takes more without piling it up. */
    boolean isReady();

    void send(ConnectRequest message);
  }

  Session(SessionParts parts, Assignments assignments, SpoolReader reader, Outbound out) {
    this.parts = parts;
    this.clock = parts.clock();
    this.assignments = assignments;
    this.reader = reader;
    this.out = out;
    this.startNanos = clock.nanos();
    this.heardNanos = startNanos;
  }

  /** Says hello. */
  void open() {
    NodeDescription node = parts.description();
    out.send(
        ConnectRequest.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setAgentVersion(node.agentVersion())
                    .setPlatform(node.platform())
                    .setHostname(node.hostname())
                    .addAllCapabilities(node.capabilities())
                    .setSpool(parts.spool().state())
                    .setClock(clock.timestamp())
                    .setAssignmentRevision(assignments.revision())
                    .setPublicAddress(node.publicAddress()))
            .build());
  }

  /** What the node runs, as far as this session has heard. */
  Assignments assignments() {
    return assignments;
  }

  /** How long the server has known this session; absent before its welcome. */
  Optional<Duration> age() {
    return welcomedNanos.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(clock.nanos() - welcomedNanos.getAsLong()));
  }

  Optional<SessionEnd> receive(ConnectResponse message) {
    heardNanos = clock.nanos();
    Optional<SessionState> next = state.after(message.getMessageCase());
    if (next.isEmpty()) {
      return lost("protocol broken: " + message.getMessageCase() + " in state " + state);
    }
    return switch (message.getMessageCase()) {
      case WELCOME -> welcome(message.getWelcome());
      case SNAPSHOT ->
          state == SessionState.DRAINING
              ? Optional.empty()
              : apply(snapshot.add(message.getSnapshot()));
      case DIFF -> diff(message);
      case RESULT_ACK -> acknowledge(message.getResultAck().getNextSeq());
      case FLOW_CONTROL -> {
        limits = FlowLimits.of(message.getFlowControl());
        yield sendResults();
      }
      case DRAIN -> drain(message.getDrain());
      case UPDATE_OFFER -> {
        parts.offers().accept(message.getUpdateOffer());
        yield Optional.empty();
      }
      case HEARTBEAT_REPLY -> {
        heartbeatAnswered(message.getHeartbeatReply());
        yield Optional.empty();
      }
      case MESSAGE_NOT_SET -> Optional.empty();
    };
  }

  private Optional<SessionEnd> welcome(Welcome welcome) {
    state = SessionState.AWAITING_SNAPSHOT;
    welcomedNanos = OptionalLong.of(heardNanos);
    nextHeartbeatNanos = heardNanos;
    if (welcome.getHeartbeatIntervalMs() != 0) {
      heartbeatNanos =
          Duration.ofMillis(Integer.toUnsignedLong(welcome.getHeartbeatIntervalMs())).toNanos();
    }
    limits = FlowLimits.of(welcome.getFlowControl());
    log.atInfo().addKeyValue("session", welcome.getSessionId()).log("connected");
    return wake();
  }

  private Optional<SessionEnd> diff(ConnectResponse message) {
    if (state == SessionState.DRAINING) {
      return Optional.empty();
    }
    try {
      return apply(Optional.of(assignments.changed(message.getDiff())));
    } catch (IllegalArgumentException e) {
      return lost("assignments out of step, a fresh snapshot is needed: " + e.getMessage());
    }
  }

  private Optional<SessionEnd> apply(Optional<Assignments> whole) {
    if (whole.isEmpty()) {
      state = SessionState.AWAITING_SNAPSHOT;
      return Optional.empty();
    }
    state = SessionState.STREAMING;
    assignments = whole.get();
    out.send(
        ConnectRequest.newBuilder()
            .setAssignmentAck(
                AssignmentAck.newBuilder()
                    .setRevision(assignments.revision())
                    .addAllRefused(parts.receiver().apply(assignments)))
            .build());
    return Optional.empty();
  }

  private Optional<SessionEnd> acknowledge(long nextSeq) {
    if (window.isEmpty()) {
      return Optional.empty(); // said before
    }
    try {
      reader.acknowledge(nextSeq);
    } catch (IllegalArgumentException e) {
      return lost("protocol broken: " + e.getMessage());
    } catch (IOException e) {
      log.atWarn()
          .setCause(e)
          .log("acknowledgement not written; records may be sent again after a restart");
    }
    window.acknowledge(nextSeq);
    return wake();
  }

  private Optional<SessionEnd> drain(Drain drain) {
    Duration asked = Duration.ofMillis(Integer.toUnsignedLong(drain.getReconnectAfterMs()));
    Duration reconnectAfter = asked.compareTo(LONGEST_RECONNECT) > 0 ? LONGEST_RECONNECT : asked;
    log.atInfo()
        .addKeyValue("reason", drain.getReason())
        .addKeyValue("reconnect_after_ms", reconnectAfter.toMillis())
        .log("server asks the node to come back later");
    return endWhenDrained(new SessionEnd.Drained(reconnectAfter), DRAIN_PATIENCE);
  }

  /**
   * Sends nothing new, and ends in a given way once what is on its way has been acknowledged, or
   * time is up.
   */
  Optional<SessionEnd> endWhenDrained(SessionEnd end, Duration patience) {
    if (endAfterDrain == null || end instanceof SessionEnd.Stopped) {
      state = SessionState.DRAINING;
      endAfterDrain = end;
      drainEndNanos = clock.nanos() + patience.toNanos();
    }
    return wake();
  }

  /** The stream has ended, without an error that names a refusal. */
  SessionEnd closed(String why) {
    return endAfterDrain == null ? new SessionEnd.Lost(why) : endAfterDrain;
  }

  /**
   * Does what is due: after time has passed, records became durable, or the transport takes more
   * again.
   */
  Optional<SessionEnd> wake() {
    long now = clock.nanos();
    if (endAfterDrain != null && (window.isEmpty() || now - drainEndNanos >= 0)) {
      return Optional.of(endAfterDrain);
    }
    if (state == SessionState.AWAITING_WELCOME) {
      return now - startNanos >= WELCOME_TIMEOUT.toNanos()
          ? lost("no welcome within " + WELCOME_TIMEOUT.toSeconds() + " s")
          : Optional.empty();
    }
    if (now - heardNanos >= silenceNanos()) {
      return lost("nothing heard for " + Duration.ofNanos(silenceNanos()).toSeconds() + " s");
    }
    if (window.oldestNanos().isPresent()
        && now - window.oldestNanos().getAsLong() >= ACK_TIMEOUT.toNanos()) {
      return lost("results not acknowledged for " + ACK_TIMEOUT.toSeconds() + " s");
    }
    if (now - nextHeartbeatNanos >= 0 && out.isReady()) {
      Heartbeat heartbeat = heartbeat();
      heartbeatClock = heartbeat.getClock();
      heartbeatSentNanos = clock.nanos();
      out.send(ConnectRequest.newBuilder().setHeartbeat(heartbeat).build());
      nextHeartbeatNanos = now + heartbeatNanos;
    }
    return sendResults();
  }

  /** Only the answer to the newest one says something of the time. */
  private void heartbeatAnswered(HeartbeatReply reply) {
    if (reply.hasServerClock() && reply.getNodeClock().equals(heartbeatClock)) {
      parts
          .serverClock()
          .heard(
              Instant.ofEpochSecond(
                  reply.getServerClock().getSeconds(), reply.getServerClock().getNanos()),
              heartbeatSentNanos,
              heardNanos);
    }
  }

  private Heartbeat heartbeat() {
    return Heartbeat.newBuilder()
        .setClock(clock.timestamp())
        .setSpool(parts.spool().state())
        .setHealth(parts.health().get())
        .build();
  }

  /**
   * Sends what there is. While nothing is on its way that is at once; otherwise a batch is filled
   * first, for a quarter of a second at most.
   */
  private Optional<SessionEnd> sendResults() {
    try {
      while (state.sendsResults() && window.size() < limits.batches() && out.isReady()) {
        long now = clock.nanos();
        long ahead = reader.ahead();
        if (ahead == 0) {
          waitingSinceNanos = OptionalLong.empty();
          break;
        }
        if (waitingSinceNanos.isEmpty()) {
          waitingSinceNanos = OptionalLong.of(now);
        }
        boolean waited = now - waitingSinceNanos.getAsLong() >= FLUSH_DELAY.toNanos();
        if (!window.isEmpty() && ahead < limits.records() && !waited) {
          break;
        }
        Optional<SpoolBatch> batch = reader.read(limits.records(), limits.bytes());
        if (batch.isEmpty()) {
          waitingSinceNanos = OptionalLong.empty();
          break;
        }
        send(batch.get(), now);
      }
      return Optional.empty();
    } catch (IOException e) {
      return lost("spool not readable: " + e.getMessage());
    }
  }

  private void send(SpoolBatch batch, long nowNanos) {
    out.send(
        ConnectRequest.newBuilder()
            .setBatch(
                ResultBatch.newBuilder()
                    .setIncarnation(batch.incarnation().bytes())
                    .setFirstSeq(batch.firstSeq())
                    .setCount(batch.count())
                    .setRecords(batch.records()))
            .build());
    window.add(batch, nowNanos);
    waitingSinceNanos = OptionalLong.empty();
  }

  /** When to wake at the latest, on the clock for elapsed time. */
  long nextWakeNanos() {
    if (state == SessionState.AWAITING_WELCOME) {
      return startNanos + WELCOME_TIMEOUT.toNanos();
    }
    long next = heardNanos + silenceNanos();
    if (out.isReady()) { // otherwise the transport wakes the session
      next = Math.min(next, nextHeartbeatNanos);
      if (waitingSinceNanos.isPresent()
          && state.sendsResults()
          && window.size() < limits.batches()) {
        next = Math.min(next, waitingSinceNanos.getAsLong() + FLUSH_DELAY.toNanos());
      }
    }
    if (window.oldestNanos().isPresent()) {
      next = Math.min(next, window.oldestNanos().getAsLong() + ACK_TIMEOUT.toNanos());
    }
    return endAfterDrain == null ? next : Math.min(next, drainEndNanos);
  }

  private long silenceNanos() {
    return Math.max(SILENCE_TIMEOUT.toNanos(), 3 * heartbeatNanos);
  }

  private static Optional<SessionEnd> lost(String why) {
    return Optional.of(new SessionEnd.Lost(why));
  }
}
