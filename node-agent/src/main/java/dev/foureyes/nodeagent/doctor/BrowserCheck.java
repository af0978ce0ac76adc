package dev.foureyes.nodeagent.doctor;

import dev.foureyes.nodeagent.probe.browser.BrowserProbes;
import dev.foureyes.nodeagent.time.NodeClock;

/** Whether page tests could run here: starts a browser, and ends it again. */
public final class BrowserCheck {

  private static final String SUBJECT = "browser";

  private final BrowserProbes probes;
  private final NodeClock clock;

  public BrowserCheck(BrowserProbes probes, NodeClock clock) {
    this.probes = probes;
    this.clock = clock;
  }

  /** Takes two seconds or so where there is one. */
  public Finding finding() throws InterruptedException {
    BrowserProbes tried = probes.tried(clock);
    return tried.isReady()
        ? Finding.ok(SUBJECT, "Chromium starts, in its sandbox; page tests run with --browser on")
        : Finding.no(
            SUBJECT,
            tried.reason(),
            "only page and transaction tests need one; apt install chromium, and see"
                + " `foureyes-node run --help` for --browser");
  }
}
