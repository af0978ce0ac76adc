package dev.foureyes.nodeagent.uplink;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.peers.FakeSession;
import dev.foureyes.nodeagent.spool.Spool;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.spool.SpoolReader;
import dev.foureyes.nodeagent.time.ManualClock;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentDiff;
import dev.foureyes.proto.node.v1.AssignmentRefusal;
import dev.foureyes.proto.node.v1.AssignmentSnapshot;
import dev.foureyes.proto.node.v1.Capability;
import dev.foureyes.proto.node.v1.ConnectRequest;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.Drain;
import dev.foureyes.proto.node.v1.FlowControl;
import dev.foureyes.proto.node.v1.HeartbeatReply;
import dev.foureyes.proto.node.v1.NodeHealth;
import dev.foureyes.proto.node.v1.ResultAck;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session's rules, with time moved by hand and no transport. */
class SessionTest {

  @TempDir Path directory;

  private final ManualClock time = new ManualClock(Instant.parse("2026-11-01T00:00:00Z"));
  private final List<Assignments> applied = new ArrayList<>();
  private final Out out = new Out();
  private Spool spool;
  private SessionParts parts;
  private SpoolReader reader;
  private Session session;

  private static final class Out implements Session.Outbound {
    private final List<ConnectRequest> sent = new ArrayList<>();
    private boolean ready = true;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void send(ConnectRequest message) {
      sent.add(message);
    }

    private List<ConnectRequest> take(ConnectRequest.MessageCase kind) {
      List<ConnectRequest> taken =
          sent.stream().filter(each -> each.getMessageCase() == kind).toList();
      sent.clear();
      return taken;
    }

    private List<Long> firstSeqs() {
      return take(ConnectRequest.MessageCase.BATCH).stream()
          .map(each -> each.getBatch().getFirstSeq())
          .toList();
    }
  }

  @BeforeEach
  void open() throws Exception {
    spool = Spool.open(new LocalDisk(), directory, SpoolLimits.DEFAULT, NodeClock.system());
    reader = spool.openReader();
    NodeDescription description =
        new NodeDescription("0.1.0", "linux/amd64", "host", List.of(Capability.CAPABILITY_HTTP));
    parts =
        new SessionParts(
            description,
            spool,
            assignments -> {
              applied.add(assignments);
              return List.of(
                  AssignmentRefusal.newBuilder().setTestId("bad").setReason("no").build());
            },
            NodeHealth::getDefaultInstance,
            time.clock());
    session = new Session(parts, Assignments.of(7, List.of()), reader, out);
    session.open();
  }

  @AfterEach
  void close() throws Exception {
    reader.close();
    spool.close();
  }

  private void results(int count) throws Exception {
    for (int i = 0; i < count - 1; i++) {
      var _ = spool.append(ProbeResult.newBuilder().setTestId("t").build());
    }
    var _ = spool.append(ProbeResult.newBuilder().setTestId("t").build()).get(10, SECONDS);
  }

  private void welcome(int batches, int records) {
    FlowControl limits =
        FlowControl.newBuilder()
            .setMaxBatchesInFlight(batches)
            .setMaxRecordsPerBatch(records)
            .setMaxBatchBytes(1 << 20)
            .build();
    assertThat(receive(FakeSession.aWelcome().setFlowControl(limits).build())).isEmpty();
    assertThat(receive(AssignmentSnapshot.newBuilder().setRevision(8).setLast(true).build()))
        .isEmpty();
  }

  private Optional<SessionEnd> receive(Message message) {
    ConnectResponse.Builder response = ConnectResponse.newBuilder();
    response.getDescriptorForType().getFields().stream()
        .filter(field -> field.getMessageType().equals(message.getDescriptorForType()))
        .forEach(field -> response.setField(field, message));
    return session.receive(response.build());
  }

  private Optional<SessionEnd> after(Duration wait) {
    time.advance(wait);
    return session.wake();
  }

  private static ResultAck ack(long next) {
    return ResultAck.newBuilder().setNextSeq(next).build();
  }

  private static void assertLost(Optional<SessionEnd> end, String why) {
    assertThat(end)
        .get()
        .isInstanceOfSatisfying(
            SessionEnd.Lost.class, lost -> assertThat(lost.why()).contains(why));
  }

  @Test
  void helloSaysWhatTheNodeRuns() {
    assertThat(out.sent).hasSize(1);
    assertThat(out.sent.getFirst().getHello().getAssignmentRevision()).isEqualTo(7);
    assertThat(out.sent.getFirst().getHello().getSpool().getIncarnation().size()).isEqualTo(16);
  }

  @Test
  void nothingIsSentBeforeTheWelcome() throws Exception {
    results(3);
    assertThat(session.wake()).isEmpty();
    assertThat(out.take(ConnectRequest.MessageCase.BATCH)).isEmpty();
  }

  @Test
  void withoutAWelcomeTheSessionEnds() {
    assertThat(after(Session.WELCOME_TIMEOUT.minusMillis(1))).isEmpty();
    assertLost(after(Duration.ofMillis(1)), "no welcome within 15 s");
  }

  @Test
  void firstResultLeavesAtOnce() throws Exception {
    welcome(4, 100);
    results(1);
    session.wake();
    assertThat(out.firstSeqs()).containsExactly(0L);
  }

  @Test
  void whileABatchIsOnItsWayTheNextIsFilledOrWaitsAQuarterSecond() throws Exception {
    welcome(4, 3);
    results(1);
    session.wake();
    results(1);
    session.wake();
    assertThat(out.firstSeqs()).as("the second result waits").containsExactly(0L);
    after(Session.FLUSH_DELAY.minusMillis(1));
    assertThat(out.firstSeqs()).isEmpty();
    assertThat(session.nextWakeNanos() - time.nanos()).isEqualTo(1_000_000);
    after(Duration.ofMillis(1));
    assertThat(out.firstSeqs()).containsExactly(1L);
    results(3);
    session.wake();
    assertThat(out.firstSeqs()).as("a full batch goes at once").containsExactly(2L);
  }

  @Test
  void noMoreBatchesThanAllowedAreOnTheirWay() throws Exception {
    welcome(2, 2);
    results(10);
    session.wake();
    assertThat(out.firstSeqs()).containsExactly(0L, 2L);
    receive(ack(2));
    assertThat(out.firstSeqs()).containsExactly(4L);
    receive(ack(3));
    assertThat(out.firstSeqs()).as("half a batch frees no place").isEmpty();
    receive(ack(6));
    assertThat(out.firstSeqs()).containsExactly(6L, 8L);
  }

  @Test
  void newLimitsHoldAtOnce() throws Exception {
    welcome(1, 2);
    results(6);
    session.wake();
    assertThat(out.firstSeqs()).containsExactly(0L);
    receive(FlowControl.newBuilder().setMaxBatchesInFlight(3).setMaxRecordsPerBatch(1).build());
    assertThat(out.firstSeqs()).containsExactly(2L, 3L);
  }

  @Test
  void transportThatIsFullIsNotPiledUp() throws Exception {
    welcome(4, 1);
    out.take(ConnectRequest.MessageCase.HEARTBEAT);
    out.ready = false;
    results(3);
    after(Duration.ofSeconds(10));
    assertThat(out.sent).isEmpty();
    assertThat(session.nextWakeNanos()).as("no busy waiting").isGreaterThan(time.nanos());
    out.ready = true;
    session.wake();
    assertThat(out.firstSeqs()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void acknowledgementOfWhatWasNotSentEndsTheSession() throws Exception {
    welcome(4, 2);
    results(2);
    session.wake();
    assertLost(receive(ack(3)), "next_seq: 3 (expected: at most 2");
  }

  @Test
  void repeatedAcknowledgementIsIgnored() throws Exception {
    welcome(4, 2);
    results(2);
    session.wake();
    assertThat(receive(ack(2))).isEmpty();
    assertThat(receive(ack(2))).isEmpty();
    assertThat(spool.state().getFirstUnackedSeq()).isEqualTo(2);
  }

  @Test
  void heartbeatsComeAtTheServersPace() {
    welcome(1, 1);
    assertThat(out.take(ConnectRequest.MessageCase.HEARTBEAT)).hasSize(1);
    after(Duration.ofMillis(299));
    assertThat(out.take(ConnectRequest.MessageCase.HEARTBEAT)).isEmpty();
    after(Duration.ofMillis(1));
    assertThat(out.take(ConnectRequest.MessageCase.HEARTBEAT)).hasSize(1);
  }

  @Test
  void theAnswerToTheNewestHeartbeatTellsTheServersTime() {
    welcome(1, 1);
    Timestamp asked =
        out.take(ConnectRequest.MessageCase.HEARTBEAT).getFirst().getHeartbeat().getClock();
    Instant server = time.instant().plusMillis(10).minusSeconds(5);
    time.advance(Duration.ofMillis(20));
    HeartbeatReply.Builder answer =
        HeartbeatReply.newBuilder().setServerClock(NodeClock.timestamp(server));
    receive(answer.setNodeClock(NodeClock.timestamp(server)).build());
    assertThat(parts.serverClock().reading()).as("the answer to another").isEmpty();

    receive(answer.setNodeClock(asked).build());

    var reading = parts.serverClock().reading().orElseThrow();
    assertThat(reading.offsetNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    assertThat(reading.errorNanos())
        .as("half the time between, and how finely the server reads its clock")
        .isEqualTo(Duration.ofMillis(10).toNanos() + 1_000);
  }

  @Test
  void silenceEndsTheSession() {
    welcome(1, 1);
    assertThat(after(Duration.ofSeconds(59))).isEmpty();
    receive(HeartbeatReply.getDefaultInstance());
    assertThat(after(Duration.ofSeconds(59))).isEmpty();
    assertLost(after(Duration.ofSeconds(1)), "nothing heard for 60 s");
  }

  @Test
  void resultsThatAreNeverAcknowledgedEndTheSessionThoughTheServerTalks() throws Exception {
    welcome(1, 1);
    results(1);
    session.wake();
    for (int i = 0; i < 3; i++) {
      assertThat(after(Duration.ofSeconds(39))).isEmpty();
      receive(HeartbeatReply.getDefaultInstance());
    }
    assertLost(after(Duration.ofSeconds(3)), "not acknowledged for 120 s");
  }

  @Test
  void snapshotInPartsIsAppliedAsAWhole() {
    receive(FakeSession.aWelcome().build());
    receive(part(9, "a", false));
    receive(part(9, "b", false));
    assertThat(applied).isEmpty();
    receive(part(9, "c", true));
    assertThat(applied).hasSize(1);
    assertThat(applied.getFirst().byTest()).containsOnlyKeys("a", "b", "c");
    var acks = out.take(ConnectRequest.MessageCase.ASSIGNMENT_ACK);
    assertThat(acks.getFirst().getAssignmentAck().getRevision()).isEqualTo(9);
    assertThat(acks.getFirst().getAssignmentAck().getRefused(0).getTestId()).isEqualTo("bad");
  }

  @Test
  void partsOfAnotherRevisionBeginAnew() {
    receive(FakeSession.aWelcome().build());
    receive(part(9, "a", false));
    receive(part(10, "b", true));
    assertThat(applied.getFirst().byTest()).containsOnlyKeys("b");
  }

  private static AssignmentSnapshot part(long revision, String testId, boolean last) {
    return AssignmentSnapshot.newBuilder()
        .setRevision(revision)
        .addAssignments(Assignment.newBuilder().setTestId(testId))
        .setLast(last)
        .build();
  }

  @Test
  void diffIsAppliedOnItsBaseOnly() {
    welcome(1, 1);
    AssignmentDiff diff =
        AssignmentDiff.newBuilder()
            .setBaseRevision(8)
            .setRevision(9)
            .addChanged(Assignment.newBuilder().setTestId("x"))
            .build();
    assertThat(receive(diff)).isEmpty();
    assertThat(applied.getLast().revision()).isEqualTo(9);
    assertLost(receive(diff), "base_revision: 8 (expected: 9)");
    assertThat(session.assignments().revision()).isEqualTo(9);
  }

  @Test
  void protocolBreachesEndTheSession() {
    assertLost(receive(ack(0)), "RESULT_ACK in state AWAITING_WELCOME");
    welcome(1, 1);
    assertLost(receive(FakeSession.aWelcome().build()), "WELCOME in state STREAMING");
  }

  @Test
  void drainWaitsForAcknowledgementsAndSendsNothingNew() throws Exception {
    welcome(2, 1);
    results(1);
    session.wake();
    assertThat(receive(Drain.newBuilder().setReconnectAfterMs(5000).build())).isEmpty();
    results(1);
    session.wake();
    assertThat(out.firstSeqs()).containsExactly(0L);
    assertThat(receive(ack(1))).contains(new SessionEnd.Drained(Duration.ofSeconds(5)));
  }

  @Test
  void drainDoesNotWaitForEver() throws Exception {
    welcome(2, 1);
    results(1);
    session.wake();
    receive(Drain.newBuilder().setReconnectAfterMs(-1).build());
    assertThat(after(Session.DRAIN_PATIENCE.minusMillis(1))).isEmpty();
    assertThat(after(Duration.ofMillis(1)))
        .as("a time beyond reason is cut to five minutes")
        .contains(new SessionEnd.Drained(Duration.ofMinutes(5)));
  }

  @Test
  void streamClosedDuringADrainIsTheDrain() throws Exception {
    welcome(2, 1);
    results(1);
    session.wake();
    receive(Drain.newBuilder().setReconnectAfterMs(5000).build());
    assertThat(session.closed("gone")).isEqualTo(new SessionEnd.Drained(Duration.ofSeconds(5)));
  }

  @Test
  void messageOfANewerServerIsPassedOver() {
    welcome(1, 1);
    assertThat(session.receive(ConnectResponse.getDefaultInstance())).isEmpty();
  }
}
