package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.proto.common.v1.PageKey;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.common.v1.TransactionStep;
import dev.foureyes.proto.results.v1.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What configurations may be, where Chromium is, and what its errors mean. */
class SettingsTest {

  @TempDir private Path root;

  private static Arguments page(String message, Consumer<PageProbe.Builder> change) {
    PageProbe.Builder page = PageProbe.newBuilder().setUrl("http://a.example/");
    change.accept(page);
    return arguments(message, page.build());
  }

  static Stream<Arguments> wrongPages() {
    return Stream.of(
        page("page.url: 'file:///etc/passwd' (expected: an", p -> p.setUrl("file:///etc/passwd")),
        page("page.url: 'javascript:alert(1)'", p -> p.setUrl("javascript:alert(1)")),
        page("page.url: 'http://u:p@a/'", p -> p.setUrl("http://u:p@a/")),
        page("page.url: ''", p -> p.setUrl("")),
        page(
            "page.browser.width: 100 (expected: 200 to 3840, or 0)",
            p -> p.getBrowserBuilder().setWidth(100)),
        page(
            "page.expect.status: 99 to 200",
            p -> p.getExpectBuilder().addStatusBuilder().setFirst(99).setLast(200)),
        page(
            "page.expect.contains_text: '' (expected: 1 to 256",
            p -> p.getExpectBuilder().addContainsText("")),
        page(
            "page.expect.max_page_load_ms: NaN",
            p -> p.getExpectBuilder().setMaxPageLoadMs(Double.NaN)),
        page("page.expect.max_cls_score: 101.0", p -> p.getExpectBuilder().setMaxClsScore(101)));
  }

  @ParameterizedTest
  @MethodSource("wrongPages")
  void pagesThatCannotBeLoaded(String message, PageProbe config) {
    assertThatThrownBy(() -> PageSettings.of(config))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(message);
  }

  private static Arguments step(String message, Consumer<TransactionStep.Builder> change) {
    TransactionProbe.Builder transaction = TransactionProbe.newBuilder();
    transaction.addStepsBuilder().getOpenBuilder().setUrl("http://a.example/");
    change.accept(transaction.addStepsBuilder());
    return arguments("transaction.steps[1]" + message, transaction.build());
  }

  static Stream<Arguments> wrongTransactions() {
    TransactionProbe.Builder unopened = TransactionProbe.newBuilder();
    unopened.addStepsBuilder().getScreenshotBuilder();
    TransactionProbe.Builder many = TransactionProbe.newBuilder();
    IntStream.range(0, 51).forEach(i -> many.addStepsBuilder().getScreenshotBuilder());
    return Stream.of(
        arguments("transaction.steps: 0 (", TransactionProbe.getDefaultInstance()),
        arguments("transaction.steps: 51 (", many.build()),
        arguments(
            "transaction.steps[0]: 'screenshot' (expected: open, before anything else)",
            unopened.build()),
        step(": none that this version of the agent knows (expected: open, click,", s -> {}),
        step(".timeout_ms: 99", s -> s.setTimeoutMs(99).getScreenshotBuilder()),
        step(".click.element: none that", s -> s.getClickBuilder()),
        step(
            ".click.element.css: '' (expected: 1 to 512 characters)",
            s -> s.getClickBuilder().getElementBuilder().setCss("")),
        step(".press.key: 0", s -> s.getPressBuilder()),
        step(".press.key: 99", s -> s.getPressBuilder().setKeyValue(99)),
        step(".wait_for: none that", s -> s.getWaitForBuilder()),
        step(".assert_url.condition: none that", s -> s.getAssertUrlBuilder()),
        step(
            ".assert_url.condition.matches: '(a'",
            s -> s.getAssertUrlBuilder().getConditionBuilder().setMatches("(a")),
        step(
            ".fill.secret.name: '../etc'",
            s -> {
              s.getFillBuilder().getElementBuilder().setLabel("P");
              s.getFillBuilder().getSecretBuilder().setName("../etc");
            }));
  }

  @ParameterizedTest
  @MethodSource("wrongTransactions")
  void transactionsThatCannotBeDone(String message, TransactionProbe config) {
    assertThatThrownBy(() -> TransactionSettings.of(config))
        .isInstanceOf(InvalidProbeException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everyKeyIsKnown() {
    assertThat(
            Arrays.stream(PageKey.values())
                .filter(key -> key != PageKey.UNRECOGNIZED)
                .filter(key -> key != PageKey.PAGE_KEY_UNSPECIFIED))
        .allMatch(key -> Key.of(key).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "http://A.example, http://a.example:80",
    "https://a.example/x?q=<b>|, https://a.example:443",
    "https://[::1]:8443/, https://[::1]:8443",
  })
  void origins(String url, String origin) {
    assertThat(Urls.origin(url)).contains(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "net::ERR_CONNECTION_REFUSED, FAULT_TARGET, CONNECT",
    "net::ERR_CONNECTION_TIMED_OUT, FAULT_PATH, CONNECT",
    "net::ERR_INTERNET_DISCONNECTED, FAULT_NODE_LOCAL, CONNECT",
    "net::ERR_CERT_DATE_INVALID, FAULT_TARGET, TLS",
    "net::ERR_EMPTY_RESPONSE, FAULT_TARGET, WAIT",
    "net::ERR_SOMETHING_NEW, FAULT_TARGET, WAIT",
  })
  void errorsHaveSomebodysFault(String error, Fault fault, String phase) {
    Failure failure = NetErrors.of(error, "http://a.example/");
    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.phase().name()).isEqualTo("ERROR_PHASE_" + phase);
    assertThat(failure.sentence()).contains("'http://a.example/'");
  }

  private void file(String name, String content, boolean isProgram) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThat(file.toFile().setExecutable(isProgram)).isTrue();
  }

  private String reason(BrowserSettings settings) {
    try {
      return "found: " + Chromium.find(settings, root);
    } catch (Chromium.AbsentException e) {
      assertThat(e.advice()).isNotEmpty();
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whereChromiumIsAndWhoItRunsAs() throws Exception {
    BrowserSettings usual = BrowserSettings.OFF.on();
    assertThat(reason(usual)).contains("needs Linux");
    file("proc/self/status", "Name:\tjava\nUid:\t1000\t1000\t1000\t1000\n", false);
    assertThat(reason(usual)).startsWith("no Chromium in the usual places");
    file("usr/lib/chromium/chromium", "", true);
    assertThat(Chromium.find(usual, root).otherUser()).isEmpty();
    assertThat(reason(usual.with(Optional.of(root))))
        .endsWith("is not a program that can be started");
    file("proc/self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\n", false);
    assertThat(reason(usual)).contains("there is no user 'nobody'");
    file("etc/passwd", "root:x:0:0::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n", false);
    assertThat(reason(usual)).contains("there is no setpriv");
    file("usr/bin/setpriv", "", true);
    assertThat(Chromium.find(usual, root).otherUser())
        .contains(new Chromium.User("nobody", 65_534, 65_533));
    assertThat(reason(new BrowserSettings(true, Optional.empty(), "root", true, 1, 1L << 30)))
        .isEqualTo("the user 'root' is root, and a browser must not be");
  }

  @Test
  void theSandboxIsGivenUpByItsOwnerOnly() {
    Chromium chromium = new Chromium(Path.of("/c"), Optional.empty());
    assertThat(Flags.command(chromium, Path.of("/p"), true)).doesNotContain("--no-sandbox");
    assertThat(Flags.command(chromium, Path.of("/p"), false)).contains("--no-sandbox");
    assertThat(Flags.command(chromium, Path.of("/p"), true))
        .noneMatch(flag -> flag.contains("--remote-debugging-port"));
  }
}
