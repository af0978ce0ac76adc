package dev.foureyes.nodeagent.probe.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.foureyes.nodeagent.probe.browser.BrowserRun.Outcome;
import dev.foureyes.proto.common.v1.PageElement;
import dev.foureyes.proto.common.v1.PageKey;
import dev.foureyes.proto.common.v1.TextCondition;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.common.v1.TransactionStep;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.StepResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visitors of a small shop, in a real Chromium. */
class TransactionIT {

  private static final String SECRET = "hunter2&more";
  private static final Map<String, String> SECRETS = Map.of("shop-password", SECRET);

  private static final String LOGIN =
      """
      <form action="/welcome" method="get">
      <label>User: <input name="user"></label>
      <label for="pw">Password *</label><input id="pw" name="pw" type="password">
      <label>Language <select name="lang"><option value="en">English</option>
      <option value="de">Deutsch</option></select></label>
      <button>Sign in</button></form>
      """;

  @TempDir private static Path work;

  private static BrowserRun browser;
  private PageSite site;
  private TransactionProbe.Builder transaction = TransactionProbe.newBuilder();

  @BeforeAll
  static void startBrowsers() throws Exception {
    browser = BrowserRun.in(work, name -> Optional.ofNullable(SECRETS.get(name)));
  }

  @AfterAll
  static void endBrowsers() throws Exception {
    browser.close();
    assertThat(work).isEmptyDirectory();
  }

  @BeforeEach
  void startSite() throws Exception {
    transaction = TransactionProbe.newBuilder();
    site =
        new PageSite()
            .page("/", LOGIN)
            .on(
                "/welcome",
                exchange -> {
                  String query = exchange.getRequestURI().getRawQuery();
                  byte[] page =
                      ("<!doctype html><title>Shop</title><h1>Hello</h1><p>you sent "
                              + query
                              + "</p><script>console.error('got ' + location.search)</script>")
                          .getBytes(UTF_8);
                  exchange.getResponseHeaders().set("Content-Type", "text/html");
                  exchange.sendResponseHeaders(200, page.length);
                  exchange.getResponseBody().write(page);
                });
  }

  @AfterEach
  void endSite() {
    site.close();
  }

  private TransactionStep.Builder step() {
    return transaction.addStepsBuilder().setTimeoutMs(4_000);
  }

  private static PageElement label(String label) {
    return PageElement.newBuilder().setLabel(label).build();
  }

  private static PageElement text(String text) {
    return PageElement.newBuilder().setText(text).build();
  }

  private static PageElement css(String css) {
    return PageElement.newBuilder().setCss(css).build();
  }

  private static TextCondition.Builder contains(String text) {
    return TextCondition.newBuilder().setContains(text);
  }

  private void open(String path) {
    step().getOpenBuilder().setUrl(site.url(path));
  }

  private void signIn() {
    open("/");
    step().getFillBuilder().setElement(label("User")).setText("ann");
    step()
        .getFillBuilder()
        .setElement(label("Password"))
        .getSecretBuilder()
        .setName("shop-password");
    step().getSelectBuilder().setElement(label("Language")).setOption("Deutsch");
    step().setName("Sign in").getClickBuilder().setElement(text("Sign in"));
  }

  private Outcome run() throws Exception {
    return browser.transaction(transaction, Duration.ofSeconds(25));
  }

  @Test
  void aVisitorSignsInAndTheSecretIsNowhere() throws Exception {
    signIn();
    step().getAssertUrlBuilder().setCondition(contains("/welcome"));
    step()
        .getAssertTextBuilder()
        .setElement(css("h1"))
        .setCondition(TextCondition.newBuilder().setEquals("Hello"));
    step().getAssertVisibleBuilder().setElement(css("p"));
    step().getScreenshotBuilder();
    TransactionResult result = run().passed().transaction();
    assertThat(site.requests()).contains("GET /welcome?user=ann&pw=hunter2%26more&lang=de");
    assertThat(result.getStepsPassed()).isEqualTo(9);
    assertThat(result.getStepsTotal()).isEqualTo(9);
    assertThat(result.getStepsList()).extracting(StepResult::getPassed).containsOnly(true);
    assertThat(result.getSteps(2).getName())
        .isEqualTo("fill label 'Password' with the secret 'shop-password'");
    assertThat(result.getSteps(4).getName()).isEqualTo("Sign in");
    assertThat(result.getSteps(4).getDurationMs()).isPositive();
    assertThat(result.getTotalMs()).isGreaterThan(result.getSteps(4).getDurationMs());
    assertThat(result.getTitle()).isEqualTo("Shop");
    assertThat(result.getConsoleErrorCount()).isEqualTo(1);
    String all = JsonFormat.printer().print(result);
    assertThat(all).contains("pw\\u003d•••").doesNotContain("hunter2");
    // The page shows what was typed: no picture of it.
    assertThat(result.getScreenshotsList()).isEmpty();
    assertThat(result.getNotesList())
        .contains("left out a screenshot: a secret might be seen on it");
  }

  @Test
  void aStepThatFailsEndsItAndSaysWhatItSaw() throws Exception {
    site.page("/slow", "<div style='display:none' id=x>x</div><button disabled>Buy</button>");
    open("/slow");
    step().setTimeoutMs(600).setName("Buy it").getClickBuilder().setElement(text("Buy"));
    step().getScreenshotBuilder();
    TransactionResult result =
        run()
            .failed(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_CONTENT,
                "step 2 (Buy it): not done within 600 ms; the element is disabled")
            .transaction();
    assertThat(result.getFailedStep()).isEqualTo(1);
    assertThat(result.getStepsPassed()).isEqualTo(1);
    assertThat(result.getStepsCount()).as("the third did not run").isEqualTo(2);
    assertThat(result.getSteps(1).getDurationMs()).isBetween(590.0, 2_000.0);
    assertThat(result.getScreenshotsCount()).isEqualTo(1);
    assertThat(result.getScreenshots(0).getStep()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereHiddenCoveredOrNoOption() throws Exception {
    site.page(
        "/parts",
        """
        <div style="display:none" id="x">x</div><button id="b">Press</button>
        <div id="veil" style="position:fixed;inset:0"></div>
        <label>Size <select><option>S</option><option>M</option></select></label>
        """);
    Map<String, TransactionStep> wrong =
        Map.of(
            "there is no such element",
            TransactionStep.newBuilder()
                .setAssertVisible(
                    dev.foureyes.proto.common.v1.AssertVisibleStep.newBuilder()
                        .setElement(css("#none")))
                .build(),
            "the element is there, and cannot be seen",
            TransactionStep.newBuilder()
                .setAssertVisible(
                    dev.foureyes.proto.common.v1.AssertVisibleStep.newBuilder()
                        .setElement(css("#x")))
                .build(),
            "the element is covered by 'div#veil'",
            TransactionStep.newBuilder()
                .setClick(dev.foureyes.proto.common.v1.ClickStep.newBuilder().setElement(css("#b")))
                .build(),
            "the list has no such option, but 'S', 'M'",
            TransactionStep.newBuilder()
                .setSelect(
                    dev.foureyes.proto.common.v1.SelectStep.newBuilder()
                        .setElement(label("Size"))
                        .setOption("XXL"))
                .build());
    for (var each : wrong.entrySet()) {
      transaction = TransactionProbe.newBuilder();
      open("/parts");
      transaction.addSteps(each.getValue().toBuilder().setTimeoutMs(400));
      run().failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, each.getKey());
    }
    transaction = TransactionProbe.newBuilder();
    open("/parts");
    step().getClickBuilder().setElement(css("#[["));
    run()
        .failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_UNSPECIFIED, "the CSS selector is none");
  }

  @Test
  void whatComesLaterIsWaitedFor() throws Exception {
    site.page(
        "/later",
        """
        <input id="q" aria-label="Search" onkeydown="if (event.key === 'Enter') find()">
        <div id="spinner" hidden>...</div><ul></ul>
        <script>function find() { spinner.hidden = false; setTimeout(() => {
          spinner.hidden = true;
          document.querySelector("ul").innerHTML = "<li>Result for " + q.value + "</li>";
          history.pushState({}, "", "/found"); }, 300) }</script>
        """);
    open("/later");
    step().getFillBuilder().setElement(label("Search")).setText("x");
    step().getFillBuilder().setElement(label("Search")).setText("tea");
    step().getPressBuilder().setKey(PageKey.PAGE_KEY_ENTER).setElement(css("#q"));
    step().getWaitForBuilder().setGone(css("#spinner"));
    step().getWaitForBuilder().setText("Result for tea");
    step().getWaitForBuilder().getUrlBuilder().setMatches("/found$");
    step()
        .getAssertTextBuilder()
        .setElement(css("#q"))
        .setCondition(TextCondition.newBuilder().setEquals("tea"));
    run().passed();
    step().setTimeoutMs(300).getAssertTextBuilder().setCondition(contains("coffee"));
    run()
        .failed(
            Fault.FAULT_TARGET,
            ErrorPhase.ERROR_PHASE_CONTENT,
            "text of the page is 'coffee' in it): not done within 300 ms; it is 'Result for tea'");
  }

  @Test
  void secretsGoNowhereElse() throws Exception {
    try (PageSite other = new PageSite().page("/", LOGIN)) {
      site.on("/away", PageSite.redirect(other.url("/")));
      open("/away");
      step()
          .getFillBuilder()
          .setElement(label("Password"))
          .getSecretBuilder()
          .setName("shop-password");
      run()
          .failed(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              "secrets are filled in only on http://127.0.0.1:" + site.port());
      transaction.addSecretOrigins("http://127.0.0.1:" + other.port());
      run().passed();
    }
  }

  @Test
  void aSecretThatTheNodeDoesNotHave() throws Exception {
    open("/");
    step().getFillBuilder().setElement(label("User")).getSecretBuilder().setName("none");
    TransactionResult result =
        run()
            .failed(
                Fault.FAULT_CONFIG,
                ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                "secret 'none' is not in this node's store")
            .transaction();
    assertThat(result.getStepsCount()).isZero();
    assertThat(site.requests()).as("nothing was begun").isEmpty();
  }

  @Test
  void pagesThatDoNotCome() throws Exception {
    site.page("/links", "<a href='http://127.0.0.1:1/'>dead</a><a href='/gone'>gone</a>");
    open("/links");
    step().getClickBuilder().setElement(text("dead"));
    step().getAssertVisibleBuilder().setElement(css("#never"));
    run().failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "step 3 (see css '#never'): ");
    transaction = TransactionProbe.newBuilder();
    open("/gone");
    run()
        .failed(
            Fault.FAULT_TARGET,
            ErrorPhase.ERROR_PHASE_STATUS,
            "step 1 (open '" + site.url("/gone") + "'): status 404 (expected: 200 to 399)");
  }

  @Test
  void theTestsOwnTimeEndsItToo() throws Exception {
    open("/");
    step().setTimeoutMs(60_000).getAssertVisibleBuilder().setElement(css("#never"));
    browser
        .transaction(transaction, Duration.ofSeconds(5))
        .failed(
            Fault.FAULT_TARGET,
            ErrorPhase.ERROR_PHASE_CONTENT,
            "not done when the test's time was up; there is no such element");
  }
}
