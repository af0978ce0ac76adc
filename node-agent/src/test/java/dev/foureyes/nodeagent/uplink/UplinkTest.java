package dev.foureyes.nodeagent.uplink;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.gateway.Refusal;
import dev.foureyes.nodeagent.identity.Enrolment;
import dev.foureyes.nodeagent.identity.EnrolmentToken;
import dev.foureyes.nodeagent.identity.IdentityStore;
import dev.foureyes.nodeagent.identity.NodeIdentity;
import dev.foureyes.nodeagent.identity.Renewal;
import dev.foureyes.nodeagent.peers.FakeGateway;
import dev.foureyes.nodeagent.peers.FakeSession;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.spool.Spool;
import dev.foureyes.nodeagent.spool.SpoolLimits;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.ConnectRequest.MessageCase;
import dev.foureyes.proto.node.v1.DrainReason;
import dev.foureyes.proto.node.v1.Hello;
import dev.foureyes.proto.node.v1.NodeHealth;
import dev.foureyes.proto.node.v1.ResultBatch;
import dev.foureyes.proto.results.v1.ProbeResult;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The uplink against a gateway with the real transport that does what gateways do on bad days. */
class UplinkTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("FourEyes test authority");

  @TempDir Path directory;

  private FakeGateway gateway;
  private IdentityStore store;
  private Spool spool;
  private @Nullable Uplink uplink;

  static {
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }

  @BeforeEach
  void start() throws Exception {
    gateway = FakeGateway.start(AUTHORITY);
    store = new IdentityStore(new LocalDisk(), directory.resolve("identity"));
    spool =
        Spool.open(
            new LocalDisk(), directory.resolve("spool"), SpoolLimits.DEFAULT, NodeClock.system());
  }

  @AfterEach
  void stop() throws Exception {
    if (uplink != null) {
      uplink.stop();
    }
    spool.close();
    gateway.close();
  }

  private void connect() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    NodeIdentity identity =
        new Enrolment(gateway.address(), store, NodeClock.system(), random)
            .enrol(EnrolmentToken.parse(gateway.token()), "n");
    SessionParts parts =
        new SessionParts(
            new NodeDescription("0.1.0", "linux/amd64", "host", List.of()),
            spool,
            AssignmentReceiver.runningNothing(),
            NodeHealth::getDefaultInstance,
            NodeClock.system());
    uplink =
        new Uplink(
            gateway.address(),
            identity,
            Assignments.NONE,
            parts,
            new Renewal(store, NodeClock.system()),
            random);
    uplink.start();
  }

  private Uplink uplink() {
    return requireNonNull(uplink);
  }

  private void result(String testId) throws Exception {
    var _ = spool.append(ProbeResult.newBuilder().setTestId(testId).build()).get(10, SECONDS);
  }

  private static List<String> testIds(ResultBatch batch) {
    return FakeSession.records(batch).stream().map(each -> each.getResult().getTestId()).toList();
  }

  @Test
  void resultsGoUpAndAreForgottenWhenAcknowledged() throws Exception {
    connect();
    FakeSession session = gateway.nextSession().acknowledging();
    Hello hello = session.welcome(1);
    assertThat(session.peer()).isEqualTo(store.load().orElseThrow().chain());
    result("a");
    ResultBatch batch = session.nextBatch();
    assertThat(batch.getIncarnation()).isEqualTo(hello.getSpool().getIncarnation());
    assertThat(batch.getFirstSeq()).isZero();
    assertThat(testIds(batch)).containsExactly("a");
    await().until(() -> spool.state().getFirstUnackedSeq() == 1);
  }

  @Test
  void whatIsNeverAcknowledgedIsKept() throws Exception {
    connect();
    FakeSession session = gateway.nextSession();
    session.welcome(1);
    for (int i = 0; i < 3; i++) {
      result("r" + i);
    }
    session.nextBatch();
    await().during(Duration.ofMillis(300)).until(() -> spool.state().getFirstUnackedSeq() == 0);
  }

  @Test
  void afterALostConnectionUnacknowledgedResultsComeAgainUnderTheSameNumbers() throws Exception {
    connect();
    FakeSession first = gateway.nextSession();
    first.welcome(1);
    result("a");
    ResultBatch sent = first.nextBatch();
    gateway.stop();
    result("b");
    gateway.start();
    FakeSession second = gateway.nextSession().acknowledging();
    second.welcome(1);
    ResultBatch again = second.nextBatch();
    assertThat(again.getIncarnation()).isEqualTo(sent.getIncarnation());
    assertThat(again.getFirstSeq()).isEqualTo(sent.getFirstSeq());
    assertThat(testIds(again)).containsExactly("a", "b");
    await().until(() -> spool.state().getFirstUnackedSeq() == 2);
  }

  @Test
  void lateAcknowledgementCountsOnlyInItsStream() throws Exception {
    connect();
    FakeSession first = gateway.nextSession();
    first.welcome(1);
    result("a");
    result("b");
    first.nextBatch();
    first.acknowledge(1);
    await().until(() -> spool.state().getFirstUnackedSeq() == 1);
    first.fail(Status.UNAVAILABLE.withDescription("going away").asRuntimeException());
    FakeSession second = gateway.nextSession();
    second.welcome(1);
    assertThat(second.nextBatch().getFirstSeq()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "end"})
  void streamThatTheServerEndsIsOpenedAgain(String how) throws Exception {
    connect();
    FakeSession first = gateway.nextSession();
    first.welcome(1);
    if (how.equals("error")) {
      first.fail(Status.INTERNAL.asRuntimeException());
    } else {
      first.complete();
    }
    assertThat(gateway.nextSession().welcome(1).getAssignmentRevision()).isEqualTo(1);
  }

  @Test
  void drainedNodeComesBackAfterTheTimeItWasGiven() throws Exception {
    connect();
    FakeSession first = gateway.nextSession();
    first.welcome(1);
    long start = System.nanoTime();
    first.drain(700, DrainReason.DRAIN_REASON_SHUTDOWN);
    first.awaitEnd();
    gateway.nextSession();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(700), Duration.ofSeconds(5));
  }

  @Test
  void diffOnAnotherRevisionBringsAFreshSnapshot() throws Exception {
    connect();
    FakeSession first = gateway.nextSession();
    first.welcome(3);
    assertThat(first.nextAssignmentAck().getRevision()).isEqualTo(3);
    first.diff(3, 4, List.of(Assignment.newBuilder().setTestId("t").build()), List.of());
    assertThat(first.nextAssignmentAck().getRevision()).isEqualTo(4);
    first.diff(9, 10, List.of(), List.of());
    FakeSession second = gateway.nextSession();
    assertThat(second.welcome(10).getAssignmentRevision()).isEqualTo(4);
    assertThat(second.nextAssignmentAck().getRevision()).isEqualTo(10);
  }

  @Test
  void heartbeatsAreSentAndAnswered() throws Exception {
    connect();
    FakeSession session = gateway.nextSession();
    session.welcome(1);
    result("a");
    session.next(MessageCase.HEARTBEAT);
    assertThat(session.next(MessageCase.HEARTBEAT).getHeartbeat().getSpool().getNextSeq())
        .isEqualTo(1);
  }

  @Test
  void revokedNodeStopsForGood() throws Exception {
    gateway.onConnect(session ->
        session.fail(FakeGateway.refusal(Status.Code.PERMISSION_DENIED, "NODE_REVOKED")));
    connect();
    assertThat(uplink().refused().get(10, SECONDS)).isEqualTo(Refusal.NODE_REVOKED);
    gateway.nextSession();
    await().during(Duration.ofMillis(300)).until(() -> !gateway.hasSession());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NODE_UNKNOWN", "CERTIFICATE_UNTRUSTED", "CERTIFICATE_MISSING"})
  void otherRefusalsAreTriedAgain(String reason) throws Exception {
    gateway.onConnect(
        session -> session.fail(FakeGateway.refusal(Status.Code.UNAUTHENTICATED, reason)));
    connect();
    gateway.nextSession();
    gateway.nextSession();
    gateway.onConnect(session -> {});
    assertThat(uplink().refused()).isNotDone();
    await()
        .untilAsserted(() -> {
          FakeSession session = gateway.nextSession();
          session.welcome(1);
        });
  }

  @Test
  void replacedSessionWaitsBeforeItPushesBack() throws Exception {
    connect();
    FakeSession session = gateway.nextSession();
    session.welcome(1);
    session.fail(FakeGateway.refusal(Status.Code.UNAUTHENTICATED, "SESSION_REPLACED"));
    await().during(Duration.ofMillis(700)).until(() -> !gateway.hasSession());
  }

  @Test
  void certificateIsRenewedAfterHalfItsLifeAndUsedAtOnce() throws Exception {
    gateway.certificateLife(Duration.ofSeconds(40)); // of a life of 100 s, 60 s are over
    connect();
    FakeSession first = gateway.nextSession().acknowledging();
    gateway.certificateLife(Duration.ofDays(7));
    first.welcome(1);
    FakeSession second = gateway.nextSession().acknowledging();
    second.welcome(1);
    assertThat(gateway.renewals()).hasSize(1);
    assertThat(second.peer().getFirst()).isNotEqualTo(first.peer().getFirst());
    assertThat(second.peer().getFirst().getPublicKey())
        .isEqualTo(first.peer().getFirst().getPublicKey());
    assertThat(store.load().orElseThrow().certificate()).isEqualTo(second.peer().getFirst());
    result("after");
    assertThat(testIds(second.nextBatch())).containsExactly("after");
  }

  @Test
  void certificateThatHasEndedIsRenewedBeforeAnythingElse() throws Exception {
    gateway.certificateLife(Duration.ofSeconds(-1));
    gateway.onRenew(request -> {
      gateway.certificateLife(Duration.ofDays(7));
      return dev.foureyes.proto.node.v1.RenewResponse.newBuilder()
          .addAllCertificateChain(gateway.issue(request.getCertificateRequest()))
          .build();
    });
    connect();
    FakeSession session = gateway.nextSession();
    session.welcome(1);
    assertThat(gateway.renewals()).hasSize(1);
    assertThat(session.peer().getFirst().getNotAfter()).isInTheFuture();
  }

  @Test
  void certificateThatHasEndedByTheServersClockIsRenewedToo() throws Exception {
    gateway.onConnect(session ->
        session.fail(FakeGateway.refusal(Status.Code.UNAUTHENTICATED, "CERTIFICATE_EXPIRED")));
    connect();
    gateway.nextSession();
    gateway.onConnect(session -> {});
    await().until(() -> gateway.renewals().size(), count -> count >= 1);
    FakeSession session = gateway.nextSession();
    session.welcome(1);
    assertThat(session.peer().getFirst()).isEqualTo(store.load().orElseThrow().certificate());
  }

  @Test
  void refusedRenewalOfARevokedNodeStopsForGood() throws Exception {
    gateway.certificateLife(Duration.ofSeconds(40));
    gateway.onRenew(request -> {
      throw FakeGateway.refusal(Status.Code.PERMISSION_DENIED, "NODE_REVOKED");
    });
    connect();
    gateway.nextSession().welcome(1);
    assertThat(uplink().refused().get(10, SECONDS)).isEqualTo(Refusal.NODE_REVOKED);
  }

  @Test
  void stopEndsTheStreamInOrder() throws Exception {
    connect();
    FakeSession session = gateway.nextSession().acknowledging();
    session.welcome(1);
    long start = System.nanoTime();
    uplink().stop();
    session.awaitEnd();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void earlierRunsAreDeliveredBeforeThisOne() throws Exception {
    result("old-1");
    result("old-2");
    spool.close();
    spool =
        Spool.open(
            new LocalDisk(), directory.resolve("spool"), SpoolLimits.DEFAULT, NodeClock.system());
    result("new");
    connect();
    FakeSession session = gateway.nextSession();
    Hello hello = session.welcome(1);
    ResultBatch old = session.nextBatch();
    assertThat(testIds(old)).containsExactly("old-1", "old-2");
    assertThat(old.getIncarnation()).isNotEqualTo(hello.getSpool().getIncarnation());
    await().during(Duration.ofMillis(300)).until(() -> !session.has(MessageCase.BATCH));
    session.acknowledge(2);
    ResultBatch own = session.nextBatch();
    assertThat(testIds(own)).containsExactly("new");
    assertThat(own.getIncarnation()).isEqualTo(hello.getSpool().getIncarnation());
  }
}
