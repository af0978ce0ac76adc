package dev.foureyes.nodeagent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.ManualClock;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TcpProbe;
import dev.foureyes.proto.node.v1.AssignmentRefusal;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.RunTrigger;
import dev.foureyes.proto.results.v1.TcpResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The scheduler with time moved by hand; {@code turn()} is called by the test instead of the
 * thread.
 */
class ProbeSchedulerTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ManualClock time = new ManualClock(Instant.parse("2026-11-01T00:00:00Z"));
  private final List<ProbeResult> results = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> blocked = new ConcurrentHashMap<>();
  private final Queue<Fault> ends = new ConcurrentLinkedQueue<>();
  private final List<String> made = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final RecordingReview review = new RecordingReview();
  private final ProbeScheduler scheduler =
      new ProbeScheduler(this::probe, results::add, time.clock(), review);

  private dev.foureyes.nodeagent.probe.Probe probe(ProbeConfig config)
      throws InvalidProbeException {
    String host = config.getTcp().getHost();
    if (host.startsWith("bad")) {
      throw new InvalidProbeException("tcp.host: '" + host + "' (expected: a good one)");
    }
    made.add(host);
    return new dev.foureyes.nodeagent.probe.Probe() {
      @Override
      public ProbeOutcome run(Deadline deadline) throws InterruptedException {
        runs.computeIfAbsent(host, key -> new AtomicInteger()).incrementAndGet();
        CountDownLatch latch = blocked.get(host);
        if (latch != null) {
          latch.await();
        }
        ProbeDetail detail = new ProbeDetail.Tcp(TcpResult.getDefaultInstance());
        Fault end = ends.isEmpty() ? Fault.FAULT_OK : ends.remove();
        return end == Fault.FAULT_OK
            ? new ProbeOutcome.Passed(detail)
            : new ProbeOutcome.Failed(
                detail, new Failure(end, ErrorPhase.ERROR_PHASE_CONNECT, "refused"));
      }

      @Override
      public void close() {
        closed.add(host);
      }
    };
  }

  private static Assignment test(String id, long version) {
    return Assignment.newBuilder()
        .setTestId(id)
        .setConfigVersion(version)
        .setProbe(ProbeConfig.newBuilder().setTcp(TcpProbe.newBuilder().setHost(id)))
        .setIntervalMs((int) INTERVAL.toMillis())
        .setTimeoutMs(5000)
        .build();
  }

  private List<AssignmentRefusal> apply(long revision, Assignment... assignments) {
    return scheduler.apply(Assignments.of(revision, List.of(assignments)), true);
  }

  private void expectResults(int count) {
    scheduler.turn();
    await().untilAsserted(() -> assertThat(results).hasSize(count));
  }

  private void turnFor(Duration duration, Duration step) {
    for (long passed = 0; passed < duration.toMillis(); passed += step.toMillis()) {
      time.advance(step);
      scheduler.turn();
      awaitRuns();
    }
  }

  private void awaitRuns() {
    if (scheduler.running() > 0 && blocked.isEmpty()) {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> scheduler.running() == 0);
    }
  }

  @Test
  void newTestGivesAResultAtOnce() {
    apply(1, test("a", 3));
    expectResults(1);
    ProbeResult result = results.getFirst();
    assertThat(result.getTestId()).isEqualTo("a");
    assertThat(result.getConfigVersion()).isEqualTo(3);
    assertThat(result.getScheduledAt().getSeconds()).isEqualTo(time.instant().getEpochSecond());
    assertThat(result.getRound()).isEqualTo(time.instant().toEpochMilli() / INTERVAL.toMillis());
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_OK);
    assertThat(result.getLatenessMs()).isZero();
    assertThat(result.hasTcp()).isTrue();
  }

  @Test
  void thenItRunsOnceInEachRoundAtItsPhase() {
    apply(1, test("a", 1));
    expectResults(1);
    turnFor(Duration.ofSeconds(50), Duration.ofMillis(100));
    assertThat(results).hasSize(6);
    long phase = Rounds.phase("a", INTERVAL.toMillis());
    for (ProbeResult result : results.subList(1, 6)) {
      long due =
          result.getScheduledAt().getSeconds() * 1000
              + result.getScheduledAt().getNanos() / 1_000_000;
      assertThat(due % INTERVAL.toMillis()).isEqualTo(phase);
      assertThat(result.getRound()).isEqualTo(due / INTERVAL.toMillis());
      assertThat(result.getLatenessMs()).isBetween(0.0, 100.0);
    }
  }

  @Test
  void unchangedTestsAreNotDisturbed() {
    apply(1, test("a", 1));
    expectResults(1);
    apply(2, test("a", 1), test("b", 1));
    expectResults(2);
    assertThat(runs.get("a")).hasValue(1);
    assertThat(results.getLast().getTestId()).isEqualTo("b");
  }

  @Test
  void changedTestRunsAtOnceAgain() {
    apply(1, test("a", 1));
    expectResults(1);
    apply(2, test("a", 2));
    expectResults(2);
    assertThat(results.getLast().getConfigVersion()).isEqualTo(2);
  }

  @Test
  void aRequestRunsATestOnce_andItsRoundsGoOn() {
    apply(1, test("a", 1));
    expectResults(1);
    time.advance(Duration.ofMillis(10));
    Assignment asked = requested(test("a", 1), time.instant());

    apply(2, asked);
    expectResults(2);
    apply(3, asked);

    turnFor(INTERVAL, Duration.ofMillis(100));
    assertThat(results)
        .extracting(ProbeResult::getTrigger)
        .containsExactly(
            RunTrigger.RUN_TRIGGER_UNSPECIFIED,
            RunTrigger.RUN_TRIGGER_REQUEST,
            RunTrigger.RUN_TRIGGER_UNSPECIFIED);
  }

  @Test
  void aRequestFromLongAgo_runsNothing() {
    apply(1, test("a", 1));
    expectResults(1);

    apply(2, requested(test("a", 1), time.instant().minus(Duration.ofMinutes(6))));

    scheduler.turn();
    assertThat(scheduler.running()).isZero();
    assertThat(results).hasSize(1);
  }

  @Test
  void aFirstFailureIsConfirmed_furtherOnesAreNot() {
    ends.addAll(List.of(Fault.FAULT_OK, Fault.FAULT_PATH, Fault.FAULT_PATH, Fault.FAULT_TARGET));
    apply(1, confirming("a"));
    expectResults(1);

    turnFor(INTERVAL.multipliedBy(2), Duration.ofMillis(100));

    assertThat(results)
        .extracting(
            ProbeResult::getFault, ProbeResult::getTrigger, ProbeResult::getConfirmationFollows)
        .containsExactly(
            tuple(Fault.FAULT_OK, RunTrigger.RUN_TRIGGER_UNSPECIFIED, false),
            tuple(Fault.FAULT_PATH, RunTrigger.RUN_TRIGGER_UNSPECIFIED, true),
            tuple(Fault.FAULT_PATH, RunTrigger.RUN_TRIGGER_CONFIRMATION, false),
            tuple(Fault.FAULT_TARGET, RunTrigger.RUN_TRIGGER_UNSPECIFIED, false));
    assertThat(results.get(2).getRound()).isEqualTo(results.get(1).getRound());
  }

  @Test
  void aFailureThatIsNotConfirmed_isNoFailure_soThatTheNextIsConfirmedAgain() {
    ends.addAll(List.of(Fault.FAULT_TARGET, Fault.FAULT_OK, Fault.FAULT_TARGET, Fault.FAULT_OK));
    apply(1, confirming("a"));
    expectResults(2);

    turnFor(INTERVAL, Duration.ofMillis(100));

    assertThat(results)
        .extracting(ProbeResult::getConfirmationFollows)
        .containsExactly(true, false, true, false);
  }

  @Test
  void whatIsNotTheTargetsFault_orHasNoTimeForIt_isNotConfirmed() {
    ends.addAll(List.of(Fault.FAULT_NODE_LOCAL, Fault.FAULT_TARGET, Fault.FAULT_TARGET));
    apply(1, confirming("a"));
    expectResults(1);
    apply(2, test("no", 1));
    expectResults(2);
    apply(3, confirming("b").toBuilder().setTimeoutMs(9_000).build());
    expectResults(3);

    awaitRuns();
    assertThat(results).noneMatch(ProbeResult::getConfirmationFollows);
  }

  @Test
  void theFirstFailureIsTraced_andOneEveryFiveMinutes() {
    ends.add(Fault.FAULT_OK);
    for (int i = 0; i < 32; i++) {
      ends.add(i % 2 == 0 ? Fault.FAULT_PATH : Fault.FAULT_TARGET);
    }
    ends.addAll(List.of(Fault.FAULT_OK, Fault.FAULT_CONFIG, Fault.FAULT_PATH, Fault.FAULT_OK));
    apply(1, test("a", 1).toBuilder().setTraceOnFailure(true).build());
    turnFor(INTERVAL.multipliedBy(36), Duration.ofSeconds(1));

    assertThat(results.size()).isGreaterThan(35);
    ProbeResult before = results.getFirst();
    long traced = 0;
    for (ProbeResult result : results) {
      boolean isFailure =
          result.getFault() == Fault.FAULT_PATH || result.getFault() == Fault.FAULT_TARGET;
      boolean isFirst =
          before.getFault() != Fault.FAULT_PATH && before.getFault() != Fault.FAULT_TARGET;
      long at = result.getScheduledAt().getSeconds();
      boolean isLongAgo = at - traced >= 300;
      assertThat(result.hasFailurePath()).isEqualTo(isFailure && (isFirst || isLongAgo));
      traced = result.hasFailurePath() ? at : traced;
      before = result;
    }
    assertThat(results.stream().filter(ProbeResult::hasFailurePath)).hasSize(3);
  }

  @Test
  void whatIsConfirmedIsTracedOnce() {
    ends.addAll(List.of(Fault.FAULT_PATH, Fault.FAULT_PATH));
    apply(1, confirming("a").toBuilder().setTraceOnFailure(true).build());
    expectResults(2);
    assertThat(results).extracting(ProbeResult::hasFailurePath).containsExactly(false, true);
  }

  @Test
  void aNodeThatIsCutOffConfirmsAndTracesNothing() {
    review.isNodeCutOff = true;
    ends.add(Fault.FAULT_PATH);
    apply(1, confirming("a").toBuilder().setTraceOnFailure(true).build());
    expectResults(1);
    awaitRuns();
    ProbeResult result = results.getFirst();
    assertThat(result.getFault()).isEqualTo(Fault.FAULT_NODE_LOCAL);
    assertThat(result.getConfirmationFollows()).isFalse();
    assertThat(result.hasFailurePath()).isFalse();
    assertThat(results).hasSize(1);
  }

  private static Assignment confirming(String id) {
    return test(id, 1).toBuilder().setConfirmFailures(true).setTimeoutMs(1000).build();
  }

  private static Assignment requested(Assignment assignment, Instant at) {
    return assignment.toBuilder().setRunRequestedAt(NodeClock.timestamp(at)).build();
  }

  @Test
  void removedTestRunsNoMore() {
    apply(1, test("a", 1));
    expectResults(1);
    apply(2);
    turnFor(Duration.ofSeconds(30), Duration.ofSeconds(1));
    assertThat(results).hasSize(1);
    assertThat(scheduler.assigned()).isZero();
  }

  @Test
  void whatAProbeKeepsBetweenRunsGoesWithItsTest() throws Exception {
    apply(1, test("a", 1), test("b", 1), test("c", 1));
    expectResults(3);
    assertThat(closed).isEmpty();
    apply(2, test("a", 1), test("b", 1));
    assertThat(closed).containsExactly("c");
    apply(3, test("a", 2).toBuilder().setTimeoutMs(4000).build(), test("b", 1));
    expectResults(4);
    assertThat(made).as("another timeout is no other probe").containsExactly("a", "b", "c");
    assertThat(closed).containsExactly("c");
    ProbeConfig other =
        ProbeConfig.newBuilder().setTcp(TcpProbe.newBuilder().setHost("a").setPort(1)).build();
    apply(4, test("a", 3).toBuilder().setProbe(other).build(), test("b", 1));
    expectResults(5);
    assertThat(made).containsExactly("a", "b", "c", "a");
    assertThat(closed).as("the one before").containsExactly("c", "a");
    apply(5, test("a", 4).toBuilder().setIntervalMs(1).build(), test("b", 1));
    assertThat(closed).as("refused").containsExactly("c", "a", "a");
    scheduler.stop(Duration.ofSeconds(1));
    assertThat(closed).containsExactly("c", "a", "a", "b");
  }

  @Test
  void testsKnownFromBeforeARestartKeepTheirPhase() {
    scheduler.apply(Assignments.of(5, List.of(test("a", 1))), false);
    scheduler.turn();
    assertThat(scheduler.running()).isZero();
    turnFor(INTERVAL, Duration.ofMillis(500));
    assertThat(results).hasSize(1);
    apply(6, test("a", 1));
    scheduler.turn();
    assertThat(results).as("the same from the server changes nothing").hasSize(1);
  }

  @Test
  void runThatIsStillGoingOnMakesTheNextOneSkipped() {
    CountDownLatch release = new CountDownLatch(1);
    blocked.put("a", release);
    apply(1, test("a", 1));
    scheduler.turn();
    await().until(() -> scheduler.running() == 1);
    turnFor(Duration.ofSeconds(25), Duration.ofSeconds(1));
    assertThat(scheduler.skipped()).isBetween(2L, 3L);
    assertThat(runs.get("a")).hasValue(1);
    release.countDown();
    await().until(() -> scheduler.running() == 0);
    turnFor(INTERVAL, Duration.ofSeconds(1));
    await().untilAsserted(() -> assertThat(runs.get("a")).hasValue(2));
  }

  @Test
  void aRunMayTakeAsLongAsTheInterval() {
    assertThat(apply(1, test("a", 1).toBuilder().setTimeoutMs(10_000).build())).isEmpty();
    expectResults(1);
  }

  @Test
  void whoCannotBeRunIsRefusedAndTheOthersRun() {
    List<AssignmentRefusal> refused =
        apply(
            1,
            test("a", 1),
            test("bad", 1),
            test("short", 1).toBuilder().setIntervalMs(999).build(),
            test("slow", 1).toBuilder().setTimeoutMs(10_001).build(),
            test("none", 1).toBuilder().setTimeoutMs(0).build());
    assertThat(refused)
        .extracting(AssignmentRefusal::getTestId, AssignmentRefusal::getReason)
        .containsExactlyInAnyOrder(
            tuple("bad", "tcp.host: 'bad' (expected: a good one)"),
            tuple("short", "interval_ms: 999 (expected: 1000 to 86400000)"),
            tuple("slow", "timeout_ms: 10001 (expected: 1 to the interval of 10000)"),
            tuple("none", "timeout_ms: 0 (expected: 1 to the interval of 10000)"));
    expectResults(1);
  }

  @Test
  void testThatBecomesImpossibleIsNotRunAsItWas() {
    apply(1, test("a", 1));
    expectResults(1);
    List<AssignmentRefusal> refused = apply(2, test("a", 2).toBuilder().setIntervalMs(1).build());
    assertThat(refused).hasSize(1);
    turnFor(Duration.ofSeconds(30), Duration.ofSeconds(1));
    assertThat(results).hasSize(1);
  }

  @Test
  void jumpOfTheDateIsNeitherABurstNorASilence() {
    apply(1, test("a", 1), test("b", 1), test("c", 1));
    expectResults(3);
    time.step(Duration.ofDays(1));
    scheduler.turn();
    assertThat(scheduler.running()).isZero();
    turnFor(INTERVAL, Duration.ofMillis(500));
    assertThat(results).hasSize(6);
    time.step(Duration.ofDays(-30));
    turnFor(INTERVAL, Duration.ofMillis(500));
    assertThat(results.size()).isBetween(8, 9);
    assertThat(results.getLast().getScheduledAt().getSeconds())
        .isLessThanOrEqualTo(time.instant().getEpochSecond());
    assertThat(scheduler.skipped()).isZero();
  }

  @Test
  void slowDriftOfTheDateIsFollowed() {
    apply(1, test("a", 1));
    expectResults(1);
    for (int i = 0; i < 600; i++) {
      time.advance(Duration.ofMillis(100));
      time.step(Duration.ofMillis(1)); // NTP slews
      scheduler.turn();
      awaitRuns();
    }
    assertThat(results.size()).isBetween(7, 8);
    assertThat(scheduler.skipped()).isZero();
  }

  @Test
  void machineThatStoodStillRunsEachTestOnceAndCountsTheRest() {
    apply(1, test("a", 1));
    expectResults(1);
    time.advance(Duration.ofSeconds(95));
    expectResults(2);
    assertThat(results.getLast().getLatenessMs()).isBetween(0.0, 10_000.0);
    assertThat(scheduler.skipped()).isBetween(8L, 9L);
  }

  @Test
  void testsThatTakeLongDoNotKeepOthersWaiting() {
    CountDownLatch release = new CountDownLatch(1);
    blocked.put("", release); // what is no TCP test
    Assignment[] many = new Assignment[100];
    for (int i = 0; i < many.length; i++) {
      ProbeConfig.Builder page = ProbeConfig.newBuilder();
      page.getPageBuilder().setUrl("https://slow.test/" + i);
      many[i] = test("page" + i, 1).toBuilder().setProbe(page).build();
    }
    many[many.length - 1] = test("a", 1);
    apply(1, many);
    expectResults(1);
    assertThat(results.getFirst().getTestId()).isEqualTo("a");
    await()
        .untilAsserted(() -> assertThat(runs.get("")).hasValue(Places.ProbeClass.BROWSER.atOnce()));
    release.countDown();
    await().until(() -> results.size() == many.length);
  }

  @Test
  void waitingForAPlaceIsLateness() {
    CountDownLatch release = new CountDownLatch(1);
    Assignment[] many = new Assignment[Places.ProbeClass.NETWORK.atOnce() + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = test("t" + i, 1);
      blocked.put("t" + i, release);
    }
    apply(1, many);
    scheduler.turn();
    await().until(() -> runs.size() == Places.ProbeClass.NETWORK.atOnce());
    assertThat(scheduler.running()).isEqualTo(many.length);
    time.advance(Duration.ofSeconds(2));
    release.countDown();
    await().until(() -> results.size() == many.length);
    assertThat(results.stream().filter(result -> result.getLatenessMs() >= 2000)).hasSize(1);
    assertThat(scheduler.takeLatenessP99()).hasValue(2000.0);
    assertThat(scheduler.takeLatenessP99()).as("since the last time").isEmpty();
  }
}
