package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.common.v1.PageExpectation;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a page must be, and whether it is. All is looked at, also after something has failed. */
final class Expectations {

  private final ExpectedStatus expected;
  private final PageExpectation expect;
  private String text = "";

  Expectations(PageSettings settings) {
    this.expected = settings.expected();
    this.expect = settings.expect();
  }

  /** What the page shows. */
  void read(String newText) {
    text = newText;
  }

  /**
   * Looks at a page that has loaded.
   *
   * @throws ProbeFailedException when it is not as it must be
   */
  void check(PageResult.Builder page) throws ProbeFailedException {
    if (!expected.has(page.getStatus())) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              "status " + page.getStatus() + " (expected: " + expected.text() + ")"));
    }
    List<String> wrong = new ArrayList<>();
    for (String wanted : expect.getContainsTextList()) {
      if (!text.contains(wanted)) {
        wrong.add("the page does not show " + ShownText.quoted(wanted));
      }
    }
    atMost(
        wrong,
        "page load",
        expect.hasMaxPageLoadMs(),
        page.getPageLoadMs(),
        expect.getMaxPageLoadMs());
    atMost(
        wrong,
        "response",
        expect.hasMaxResponseMs(),
        page.getResponseMs(),
        expect.getMaxResponseMs());
    atMost(
        wrong,
        "largest contentful paint",
        expect.hasMaxLcpMs(),
        page.getLcpMs(),
        expect.getMaxLcpMs());
    if (expect.hasMaxClsScore() && page.getClsScore() > expect.getMaxClsScore()) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "cumulative layout shift %.3f (expected: at most %.3f)",
              page.getClsScore(),
              expect.getMaxClsScore()));
    }
    if (expect.hasMaxWireBytes()
        && Integer.compareUnsigned(page.getWireBytes(), expect.getMaxWireBytes()) > 0) {
      wrong.add(
          page.getWireBytes()
              + " bytes (expected: at most "
              + Integer.toUnsignedLong(expect.getMaxWireBytes())
              + ")");
    }
    if (expect.getNoConsoleErrors() && page.getConsoleErrorCount() > 0) {
      wrong.add(page.getConsoleErrorCount() + " errors on the console (expected: none)");
    }
    if (expect.getNoFailedRequests() && page.getFailedRequestCount() > 0) {
      wrong.add(page.getFailedRequestCount() + " requests failed (expected: none)");
    }
    if (!wrong.isEmpty()) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, String.join("; ", wrong)));
    }
  }

  private static void atMost(
      List<String> wrong, String what, boolean isSet, double millis, double most) {
    if (isSet && millis > most) {
      wrong.add(
          String.format(Locale.ROOT, "%s %.0f ms (expected: at most %.0f ms)", what, millis, most));
    }
  }
}
