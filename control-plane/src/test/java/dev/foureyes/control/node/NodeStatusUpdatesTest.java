package dev.foureyes.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.node.NodeStatusRepository.Stored;
import dev.foureyes.proto.control.v1.Connection;
import dev.foureyes.proto.control.v1.NodeStatus;
import dev.foureyes.proto.events.v1.NodeAssignmentsApplied;
import dev.foureyes.proto.events.v1.NodeConnected;
import dev.foureyes.proto.events.v1.NodeDisconnected;
import dev.foureyes.proto.events.v1.NodeEvent;
import dev.foureyes.proto.events.v1.NodeHeartbeat;
import dev.foureyes.proto.events.v1.NodeResultsLost;
import dev.foureyes.proto.node.v1.AssignmentRefusal;
import dev.foureyes.proto.node.v1.Capability;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.LossReason;
import dev.foureyes.proto.node.v1.LossRecord;
import dev.foureyes.proto.node.v1.NodeHealth;
import dev.foureyes.proto.node.v1.SpoolState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeStatusUpdatesTest {

  private Stored stored = Stored.NONE;

  private static NodeEvent.Builder at(int second, String session) {
    return NodeEvent.newBuilder()
        .setOccurredAt(Timestamps.fromSeconds(second))
        .setSessionId(session);
  }

  private static NodeEvent connected(int second, String session) {
    return at(second, session)
        .setConnected(
            NodeConnected.newBuilder()
                .setRemoteIp("192.0.2.7")
                .setClockOffsetMs(-3.5)
                .setHello(
                    Hello.newBuilder()
                        .setAgentVersion("0.1.0")
                        .setPlatform("linux/amd64")
                        .setHostname("web-1")
                        .setPublicAddress("198.51.100.7")
                        .addCapabilities(Capability.CAPABILITY_HTTP)
                        .setSpool(spool(5, 12))))
        .build();
  }

  private static SpoolState spool(long firstUnacked, long next) {
    return SpoolState.newBuilder()
        .setFirstUnackedSeq(firstUnacked)
        .setNextSeq(next)
        .setBytes(4_096)
        .build();
  }

  private static NodeEvent disconnected(int second, String session) {
    return at(second, session)
        .setDisconnected(NodeDisconnected.newBuilder().setReason("the connection was lost"))
        .build();
  }

  private static NodeEvent heartbeat(int second, String session) {
    return at(second, session)
        .setHeartbeat(
            NodeHeartbeat.newBuilder()
                .setSpool(spool(10, 10))
                .setHealth(NodeHealth.newBuilder().setTestsRunning(3))
                .setClockOffsetMs(1))
        .build();
  }

  private NodeStatus after(NodeEvent event) {
    stored = NodeStatusUpdates.apply(stored, event).orElseThrow();
    return stored.status();
  }

  private void assertIgnored(NodeEvent event) {
    assertThat(NodeStatusUpdates.apply(stored, event)).isEmpty();
  }

  private static Timestamp second(int second) {
    return Timestamps.fromSeconds(second);
  }

  @Test
  void aNodeThatConnectsIsOnlineAndTellsWhatItIs() {
    NodeStatus status = after(connected(100, "s1"));

    assertThat(status)
        .isEqualTo(
            NodeStatus.newBuilder()
                .setConnection(Connection.CONNECTION_ONLINE)
                .setConnectedAt(second(100))
                .setLastSeenAt(second(100))
                .setPublicAddress("198.51.100.7")
                .setAgentVersion("0.1.0")
                .setPlatform("linux/amd64")
                .setHostname("web-1")
                .setRemoteIp("192.0.2.7")
                .addCapabilities(Capability.CAPABILITY_HTTP)
                .setLagRecords(7)
                .setSpoolBytes(4_096)
                .setClockOffsetMs(-3.5)
                .build());
    assertThat(stored.sessionId()).isEqualTo("s1");
  }

  @Test
  void aNodeThatDisconnectsIsOfflineAndSaysWhy() {
    after(connected(100, "s1"));

    NodeStatus status = after(disconnected(200, "s1"));

    assertThat(status.getConnection()).isEqualTo(Connection.CONNECTION_OFFLINE);
    assertThat(status.getDisconnectReason()).isEqualTo("the connection was lost");
    assertThat(status.getLastSeenAt()).as("when it was last heard of").isEqualTo(second(100));
    assertThat(status.getHostname()).as("what is known of it stays").isEqualTo("web-1");
  }

  @Test
  void aReconnectionForgetsWhyItWasAwayAndWhatItCouldDo() {
    after(connected(100, "s1"));
    after(disconnected(200, "s1"));

    NodeStatus status = after(connected(300, "s2"));

    assertThat(status.getDisconnectReason()).isEmpty();
    assertThat(status.getConnectedAt()).isEqualTo(second(300));
    assertThat(status.getCapabilitiesList()).containsExactly(Capability.CAPABILITY_HTTP);
  }

  @Test
  void theLateEndOfAReplacedSessionIsIgnored() {
    after(connected(100, "s1"));
    after(connected(200, "s2"));

    assertIgnored(disconnected(201, "s1"));

    assertThat(stored.status().getConnection()).isEqualTo(Connection.CONNECTION_ONLINE);
  }

  @Test
  void aLateHeartbeatOfAReplacedSessionIsIgnored() {
    after(connected(100, "s1"));
    after(connected(200, "s2"));

    assertIgnored(heartbeat(199, "s1"));

    assertThat(after(disconnected(300, "s2")).getConnection())
        .as("the present session is still the one that counts")
        .isEqualTo(Connection.CONNECTION_OFFLINE);
  }

  @Test
  void aHeartbeatRevivesANodeWhoseConnectionWasNotTold() {
    NodeStatus status = after(heartbeat(100, "s1"));

    assertThat(status.getConnection()).isEqualTo(Connection.CONNECTION_ONLINE);
    assertThat(status.getLastSeenAt()).isEqualTo(second(100));
    assertThat(after(disconnected(101, "s1")).getConnection())
        .isEqualTo(Connection.CONNECTION_OFFLINE);

    status = after(heartbeat(102, "s2"));

    assertThat(status.getConnection()).isEqualTo(Connection.CONNECTION_ONLINE);
    assertThat(status.getDisconnectReason()).isEmpty();
    assertThat(stored.sessionId()).isEqualTo("s2");
  }

  @Test
  void heartbeatsBringHealthAndTheSpoolAndNeverTurnTimeBack() {
    after(connected(100, "s1"));
    after(heartbeat(110, "s1"));

    NodeStatus status = after(heartbeat(105, "s1")); // by a gateway whose clock was set back

    assertThat(status.getLastSeenAt()).isEqualTo(second(110));
    assertThat(status.getLagRecords()).isZero();
    assertThat(status.getHealth().getTestsRunning()).isEqualTo(3);
    assertThat(status.getClockOffsetMs()).isEqualTo(1);
  }

  @Test
  void aSpoolWhoseNumbersMakeNoSenseHasNoLag() {
    NodeEvent nonsense =
        at(1, "s1").setHeartbeat(NodeHeartbeat.newBuilder().setSpool(spool(12, 5))).build();

    assertThat(after(nonsense).getLagRecords()).isZero();
  }

  @Test
  void appliedAssignmentsAreThoseOfThePresentSession() {
    AssignmentRefusal refusal =
        AssignmentRefusal.newBuilder().setTestId("t").setReason("no").build();
    after(connected(100, "s1"));
    after(applied("s1", NodeAssignmentsApplied.newBuilder().setRevision(4).addRefused(refusal)));
    assertThat(stored.status().getRefusedList()).containsExactly(refusal);

    NodeStatus status = after(applied("s1", NodeAssignmentsApplied.newBuilder().setRevision(5)));
    assertThat(status.getAssignmentRevision()).isEqualTo(5);
    assertThat(status.getRefusedList()).as("of an older revision").isEmpty();

    assertIgnored(applied("s0", NodeAssignmentsApplied.newBuilder().setRevision(3)));
  }

  private static NodeEvent applied(String session, NodeAssignmentsApplied.Builder applied) {
    return at(150, session).setAssignmentsApplied(applied).build();
  }

  @Test
  void lossesAddUpOverSessions() {
    after(connected(100, "s1"));
    after(lost(0, 9, LossReason.LOSS_REASON_SPOOL_FULL));
    after(connected(200, "s2"));

    NodeStatus status = after(lost(50, 50, LossReason.LOSS_REASON_DAMAGED));

    assertThat(status.getLostRecords()).isEqualTo(11);
    assertThat(status.getLastLossReason()).isEqualTo(LossReason.LOSS_REASON_DAMAGED);
    assertThat(stored.sessionId()).as("ingest knows no sessions").isEqualTo("s2");
    assertThat(status.getConnection()).isEqualTo(Connection.CONNECTION_ONLINE);
  }

  @Test
  void aLossOfANodeThatNeverConnectedIsCountedToo() {
    NodeStatus status = after(lost(0, 0, LossReason.LOSS_REASON_TOO_OLD));

    assertThat(status.getLostRecords()).isEqualTo(1);
    assertThat(status.getConnection()).isEqualTo(Connection.CONNECTION_NEVER);
  }

  private static NodeEvent lost(long first, long last, LossReason reason) {
    return NodeEvent.newBuilder()
        .setResultsLost(
            NodeResultsLost.newBuilder()
                .setLoss(
                    LossRecord.newBuilder().setFirstSeq(first).setLastSeq(last).setReason(reason)))
        .build();
  }

  @Test
  void anEventOfANewerVersionIsIgnored() {
    assertIgnored(at(100, "s1").build());
  }

  @Test
  void aNodeThatFellSilentIsAway() {
    NodeStatus status = after(connected(100, "s1"));

    assertThat(NodeStatusUpdates.asOf(status, Instant.ofEpochSecond(134))).isEqualTo(status);
    NodeStatus silent = NodeStatusUpdates.asOf(status, Instant.ofEpochSecond(135));
    assertThat(silent.getConnection()).isEqualTo(Connection.CONNECTION_OFFLINE);
    assertThat(silent.getDisconnectReason()).isEqualTo("no sign of life, and no word of why");
  }

  @Test
  void aNodeThatSaidWhyItWentKeepsItsWord() {
    after(connected(100, "s1"));
    NodeStatus status = after(disconnected(101, "s1"));

    assertThat(NodeStatusUpdates.asOf(status, Instant.ofEpochSecond(9_999))).isEqualTo(status);
    assertThat(
            NodeStatusUpdates.asOf(Stored.NONE.status(), Instant.ofEpochSecond(9_999))
                .getConnection())
        .isEqualTo(Connection.CONNECTION_NEVER);
  }
}
