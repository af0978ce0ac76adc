package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.results.v1.PageScreenshot;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.StepResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import java.util.ArrayList;
import java.util.List;

/** How far a transaction came. */
final class TransactionText {

  private final Page page;

  TransactionText(Page page) {
    this.page = page;
  }

  void write(TransactionProbe config, ProbeResult result) {
    TransactionResult done = result.getTransaction();
    page.title("Transaction of " + config.getStepsCount() + " steps");
    ProbeText.verdict(
        page, result, done.getStepsPassed() + " steps in " + Waterfall.ms(done.getTotalMs()));
    if (done.getStepsCount() > 0) {
      List<List<String>> rows = new ArrayList<>();
      for (StepResult step : done.getStepsList()) {
        rows.add(
            List.of(
                String.valueOf(step.getIndex() + 1),
                step.getPassed() ? "passed" : "failed",
                Waterfall.ms(step.getDurationMs()),
                step.getName(),
                step.getUrl()));
      }
      int left = config.getStepsCount() - done.getStepsCount();
      if (left > 0) {
        rows.add(List.of("", "not run", "", left + (left == 1 ? " more step" : " more steps"), ""));
      }
      page.blank().table(rows);
    }
    PageText.errors(page, done.getConsoleErrorsList(), done.getConsoleErrorCount());
    PageText.resources(page, done.getResourcesList(), done.getResourcesLeftOut());
    PageText.notes(page, done.getNotesList());
    for (PageScreenshot picture : done.getScreenshotsList()) {
      page.line("  step " + (picture.getStep() + 1) + ": " + PageText.picture(picture));
    }
  }
}
