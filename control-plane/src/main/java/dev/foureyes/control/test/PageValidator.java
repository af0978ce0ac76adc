package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.BrowserOptions;
import dev.foureyes.proto.common.v1.PageExpectation;
import dev.foureyes.proto.common.v1.PageProbe;

/** What a page probe must be, and how a browser may show itself. */
final class PageValidator {

  private static final int MIN_WINDOW = 200;
  private static final int MAX_WINDOW = 3_840;
  private static final int MAX_TEXTS = 16;
  private static final int MAX_TEXT = 256;
  private static final double MAX_MS = 600_000;
  private static final double MAX_CLS = 100;

  private final Violations violations;

  PageValidator(Violations violations) {
    this.violations = violations;
  }

  /**
   * @param at path of the probe, for example {@code test.probe.page.}
   */
  void check(String at, PageProbe page) {
    Urls.check(violations, at + "url", page.getUrl());
    checkBrowser(at + "browser.", page.getBrowser());
    PageExpectation expect = page.getExpect();
    String in = at + "expect.";
    Urls.checkStatus(violations, in + "status", expect.getStatusList());
    violations.check(
        expect.getContainsTextCount() <= MAX_TEXTS,
        in + "contains_text",
        expect.getContainsTextCount(),
        "at most " + MAX_TEXTS);
    for (int i = 0; i < expect.getContainsTextCount(); i++) {
      String text = expect.getContainsText(i);
      violations.check(
          !text.isBlank() && text.length() <= MAX_TEXT,
          in + "contains_text[" + i + "]",
          text,
          "1 to " + MAX_TEXT + " characters");
    }
    checkMillis(expect.hasMaxPageLoadMs(), in + "max_page_load_ms", expect.getMaxPageLoadMs());
    checkMillis(expect.hasMaxResponseMs(), in + "max_response_ms", expect.getMaxResponseMs());
    checkMillis(expect.hasMaxLcpMs(), in + "max_lcp_ms", expect.getMaxLcpMs());
    double cls = expect.getMaxClsScore();
    violations.check(cls >= 0 && cls <= MAX_CLS, in + "max_cls_score", cls, "0 to 100");
  }

  void checkBrowser(String at, BrowserOptions browser) {
    checkWindow(at + "width", browser.getWidth());
    checkWindow(at + "height", browser.getHeight());
  }

  private void checkWindow(String field, int pixels) {
    violations.check(
        pixels == 0 || (pixels >= MIN_WINDOW && pixels <= MAX_WINDOW),
        field,
        Integer.toUnsignedLong(pixels),
        MIN_WINDOW + " to " + MAX_WINDOW + ", or 0 for the usual size");
  }

  private void checkMillis(boolean isSet, String field, double millis) {
    violations.check(
        !isSet || (millis > 0 && millis <= MAX_MS), field, millis, "more than 0, at most 600000");
  }
}
