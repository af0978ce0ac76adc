package dev.foureyes.control.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.foureyes.control.Refusal;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.common.v1.TransactionStep;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PageValidatorTest {

  private static final String WINDOW = "200 to 3840, or 0 for the usual size";
  private static final String MILLIS = "more than 0, at most 600000";

  private static List<String> violations(dev.foureyes.proto.control.v1.Test test) {
    return new TestValidator("test.").check(test).isEmpty()
        ? List.of()
        : Refusal.of(() -> new TestValidator("test.").check(test).throwIfAny()).violations();
  }

  private static Arguments page(
      String field, String value, String expected, Consumer<PageProbe.Builder> change) {
    var test = TestFixture.page("t");
    change.accept(test.getProbeBuilder().getPageBuilder());
    return arguments(
        "test.probe.page." + field + ": " + value + " (expected: " + expected + ")", test.build());
  }

  private static Arguments transaction(String message, Consumer<TransactionProbe.Builder> change) {
    var test = TestFixture.transaction("t");
    change.accept(test.getProbeBuilder().getTransactionBuilder());
    return arguments("test.probe.transaction." + message, test.build());
  }

  private static Arguments step(String message, Consumer<TransactionStep.Builder> change) {
    return transaction(
        "steps[3]." + message, transaction -> change.accept(transaction.addStepsBuilder()));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        page(
            "url",
            "\"ftp://a\"",
            "an absolute URL such as https://www.example.org/path, at most 2048 characters",
            page -> page.setUrl("ftp://a")),
        page("browser.width", "199", WINDOW, page -> page.getBrowserBuilder().setWidth(199)),
        page("browser.height", "3841", WINDOW, page -> page.getBrowserBuilder().setHeight(3841)),
        page(
            "expect.status[0]",
            "\"99-200\"",
            "first and last from 100 to 599, in that order",
            page -> page.getExpectBuilder().addStatusBuilder().setFirst(99).setLast(200)),
        page(
            "expect.contains_text[0]",
            "\" \"",
            "1 to 256 characters",
            page -> page.getExpectBuilder().addContainsText(" ")),
        page(
            "expect.contains_text",
            "17",
            "at most 16",
            page ->
                IntStream.range(0, 17).forEach(i -> page.getExpectBuilder().addContainsText("x"))),
        page(
            "expect.max_page_load_ms",
            "0.0",
            MILLIS,
            page -> page.getExpectBuilder().setMaxPageLoadMs(0)),
        page(
            "expect.max_response_ms",
            "NaN",
            MILLIS,
            page -> page.getExpectBuilder().setMaxResponseMs(Double.NaN)),
        page(
            "expect.max_lcp_ms",
            "600001.0",
            MILLIS,
            page -> page.getExpectBuilder().setMaxLcpMs(600_001)),
        page(
            "expect.max_cls_score",
            "-1.0",
            "0 to 100",
            page -> page.getExpectBuilder().setMaxClsScore(-1)),
        transaction("steps: 0 (expected: 1 to 50)", TransactionProbe.Builder::clearSteps),
        transaction(
            "steps: 53 (expected: 1 to 50)",
            transaction ->
                IntStream.range(0, 50)
                    .forEach(i -> transaction.addStepsBuilder().getScreenshotBuilder())),
        transaction(
            "steps[0]: \"fill\" (expected: open, before anything else)",
            transaction -> transaction.removeSteps(0)),
        transaction(
            "secret_origins[0]: \"https://a/login\" (expected: an origin such as"
                + " https://login.example.org)",
            transaction -> transaction.addSecretOrigins("https://a/login")),
        step(
            "action: missing (expected: one of open, click, fill, select, press, wait_for,"
                + " assert_text, assert_url, assert_visible and screenshot)",
            step -> {}),
        step(
            "timeout_ms: 99 (expected: 100 to 60000, or 0 for 10000)",
            step -> step.setTimeoutMs(99).getScreenshotBuilder()),
        step(
            "click.element: missing (expected: one of css, text and label)",
            step -> step.getClickBuilder()),
        step("press.key: 0 (expected: a known key)", step -> step.getPressBuilder()),
        step(
            "wait_for: missing (expected: one of visible, gone, text and url)",
            step -> step.getWaitForBuilder()),
        step(
            "assert_url.condition: missing (expected: one of equals, contains, matches, not_matches"
                + " and exists)",
            step -> step.getAssertUrlBuilder()),
        step(
            "fill.secret.name: \"../x\" (expected: 1 to 63 of a-z, 0-9, \"-\", \"_\" and \".\","
                + " beginning with a letter or digit)",
            step -> {
              step.getFillBuilder().getElementBuilder().setLabel("P");
              step.getFillBuilder().getSecretBuilder().setName("../x");
            }));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void isToldWithItsFieldAndValue(String violation, dev.foureyes.proto.control.v1.Test test) {
    assertThat(violations(test)).containsExactly(violation);
  }

  @Test
  void whatIsRightPasses() {
    assertThat(violations(TestFixture.page("t").build())).isEmpty();
    var test = TestFixture.transaction("t");
    var steps = test.getProbeBuilder().getTransactionBuilder();
    steps.addSecretOrigins("https://login.example.org:8443").addSecretOrigins("http://[::1]:80");
    steps.addStepsBuilder().getWaitForBuilder().getUrlBuilder().setMatches("/home$");
    steps.addStepsBuilder().getScreenshotBuilder();
    assertThat(violations(test.build())).isEmpty();
  }
}
