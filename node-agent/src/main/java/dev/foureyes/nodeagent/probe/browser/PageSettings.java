package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.PageExpectation;
import dev.foureyes.proto.common.v1.PageProbe;
import java.util.List;

/**
 * A page test's configuration, checked.
 *
 * @param expected status codes of the document
 * @param expect the rest of what is expected, as it was told
 */
record PageSettings(String url, View view, ExpectedStatus expected, PageExpectation expect) {

  private static final int MAX_TEXTS = 16;
  private static final int MAX_TEXT = 256;
  private static final double MAX_MS = 600_000;
  private static final double MAX_CLS = 100;

  static PageSettings of(PageProbe config) throws InvalidProbeException {
    PageExpectation expect = config.getExpect();
    List<String> texts = expect.getContainsTextList();
    check(texts.size() <= MAX_TEXTS, "contains_text", texts.size(), "at most " + MAX_TEXTS);
    for (String text : texts) {
      check(
          !text.isBlank() && text.length() <= MAX_TEXT,
          "contains_text",
          "'" + text + "'",
          "1 to " + MAX_TEXT + " characters");
    }
    checkMillis(expect.hasMaxPageLoadMs(), "max_page_load_ms", expect.getMaxPageLoadMs());
    checkMillis(expect.hasMaxResponseMs(), "max_response_ms", expect.getMaxResponseMs());
    checkMillis(expect.hasMaxLcpMs(), "max_lcp_ms", expect.getMaxLcpMs());
    double cls = expect.getMaxClsScore();
    check(cls >= 0 && cls <= MAX_CLS, "max_cls_score", cls, "0 to 100");
    return new PageSettings(
        Urls.checked("page.url", config.getUrl()),
        View.of("page.browser", config.getBrowser()),
        ExpectedStatus.of("page.expect.status", expect.getStatusList()),
        expect);
  }

  private static void checkMillis(boolean isSet, String field, double millis)
      throws InvalidProbeException {
    check(!isSet || (millis > 0 && millis <= MAX_MS), field, millis, "more than 0, at most 600000");
  }

  private static void check(boolean isGood, String field, Object value, String expected)
      throws InvalidProbeException {
    if (!isGood) {
      throw new InvalidProbeException(
          "page.expect." + field + ": " + value + " (expected: " + expected + ")");
    }
  }
}
