package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes page and transaction probes. Where there is no browser for them, they are made all the
 * same, and say in every result why they cannot run.
 */
public final class BrowserProbes implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BrowserProbes.class);
  private static final Duration TRIAL_LIMIT = Duration.ofSeconds(20);

  private final HostLookup lookup;
  private final Secrets secrets;
  private final State state;

  /** Whether there is a browser. */
  private sealed interface State {}

  private record Present(Browsers browsers) implements State {}

  private record Absent(Failure why) implements State {}

  private BrowserProbes(HostLookup lookup, Secrets secrets, State state) {
    this.lookup = lookup;
    this.secrets = secrets;
    this.state = state;
  }

  /**
   * Looks for a browser where the owner allows one, without starting it.
   *
   * @param secrets where the values are that tests name
   * @param work directory for profiles, of this node alone; made when it is needed
   */
  public static BrowserProbes of(
      BrowserSettings settings, HostLookup lookup, Secrets secrets, Path work) {
    return new BrowserProbes(lookup, secrets, state(settings, work));
  }

  private static State state(BrowserSettings settings, Path work) {
    if (!settings.allowed()) {
      return new Absent(
          new Failure(
              Fault.FAULT_CONFIG,
              ErrorPhase.ERROR_PHASE_UNSPECIFIED,
              "this node runs no page tests, for its owner has not allowed it a browser"
                  + " (expected: `foureyes-node run --browser on` on the node's machine)"));
    }
    try {
      Profile.removeLeftOvers(work);
    } catch (IOException e) {
      log.atWarn().setCause(e).log("profiles of earlier browsers not removed");
    }
    try {
      return new Present(new Browsers(Chromium.find(settings, Path.of("/")), settings, work));
    } catch (Chromium.AbsentException e) {
      return new Absent(local(e.getMessage() + " (expected: " + e.advice() + ")"));
    }
  }

  private static Failure local(String sentence) {
    return new Failure(Fault.FAULT_NODE_LOCAL, ErrorPhase.ERROR_PHASE_UNSPECIFIED, sentence);
  }

  /**
   * The same, once a browser has been started and ended for trial. Takes two seconds or so where
   * there is one; no time at all where none is allowed.
   */
  public BrowserProbes tried(NodeClock clock) throws InterruptedException {
    if (!(state instanceof Present present)) {
      return this;
    }
    try {
      Browser browser = present.browsers.take(Deadline.after(TRIAL_LIMIT, clock.ticker()));
      present.browsers.giveBack(browser, false);
      return this;
    } catch (ProbeFailedException e) {
      return new BrowserProbes(lookup, secrets, new Absent(e.failure()));
    }
  }

  /** Whether tests get a browser, as far as is known. */
  public boolean isReady() {
    return state instanceof Present;
  }

  /** Why not, for people; empty when they do. */
  public String reason() {
    return state instanceof Absent absent ? absent.why.sentence() : "";
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  public Probe create(PageProbe config) throws InvalidProbeException {
    PageSettings settings = PageSettings.of(config);
    return switch (state) {
      case Present present -> {
        present.browsers.addTest();
        yield new PageCheck(settings, present.browsers, lookup, present.browsers::removeTest);
      }
      case Absent absent -> without(absent, new ProbeDetail.Page(PageResult.getDefaultInstance()));
    };
  }

  /**
   * The probe of a configuration.
   *
   * @throws InvalidProbeException when it cannot be run
   */
  public Probe create(TransactionProbe config) throws InvalidProbeException {
    TransactionSettings settings = TransactionSettings.of(config);
    return switch (state) {
      case Present present -> {
        present.browsers.addTest();
        yield new TransactionCheck(
            settings, present.browsers, lookup, secrets, present.browsers::removeTest);
      }
      case Absent absent ->
          without(absent, new ProbeDetail.Transaction(TransactionResult.getDefaultInstance()));
    };
  }

  private static Probe without(Absent absent, ProbeDetail nothing) {
    return deadline -> new ProbeOutcome.Failed(nothing, absent.why);
  }

  /** Ends all browsers, with what runs in them. */
  @Override
  public void close() {
    if (state instanceof Present present) {
      present.browsers.close();
    }
  }
}
