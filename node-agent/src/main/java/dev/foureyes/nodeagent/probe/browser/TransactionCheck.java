package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.SecretValues;
import dev.foureyes.nodeagent.probe.browser.TransactionSettings.Step;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageScreenshot;
import dev.foureyes.proto.results.v1.StepResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Does the steps one after the other, up to the first that fails. */
final class TransactionCheck implements Probe {

  private static final int MAX_URL = 512;
  private static final int MAX_NAME = 128;
  private static final int MAX_TITLE = 256;
  private static final int MAX_PICTURES = 110_000;

  private final TransactionSettings settings;
  private final Browsers browsers;
  private final HostLookup lookup;
  private final Secrets secrets;
  private final Runnable onClose;

  /**
   * @param onClose gets to know that this test is no longer there
   */
  TransactionCheck(
      TransactionSettings settings,
      Browsers browsers,
      HostLookup lookup,
      Secrets secrets,
      Runnable onClose) {
    this.settings = settings;
    this.browsers = browsers;
    this.lookup = lookup;
    this.secrets = secrets;
    this.onClose = onClose;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    return new Run(deadline).run();
  }

  @Override
  public void close() {
    onClose.run();
  }

  /** One run. */
  private final class Run {

    private final Visit visit;
    private final Deadline deadline;
    private final TransactionResult.Builder result = TransactionResult.newBuilder();
    private final List<PageScreenshot> pictures = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private int at;
    private long startNanos;
    private String seen = "";

    Run(Deadline deadline) {
      this.deadline = deadline;
      this.visit = new Visit(browsers, lookup, settings.view(), deadline);
    }

    ProbeOutcome run() throws InterruptedException {
      Optional<Failure> failure;
      try {
        readSecrets();
        failure = visit.run(this::steps, this::timeUp, this::read);
      } catch (ProbeFailedException e) {
        failure = Optional.of(e.failure());
      }
      if (failure.isPresent() && startNanos != 0) {
        result.setFailedStep(at);
      }
      ProbeDetail detail = new ProbeDetail.Transaction(finished());
      if (failure.isEmpty()) {
        return new ProbeOutcome.Passed(detail);
      }
      Failure why = failure.get();
      String step = startNanos == 0 ? "" : "step " + (at + 1) + " (" + name() + "): ";
      return new ProbeOutcome.Failed(
          detail, new Failure(why.fault(), why.phase(), clean(step + why.sentence())));
    }

    /** Before the browser is taken: a secret that is missing is no reason to start it. */
    private void readSecrets() throws ProbeFailedException {
      for (Step step : settings.steps()) {
        if (step.action() instanceof Action.Fill fill
            && fill.value() instanceof Action.Secret secret) {
          String value = SecretValues.of(secret.name(), secrets);
          visit.log().redactor().add(value);
          values.put(secret.name(), value);
        }
      }
    }

    private void steps(Tab tab)
        throws ProbeFailedException, TimeoutException, InterruptedException {
      StepRunner runner = new StepRunner(tab, visit.policy(), values, settings.secretOrigins());
      startNanos = deadline.ticker().nanos();
      result.setStepsPassed(0);
      for (at = 0; at < settings.steps().size(); at++) {
        Step step = settings.steps().get(at);
        long begun = deadline.ticker().nanos();
        Deadline limit = limit(step, begun);
        boolean hasPassed = false;
        try {
          runner.run(step.action(), limit);
          if (step.action() instanceof Action.Screenshot) {
            picture(tab, limit);
          }
          hasPassed = true;
        } finally {
          seen = runner.last();
          record(tab, step, begun, hasPassed);
        }
      }
      at--;
    }

    private Deadline limit(Step step, long begun) {
      long left = Math.max(1, visit.work().remainingNanos());
      return new Deadline(
          deadline.ticker(), begun, Duration.ofNanos(Math.min(left, step.timeout().toNanos())));
    }

    private void record(Tab tab, Step step, long begun, boolean hasPassed) {
      long now = deadline.ticker().nanos();
      result
          .addSteps(
              StepResult.newBuilder()
                  .setIndex(at)
                  .setName(ShownText.cut(clean(step.name()), MAX_NAME))
                  .setStartMs(Millis.of(begun - startNanos))
                  .setDurationMs(Millis.of(now - begun))
                  .setPassed(hasPassed)
                  .setUrl(ShownText.cut(clean(tab.url()), MAX_URL)))
          .setTotalMs(Millis.of(now - startNanos))
          .setStepsPassed(result.getStepsPassed() + (hasPassed ? 1 : 0));
    }

    private Failure timeUp(Tab tab) {
      Step step = settings.steps().get(at);
      long millis = Math.min(step.timeout().toMillis(), visit.work().timeout().toMillis());
      return new Failure(
          Fault.FAULT_TARGET,
          ErrorPhase.ERROR_PHASE_CONTENT,
          "not done "
              + (visit.work().isOver() ? "when the test's time was up" : "within " + millis + " ms")
              + (seen.isEmpty() ? "; the page does not answer" : "; " + seen));
    }

    private void read(Tab tab, boolean hasFailed)
        throws ProbeFailedException, TimeoutException, InterruptedException {
      result.setFinalUrl(ShownText.cut(clean(tab.url()), MAX_URL));
      if (hasFailed) {
        picture(tab, deadline);
      }
      String title = Json.text(tab.call("timings", Json.of(), deadline), "title");
      result.setTitle(ShownText.cut(clean(title), MAX_TITLE));
    }

    /** The first make room for the last, which shows where it went wrong. */
    private void picture(Tab tab, Deadline limit)
        throws ProbeFailedException, TimeoutException, InterruptedException {
      Optional<PageScreenshot> taken = Screenshots.take(tab, visit.log(), limit);
      if (taken.isEmpty()) {
        return;
      }
      pictures.add(taken.get().toBuilder().setStep(at).build());
      while (pictures.stream().mapToInt(each -> each.getJpeg().size()).sum() > MAX_PICTURES) {
        pictures.removeFirst();
      }
    }

    private String name() {
      return settings.steps().get(at).name();
    }

    private String clean(String text) {
      return visit.log().redactor().clean(text);
    }

    private TransactionResult finished() {
      RunLog log = visit.log();
      if (log.network().requests() > 0) {
        result
            .setWireBytes((int) Math.min(log.network().wireBytes(), Integer.MAX_VALUE))
            .setRequestCount(log.network().requests())
            .setFailedRequestCount(log.network().failures())
            .setConsoleErrorCount(log.console().errors());
      }
      result
          .setStepsTotal(settings.steps().size())
          .addAllConsoleErrors(log.console().describe(log.redactor()::clean))
          .addAllNotes(log.notes().describe(log.redactor()::clean))
          .addAllScreenshots(pictures)
          .setBrowser(visit.product());
      Resources resources = Resources.of(log, result.build().getSerializedSize());
      return result
          .addAllResources(resources.shown())
          .setResourcesLeftOut(resources.leftOut())
          .build();
    }
  }
}
