package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's browsers: one for each test that runs at this moment, as many as the owner allows. One
 * is started when it is needed, serves test after test, and is ended after some of them, when
 * something went wrong in it, and when there are no tests any more.
 */
final class Browsers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Browsers.class);

  /** What leaks in a browser does not grow for ever. */
  private static final int MAX_RUNS = 50;

  private final Chromium chromium;
  private final BrowserSettings settings;
  private final Path work;
  private final Semaphore places;
  private final Deque<Browser> idle = new ConcurrentLinkedDeque<>();
  private final Set<Browser> all = ConcurrentHashMap.newKeySet();
  private final AtomicInteger tests = new AtomicInteger();
  private volatile boolean isClosed;

  Browsers(Chromium chromium, BrowserSettings settings, Path work) {
    this.chromium = chromium;
    this.settings = settings;
    this.work = work;
    this.places = new Semaphore(settings.places(), true);
  }

  /**
   * A browser for one run, which {@link #giveBack} gets after it.
   *
   * @throws ProbeFailedException when none is to be had in this time
   */
  Browser take(Deadline deadline) throws ProbeFailedException, InterruptedException {
    if (!places.tryAcquire(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_NODE_LOCAL,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "other tests had the node's "
                  + (settings.places() == 1 ? "browser" : settings.places() + " browsers")
                  + " all the time (expected: fewer page tests on this node, longer intervals, or"
                  + " more with --browser-runs)"));
    }
    Browser taken = null;
    try {
      taken = usable();
      if (taken == null) {
        taken = Browser.start(chromium, settings, work, deadline);
        all.add(taken);
      }
      taken.begin();
      return taken;
    } finally {
      if (taken == null) {
        places.release();
      }
    }
  }

  private @Nullable Browser usable() throws InterruptedException {
    for (Browser browser = idle.poll(); browser != null; browser = idle.poll()) {
      if (browser.isUsable()) {
        return browser;
      }
      end(browser);
    }
    return null;
  }

  /**
   * Gets a browser back.
   *
   * @param isSound false when something in it did not end as it should
   */
  void giveBack(Browser browser, boolean isSound) {
    try {
      browser.rest();
      boolean isFit = isSound && browser.isUsable() && browser.runs() < MAX_RUNS;
      if (isFit && !isClosed && tests.get() > 0) {
        idle.push(browser);
      } else {
        end(browser);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private void end(Browser browser) throws InterruptedException {
    browser.destroy();
    all.remove(browser);
  }

  /** There is a test more. */
  void addTest() {
    tests.incrementAndGet();
  }

  /** There is a test less. Without any, browsers that do nothing are ended. */
  void removeTest() {
    if (tests.decrementAndGet() > 0) {
      return;
    }
    try {
      for (Browser browser = idle.poll(); browser != null; browser = idle.poll()) {
        end(browser);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all, also those that tests run in. */
  @Override
  public void close() {
    isClosed = true;
    for (Browser browser : all) {
      try {
        end(browser);
      } catch (InterruptedException e) {
        log.atWarn().log("browser not ended in order; it ends with this process");
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
