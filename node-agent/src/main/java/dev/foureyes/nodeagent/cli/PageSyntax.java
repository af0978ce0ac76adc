package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.PageExpectation;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.StatusRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code probe page URL}. */
final class PageSyntax implements ProbeSyntax {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final Pattern MILLIS = Pattern.compile("\\d{1,6}");

  private static final Flag WINDOW =
      Flag.option("--window", "WIDTHxHEIGHT", "size in CSS pixels; default 1366x768");
  private static final Flag EXPECT_STATUS =
      Flag.option(
              "--expect-status",
              "CODES",
              "status codes of the document that count as passed;\ndefault 200-399")
          .repeated();
  private static final Flag EXPECT_TEXT =
      Flag.option("--expect-text", "TEXT", "what the page must show").repeated();
  private static final Flag MAX_LOAD =
      Flag.option("--max-load", "MS", "the longest time until all is loaded");
  private static final Flag NO_CONSOLE_ERRORS =
      Flag.toggle("--no-console-errors", "fail when scripts report errors");
  private static final Flag NO_FAILED_REQUESTS =
      Flag.toggle("--no-failed-requests", "fail when anything of the page does not come");
  private static final Flag INSECURE =
      Flag.toggle("--insecure", "accept any certificate").letter("-k");
  private static final Flag LONGER =
      Flag.option(
          "--timeout", "TIME", "ended and failed after this time, for example 10s;\ndefault 30s");

  @Override
  public List<String> names() {
    return List.of("probe page");
  }

  @Override
  public String operands() {
    return "URL [OPTION]...";
  }

  @Override
  public String summary() {
    return "a page in Chromium, request by request";
  }

  @Override
  public String description() {
    return """
    Loads a page in Chromium as a test would, from an empty profile, and shows how long it
    took, what it consists of and what went wrong in it. Chromium runs in its sandbox, and as
    root's `nobody`; FOUREYES_NODE_CHROMIUM and FOUREYES_NODE_BROWSER_USER name others.

      URL   absolute, with http or https: https://www.example.com/
    """;
  }

  @Override
  public List<Flag> flags() {
    return List.of(
        WINDOW,
        EXPECT_STATUS,
        EXPECT_TEXT,
        MAX_LOAD,
        NO_CONSOLE_ERRORS,
        NO_FAILED_REQUESTS,
        INSECURE);
  }

  @Override
  public Map<String, String> fieldNames() {
    return Map.of(
        "page.url", "URL",
        "page.browser.width", WINDOW.name(),
        "page.browser.height", WINDOW.name(),
        "page.expect.status", EXPECT_STATUS.name(),
        "page.expect.contains_text", EXPECT_TEXT.name(),
        "page.expect.max_page_load_ms", MAX_LOAD.name());
  }

  @Override
  public ProbeConfig config(Arguments arguments) throws UsageException {
    String url = arguments.onlyWord("URL", "an absolute http or https URL");
    if (!url.contains("://")) {
      throw new UsageException(
          "URL: "
              + url
              + " (expected: an absolute http or https URL; did you mean https://"
              + url
              + "?)");
    }
    PageProbe.Builder page = PageProbe.newBuilder().setUrl(url);
    List<int[]> sizes = arguments.values(WINDOW, PageSyntax::size);
    if (!sizes.isEmpty()) {
      page.getBrowserBuilder().setWidth(sizes.getFirst()[0]).setHeight(sizes.getFirst()[1]);
    }
    if (arguments.has(INSECURE)) {
      page.getBrowserBuilder().setSkipCertificateCheck(true);
    }
    PageExpectation.Builder expect =
        PageExpectation.newBuilder()
            .addAllContainsText(arguments.all(EXPECT_TEXT))
            .setNoConsoleErrors(arguments.has(NO_CONSOLE_ERRORS))
            .setNoFailedRequests(arguments.has(NO_FAILED_REQUESTS));
    for (List<StatusRange> ranges : arguments.values(EXPECT_STATUS, Values::statusRanges)) {
      expect.addAllStatus(ranges);
    }
    arguments.<Double>value(MAX_LOAD, PageSyntax::millis).ifPresent(expect::setMaxPageLoadMs);
    return ProbeConfig.newBuilder().setPage(page.setExpect(expect)).build();
  }

  private static int[] size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " (expected: WIDTHxHEIGHT, for example 1366x768)");
    }
    return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
  }

  private static Double millis(String text) {
    if (!MILLIS.matcher(text).matches()) {
      throw new IllegalArgumentException(text + " (expected: milliseconds, for example 3000)");
    }
    return Double.valueOf(text);
  }

  @Override
  public Flag timeoutFlag() {
    return LONGER;
  }

  @Override
  public Duration defaultTimeout(ProbeConfig config) {
    return TIMEOUT;
  }
}
