package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.bgp.Conversation.End;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.Ticker;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a session with the peer, again and again, in one virtual thread, from the first round until
 * it is closed. Between tries it waits longer and longer; a round that finds no session makes it
 * try earlier.
 */
final class Session implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final Failure ENDED_BY_THE_NODE =
      new Failure(
          Fault.FAULT_NODE_LOCAL,
          ErrorPhase.ERROR_PHASE_UNSPECIFIED,
          "the node ended the session: its test was changed or removed, or the agent stops");

  private final Settings settings;
  private final Surroundings around;
  private final Ticker ticker;
  private final Status status; // and the monitor of everything below
  private @Nullable Thread thread;
  private @Nullable Conversation conversation;
  private boolean isClosed;
  private boolean isWanted;
  private boolean isWaiting;
  private long earliestTry;
  private Duration pause; // of the session's thread

  Session(Settings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
    this.ticker = around.clock().ticker();
    this.status = new Status(around.clock(), around.times());
    this.pause = around.times().firstRetry();
  }

  private void loop() {
    try {
      while (!isClosed()) {
        status.tries();
        End end = attempt(ticker.nanos());
        pauseAfter(end);
        Duration twice = pause.multipliedBy(2);
        Duration max = around.times().maxRetry();
        pause = twice.compareTo(max) > 0 ? max : twice;
      }
    } catch (InterruptedException e) {
      log.atDebug().log("session given up: its test is gone, or the agent stops");
    } finally {
      status.forgets();
    }
  }

  private End attempt(long start) throws InterruptedException {
    try (Connection connection = Connection.open(settings, around, status)) {
      Conversation opened = new Conversation(connection, settings, around, status);
      synchronized (status) {
        if (isClosed) {
          throw new InterruptedException();
        }
        conversation = opened;
      }
      End end = ended(opened.run(), start);
      connection.drain();
      return end;
    } catch (ProbeFailedException e) {
      return ended(new End(e.failure(), false), start);
    } catch (IOException | RuntimeException | AssertionError e) {
      log.atError().setCause(e).log("BGP session ended by a defect");
      Failure defect =
          new Failure(
              Fault.FAULT_INTERNAL,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "the session ended by a defect of the agent: " + e);
      return ended(new End(defect, true), start);
    } finally {
      synchronized (status) {
        conversation = null;
      }
    }
  }

  private End ended(End end, long start) {
    Times times = around.times();
    synchronized (status) {
      if (status.isEstablished()) {
        pause = times.firstRetry();
      }
      isWanted = false;
      isWaiting = true;
      earliestTry =
          end.isForLong()
              ? ticker.nanos() + times.longRetry().toNanos()
              : start + times.minRetry().toNanos();
      status.ends(end.failure());
    }
    return end;
  }

  /** Not to the second, so that nodes that lost a peer together do not come back together. */
  private void pauseAfter(End end) throws InterruptedException {
    double share = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
    long latest = ticker.nanos() + (long) (pause.toNanos() * share);
    synchronized (status) {
      latest = end.isForLong() ? earliestTry : Math.max(latest, earliestTry);
      for (long now = ticker.nanos(); !isClosed; now = ticker.nanos()) {
        long due = isWanted ? earliestTry : latest;
        if (now >= due) {
          break;
        }
        status.wait(Math.max(1, Duration.ofNanos(due - now).toMillis()));
      }
      isWaiting = false;
    }
  }

  private boolean isClosed() {
    synchronized (status) {
      return isClosed;
    }
  }

  /**
   * Begins, the first time, and waits until there is something to say: the whole table is there, or
   * a try has failed and the next one comes too late for this round.
   */
  void await(Deadline deadline) throws InterruptedException {
    synchronized (status) {
      if (thread == null && !isClosed) {
        thread = Thread.ofVirtual().name("bgp-session").start(this::loop);
      }
      isWanted = true;
      status.notifyAll();
      long triesBefore = status.endedTries();
      while (!deadline.isOver() && !isClosed) {
        boolean hasFailed = status.endedTries() > triesBefore;
        boolean isTooEarly =
            isWaiting && earliestTry - ticker.nanos() > deadline.remainingNanos() / 2;
        if (status.isEstablished() ? status.isTableComplete() : hasFailed || isTooEarly) {
          return;
        }
        status.wait(deadline.remaining().toMillis());
      }
    }
  }

  /** See {@link Status#report}. */
  Optional<Failure> report(BgpResult.Builder result) {
    Optional<Failure> failure = status.report(result);
    return isClosed() ? Optional.of(ENDED_BY_THE_NODE) : failure; // then the peer has no fault
  }

  /** Ends the session for good; the peer is told. Takes less than a second. */
  @Override
  public void close() {
    Thread running;
    Conversation ongoing;
    synchronized (status) {
      isClosed = true;
      running = thread;
      ongoing = conversation;
      status.notifyAll();
    }
    try {
      if (ongoing != null) {
        ongoing.shutDown();
      }
      boolean isOver = running == null || (ongoing != null && running.join(Duration.ofMillis(300)));
      if (running != null && !isOver) {
        running.interrupt(); // it may be looking a name up, or connecting
        boolean _ = running.join(Duration.ofMillis(500));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
