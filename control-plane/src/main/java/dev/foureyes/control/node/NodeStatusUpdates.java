package dev.foureyes.control.node;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.node.NodeStatusRepository.Stored;
import dev.foureyes.proto.control.v1.Connection;
import dev.foureyes.proto.control.v1.NodeStatus;
import dev.foureyes.proto.events.v1.NodeConnected;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.node.v1.LossRecord;
import dev.foureyes.proto.node.v1.SpoolState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an event, and silence, make of a node's status. Pure. */
final class NodeStatusUpdates {

  /**
   * A node that was not heard of for this long is away, whatever its last event said: its gateway
   * may have died with it.
   */
  static final Duration SILENT_AFTER = Duration.ofSeconds(35);

  private NodeStatusUpdates() {}

  /**
   * The status after an event; empty when the event says nothing that counts, like the end of a
   * session that was replaced long ago.
   */
  static Optional<Stored> apply(Stored before, NodeEvent event) {
    boolean ofThisSession = event.getSessionId().equals(before.sessionId());
    NodeStatus.Builder status = before.status().toBuilder();
    return switch (event.getEventCase()) {
      case CONNECTED -> Optional.of(new Stored(event.getSessionId(), connected(status, event)));
      case DISCONNECTED ->
          ofThisSession
              ? Optional.of(
                  new Stored(
                      before.sessionId(),
                      status
                          .setConnection(Connection.CONNECTION_OFFLINE)
                          .setDisconnectReason(event.getDisconnected().getReason())
                          .build()))
              : Optional.empty();
      case HEARTBEAT ->
          ofThisSession
                  || Timestamps.compare(event.getOccurredAt(), before.status().getConnectedAt()) > 0
              ? Optional.of(new Stored(event.getSessionId(), heartbeat(status, event)))
              : Optional.empty();
      case ASSIGNMENTS_APPLIED ->
          ofThisSession
              ? Optional.of(
                  new Stored(
                      before.sessionId(),
                      status
                          .setAssignmentRevision(event.getAssignmentsApplied().getRevision())
                          .clearRefused()
                          .addAllRefused(event.getAssignmentsApplied().getRefusedList())
                          .build()))
              : Optional.empty();
      case RESULTS_LOST ->
          Optional.of(
              new Stored(before.sessionId(), lost(status, event.getResultsLost().getLoss())));
      case EVENT_NOT_SET -> Optional.empty();
    };
  }

  private static NodeStatus connected(NodeStatus.Builder status, NodeEvent event) {
    NodeConnected connected = event.getConnected();
    return withSpool(status, connected.getHello().getSpool())
        .setConnection(Connection.CONNECTION_ONLINE)
        .setConnectedAt(event.getOccurredAt())
        .setLastSeenAt(event.getOccurredAt())
        .clearDisconnectReason()
        .setAgentVersion(connected.getHello().getAgentVersion())
        .setPlatform(connected.getHello().getPlatform())
        .setHostname(connected.getHello().getHostname())
        .setRemoteIp(connected.getRemoteIp())
        .setPublicAddress(connected.getHello().getPublicAddress())
        .clearCapabilities()
        .addAllCapabilities(connected.getHello().getCapabilitiesList())
        .setClockOffsetMs(connected.getClockOffsetMs())
        .build();
  }

  private static NodeStatus heartbeat(NodeStatus.Builder status, NodeEvent event) {
    if (Timestamps.compare(event.getOccurredAt(), status.getLastSeenAt()) > 0) {
      status.setLastSeenAt(event.getOccurredAt());
    }
    return withSpool(status, event.getHeartbeat().getSpool())
        .setConnection(Connection.CONNECTION_ONLINE)
        .clearDisconnectReason()
        .setHealth(event.getHeartbeat().getHealth())
        .setClockOffsetMs(event.getHeartbeat().getClockOffsetMs())
        .build();
  }

  private static NodeStatus.Builder withSpool(NodeStatus.Builder status, SpoolState spool) {
    return status
        .setLagRecords(Math.max(0, spool.getNextSeq() - spool.getFirstUnackedSeq()))
        .setSpoolBytes(spool.getBytes());
  }

  private static NodeStatus lost(NodeStatus.Builder status, LossRecord loss) {
    return status
        .setLostRecords(status.getLostRecords() + loss.getLastSeq() - loss.getFirstSeq() + 1)
        .setLastLossReason(loss.getReason())
        .build();
  }

  /** The status as it is now: a node that fell silent is offline. */
  static NodeStatus asOf(NodeStatus status, Instant now) {
    boolean silent =
        Timestamps.toMillis(status.getLastSeenAt()) <= now.minus(SILENT_AFTER).toEpochMilli();
    if (status.getConnection() != Connection.CONNECTION_ONLINE || !silent) {
      return status;
    }
    return status.toBuilder()
        .setConnection(Connection.CONNECTION_OFFLINE)
        .setDisconnectReason("no sign of life, and no word of why")
        .build();
  }
}
