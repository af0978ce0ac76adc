package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One run in a browser: gets one, opens a page in a context of its own, lets the test do its work
 * and then read what was measured, and throws the context away.
 *
 * <p>A part of the timeout, a seventh and no more than 1.5 seconds, is kept for reading, so that a
 * page that never ends still has its waterfall and its picture.
 */
final class Visit {

  private static final Duration MOST_FOR_READING = Duration.ofMillis(1_500);
  private static final int PART_FOR_READING = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Browsers browsers;
  private final View view;
  private final Deadline deadline;
  private final Deadline work;
  private final RunLog log = RunLog.empty();
  private final RequestPolicy policy;
  private String product = "";
  private long readyNanos;

  /** What the test does in a page. */
  @FunctionalInterface
  interface Work {
    void in(Tab tab) throws ProbeFailedException, TimeoutException, InterruptedException;
  }

  /** What is read from a page after the work, also after one that failed. */
  @FunctionalInterface
  interface Reading {
    void of(Tab tab, boolean hasFailed)
        throws ProbeFailedException, TimeoutException, InterruptedException;
  }

  /** What a page that did not end in time did until then. */
  @FunctionalInterface
  interface TimeUp {
    Failure in(Tab tab) throws InterruptedException;
  }

  Visit(Browsers browsers, HostLookup lookup, View view, Deadline deadline) {
    this.browsers = browsers;
    this.view = view;
    this.deadline = deadline;
    Duration part = deadline.timeout().dividedBy(PART_FOR_READING);
    Duration reading = part.compareTo(MOST_FOR_READING) > 0 ? MOST_FOR_READING : part;
    this.work =
        new Deadline(deadline.ticker(), deadline.startNanos(), deadline.timeout().minus(reading));
    this.policy = new RequestPolicy(lookup, work);
  }

  RunLog log() {
    return log;
  }

  RequestPolicy policy() {
    return policy;
  }

  /** By when the work must be done. */
  Deadline work() {
    return work;
  }

  /** By when the result must be there. */
  Deadline deadline() {
    return deadline;
  }

  /** Name and version of the browser; empty before there is one. */
  String product() {
    return product;
  }

  /**
   * Does it.
   *
   * @return why it failed; absent when it did not
   */
  Optional<Failure> run(Work task, TimeUp timeUp, Reading reading) throws InterruptedException {
    Browser browser;
    try {
      browser = browsers.take(work);
    } catch (ProbeFailedException e) {
      return Optional.of(e.failure());
    }
    product = browser.product();
    Tab tab = Tab.of(browser, policy, log);
    try {
      Optional<Failure> failure = attempt(tab, task, timeUp);
      if (tab.broken().isEmpty()) {
        read(tab, failure.isPresent(), reading);
      }
      return failure.isPresent() ? failure : tab.broken();
    } finally {
      Thread.ofVirtual()
          .name("browser-cleaner")
          .start(() -> browsers.giveBack(browser, tab.close(PATIENCE)));
    }
  }

  private Optional<Failure> attempt(Tab tab, Work task, TimeUp timeUp) throws InterruptedException {
    boolean isOpen = false;
    try {
      tab.open(view, work);
      isOpen = true;
      readyNanos = deadline.ticker().nanos() - deadline.startNanos();
      task.in(tab);
      return Optional.empty();
    } catch (ProbeFailedException e) {
      return Optional.of(e.failure());
    } catch (TimeoutException e) {
      return Optional.of(
          isOpen && !isLate()
              ? timeUp.in(tab)
              : new Failure(
                  Fault.FAULT_NODE_LOCAL,
                  ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                  "the node's browser was not ready soon enough: of the timeout of "
                      + deadline.timeout().toMillis()
                      + " ms, "
                      + (isOpen ? Math.max(0, work.timeout().toMillis() - readyMs()) : 0)
                      + " ms were left for the page"));
    }
  }

  private long readyMs() {
    return Duration.ofNanos(readyNanos).toMillis();
  }

  /** The page is not to blame for what the browser's start took. */
  private boolean isLate() {
    return 2 * readyNanos > work.timeout().toNanos();
  }

  private void read(Tab tab, boolean hasFailed, Reading reading) throws InterruptedException {
    try {
      reading.of(tab, hasFailed);
    } catch (TimeoutException | ProbeFailedException e) {
      log.notes().add("the page was too busy to be read out to the end");
    }
  }
}
