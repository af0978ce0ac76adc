package dev.foureyes.nodeagent.schedule;

import dev.foureyes.nodeagent.assignment.Assignments;
import dev.foureyes.nodeagent.log.LogThrottle;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeFactory;
import dev.foureyes.nodeagent.schedule.Timetable.Due;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentRefusal;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.RunTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the assigned tests. A test that is new or has changed runs at once and then at its phase;
 * one that is as it was goes on undisturbed. While a run of a test is going on, its next is skipped
 * and counted. A run that somebody asks for comes besides; where the test wants it, the first
 * failure is confirmed by a second run of the same round.
 *
 * <p>On the way of a result this is the first; a {@link Probe} and {@link
 * dev.foureyes.nodeagent.spool.Spool} come next.
 */
public final class ProbeScheduler {

  private static final Logger log = LoggerFactory.getLogger(ProbeScheduler.class);

  private static final long MIN_INTERVAL_MS = 1000;
  private static final long MAX_INTERVAL_MS = TimeUnit.DAYS.toMillis(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /**
   * The wall clock may be this far from where elapsed time says it should be before it counts as a
   * jump.
   */
  private static final Duration JUMP = Duration.ofMillis(500);

  private final ProbeFactory factory;
  private final NodeClock clock;
  private final LatenessWindow lateness = new LatenessWindow();
  private final ProbeRunner runner;
  private final LogThrottle throttle;
  private final Timetable timetable = new Timetable();
  private final Map<String, ScheduledTest> tests = new HashMap<>();
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong skipped = new AtomicLong();
  private final Thread thread;
  private Instant wall;
  private long wallAtNanos;
  private volatile int assigned;
  private volatile boolean stopped;

  /**
   * @param review looks at runs that failed, before their results are handed on
   */
  public ProbeScheduler(
      ProbeFactory factory, ResultSink sink, NodeClock clock, FailureReview review) {
    this.factory = factory;
    this.clock = clock;
    this.runner = new ProbeRunner(sink, clock, lateness, review);
    this.throttle = new LogThrottle(clock.ticker());
    this.thread = Thread.ofPlatform().name("scheduler").daemon().unstarted(this::loop);
    this.wall = clock.now();
    this.wallAtNanos = clock.nanos();
  }

  /** Begins to run what is assigned. */
  public void start() {
    thread.start();
  }

  private void loop() {
    while (!stopped) {
      try {
        LockSupport.parkNanos(turn().toNanos());
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("scheduler stumbled; going on");
        LockSupport.parkNanos(LONGEST_WAIT.toNanos());
      }
    }
  }

  /** Starts what is due; how long until the next turn, at most a second. */
  synchronized Duration turn() {
    noticeJumps();
    for (Due due : timetable.poll(wall.toEpochMilli())) {
      ScheduledTest test = tests.get(due.testId());
      if (test != null) {
        launch(test, due);
      }
    }
    OptionalLong next = timetable.nextMs();
    if (next.isEmpty()) {
      return LONGEST_WAIT;
    }
    Duration untilNext = Duration.between(clock.now(), Instant.ofEpochMilli(next.getAsLong()));
    return untilNext.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : untilNext;
  }

  /**
   * When the wall clock has jumped, by hand, by NTP or while the machine slept, all due times are
   * made anew: no burst, no silence.
   */
  private void noticeJumps() {
    long nowNanos = clock.nanos();
    Instant now = clock.now();
    Instant expected = wall.plusNanos(nowNanos - wallAtNanos);
    Duration jump = Duration.between(expected, now);
    if (jump.abs().compareTo(JUMP) >= 0) {
      log.atWarn()
          .addKeyValue("by_ms", jump.toMillis())
          .log("wall clock has jumped; tests rescheduled");
      timetable.jumped(expected.toEpochMilli(), now.toEpochMilli());
    }
    wall = now;
    wallAtNanos = nowNanos;
  }

  private void launch(ScheduledTest test, Due due) {
    if (due.passedOver() > 0) {
      skip(
          test,
          due.passedOver(),
          "nobody looked in time; is the machine overloaded or was it stopped?");
    }
    if (!test.begin()) {
      skip(test, 1, "the run before is still going on");
      return;
    }
    long dueNanos =
        wallAtNanos - Duration.between(Instant.ofEpochMilli(due.dueMs()), wall).toNanos();
    Occasion occasion =
        new Occasion(
            Rounds.round(due.dueMs(), test.intervalMs()),
            due.dueMs(),
            dueNanos,
            due.isRequested()
                ? RunTrigger.RUN_TRIGGER_REQUEST
                : RunTrigger.RUN_TRIGGER_UNSPECIFIED);
    Thread run = Thread.ofVirtual().name("run").unstarted(() -> run(test, occasion));
    running.add(run);
    run.start();
  }

  private void skip(ScheduledTest test, long rounds, String why) {
    long total = skipped.addAndGet(rounds);
    throttle.log(
        why,
        events ->
            log.atWarn()
                .addKeyValue("test_id", test.assignment().getTestId())
                .addKeyValue("why", why)
                .addKeyValue("skipped_total", total)
                .log("runs skipped"));
  }

  private void run(ScheduledTest test, Occasion occasion) {
    try {
      ProbeResult result = runner.run(test, occasion);
      if (result.getConfirmationFollows()) {
        Thread.sleep(test.pause());
        Occasion again = occasion.confirmation(clock.now().toEpochMilli(), clock.nanos());
        result = runner.run(test, again);
      }
      if (occasion.trigger() != RunTrigger.RUN_TRIGGER_REQUEST) {
        test.ended(result.getFault());
      }
    } catch (InterruptedException e) {
      log.atDebug().log("run given up: the agent stops");
    } catch (IllegalStateException e) {
      log.atWarn().setCause(e).log("result not kept: the agent stops");
    } finally {
      test.end();
      running.remove(Thread.currentThread());
    }
  }

  /**
   * Replaces all that is run.
   *
   * @param atOnce whether tests that are new or changed run now; not so for those known from before
   *     a restart
   * @return those that cannot be run, with the reason; they are not
   */
  public synchronized List<AssignmentRefusal> apply(Assignments assignments, boolean atOnce) {
    noticeJumps();
    List<AssignmentRefusal> refused = new ArrayList<>();
    for (String gone : List.copyOf(tests.keySet())) {
      if (!assignments.byTest().containsKey(gone)) {
        forget(gone);
      }
    }
    for (Assignment assignment : assignments.byTest().values()) {
      ScheduledTest known = tests.get(assignment.getTestId());
      if (known != null && known.isAs(assignment)) {
        if (known.isAskedToRun(assignment, wall)) {
          timetable.hurry(assignment.getTestId(), wall.toEpochMilli());
        }
        continue;
      }
      try {
        Probe probe = probe(assignment, Optional.ofNullable(known));
        tests.put(assignment.getTestId(), new ScheduledTest(assignment, probe));
        timetable.put(
            assignment.getTestId(),
            Integer.toUnsignedLong(assignment.getIntervalMs()),
            atOnce,
            wall.toEpochMilli());
      } catch (InvalidProbeException e) {
        forget(assignment.getTestId());
        refused.add(
            AssignmentRefusal.newBuilder()
                .setTestId(assignment.getTestId())
                .setReason(String.valueOf(e.getMessage()))
                .build());
      }
    }
    assigned = tests.size();
    log.atInfo()
        .addKeyValue("revision", assignments.revision())
        .addKeyValue("tests", assigned)
        .addKeyValue("refused", refused.size())
        .log("assignments applied");
    LockSupport.unpark(thread);
    return refused;
  }

  private void forget(String testId) {
    ScheduledTest gone = tests.remove(testId);
    timetable.remove(testId);
    if (gone != null) {
      gone.probe().close();
    }
  }

  /** One that measures as before is kept, with what it has between runs. */
  private Probe probe(Assignment assignment, Optional<ScheduledTest> known)
      throws InvalidProbeException {
    if (assignment.getTestId().isBlank()) {
      throw new InvalidProbeException("test_id: empty (expected: an id)");
    }
    long intervalMs = Integer.toUnsignedLong(assignment.getIntervalMs());
    if (intervalMs < MIN_INTERVAL_MS || intervalMs > MAX_INTERVAL_MS) {
      throw new InvalidProbeException(
          "interval_ms: "
              + intervalMs
              + " (expected: "
              + MIN_INTERVAL_MS
              + " to "
              + MAX_INTERVAL_MS
              + ")");
    }
    long timeoutMs = Integer.toUnsignedLong(assignment.getTimeoutMs());
    if (timeoutMs < 1 || timeoutMs > intervalMs) {
      throw new InvalidProbeException(
          "timeout_ms: " + timeoutMs + " (expected: 1 to the interval of " + intervalMs + ")");
    }
    if (known.isPresent() && measuresTheSame(known.get().assignment(), assignment)) {
      return known.get().probe();
    }
    Probe probe = factory.create(assignment);
    known.ifPresent(before -> before.probe().close());
    return probe;
  }

  private static boolean measuresTheSame(Assignment one, Assignment other) {
    return one.getProbe().equals(other.getProbe())
        && one.getPeersList().equals(other.getPeersList());
  }

  /** Tests that are run. */
  public int assigned() {
    return assigned;
  }

  /** Runs under way. */
  public int running() {
    return running.size();
  }

  /** Results made since the start. */
  public long results() {
    return runner.results();
  }

  /** Runs that were left out because the one before had not ended, or the machine stood still. */
  public long skipped() {
    return skipped.get();
  }

  /** See {@link LatenessWindow#takeP99}. */
  public OptionalDouble takeLatenessP99() {
    return lateness.takeP99();
  }

  /** Starts nothing more, gives runs that are under way a time to end, and closes the probes. */
  public void stop(Duration patience) throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    long end = System.nanoTime() + patience.toNanos();
    for (Thread run : running) {
      run.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    running.forEach(Thread::interrupt);
    closeAll(patience);
  }

  /** All at once, for some say goodbye to a peer. */
  private void closeAll(Duration patience) throws InterruptedException {
    List<Thread> closing;
    synchronized (this) {
      closing =
          tests.values().stream()
              .map(test -> Thread.ofVirtual().name("close").start(test.probe()::close))
              .toList();
    }
    long end = System.nanoTime() + patience.toNanos();
    for (Thread each : closing) {
      each.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
  }
}
