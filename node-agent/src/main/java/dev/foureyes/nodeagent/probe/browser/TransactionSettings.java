package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.probe.text.TextCheck;
import dev.foureyes.nodeagent.secret.SecretStore;
import dev.foureyes.proto.common.v1.FillStep;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.common.v1.TransactionStep;
import dev.foureyes.proto.common.v1.WaitForStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction's configuration, checked.
 *
 * @param steps never none
 * @param secretOrigins where secrets may be filled in
 */
record TransactionSettings(List<Step> steps, View view, Set<String> secretOrigins) {

  private static final int MAX_STEPS = 50;
  private static final int MAX_NAME = 64;
  private static final int MAX_ORIGINS = 8;
  private static final int MAX_FILL = 4_096;
  private static final int MAX_TEXT = 256;
  private static final int MIN_TIMEOUT_MS = 100;
  private static final int MAX_TIMEOUT_MS = 60_000;
  private static final int DEFAULT_TIMEOUT_MS = 10_000;

  /**
   * One step.
   *
   * @param name for people; never empty
   * @param timeout how long it may take
   */
  record Step(String name, Duration timeout, Action action) {}

  TransactionSettings {
    steps = List.copyOf(steps);
    secretOrigins = Set.copyOf(secretOrigins);
  }

  static TransactionSettings of(TransactionProbe config) throws InvalidProbeException {
    int count = config.getStepsCount();
    check(count >= 1 && count <= MAX_STEPS, "steps", count, "1 to " + MAX_STEPS);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(step("transaction.steps[" + i + "]", config.getSteps(i)));
    }
    check(
        steps.getFirst().action instanceof Action.Open,
        "steps[0]",
        ShownText.quoted(steps.getFirst().name),
        "open, before anything else");
    return new TransactionSettings(
        steps, View.of("transaction.browser", config.getBrowser()), origins(config, steps));
  }

  private static Set<String> origins(TransactionProbe config, List<Step> steps)
      throws InvalidProbeException {
    check(
        config.getSecretOriginsCount() <= MAX_ORIGINS,
        "secret_origins",
        config.getSecretOriginsCount(),
        "at most " + MAX_ORIGINS);
    Set<String> origins = new HashSet<>();
    for (String origin : config.getSecretOriginsList()) {
      Optional<String> known = Urls.origin(origin);
      check(
          known.isPresent(),
          "secret_origins",
          ShownText.quoted(origin),
          "an origin such as https://login.example.org");
      origins.add(known.orElseThrow());
    }
    for (Step step : steps) {
      if (step.action instanceof Action.Open open) {
        Urls.origin(open.url()).ifPresent(origins::add);
      }
    }
    return origins;
  }

  private static Step step(String at, TransactionStep step) throws InvalidProbeException {
    int millis = step.getTimeoutMs();
    if (millis != 0 && (millis < MIN_TIMEOUT_MS || millis > MAX_TIMEOUT_MS)) {
      throw new InvalidProbeException(
          at
              + ".timeout_ms: "
              + Integer.toUnsignedLong(millis)
              + " (expected: 100 to 60000, or 0 for 10000)");
    }
    if (step.getName().length() > MAX_NAME) {
      throw new InvalidProbeException(
          at
              + ".name: "
              + step.getName().length()
              + " characters (expected: at most "
              + MAX_NAME
              + ")");
    }
    Action action = action(at, step);
    return new Step(
        step.getName().isBlank() ? action.title() : step.getName(),
        Duration.ofMillis(millis == 0 ? DEFAULT_TIMEOUT_MS : millis),
        action);
  }

  private static Action action(String at, TransactionStep step) throws InvalidProbeException {
    return switch (step.getActionCase()) {
      case OPEN ->
          new Action.Open(
              Urls.checked(at + ".open.url", step.getOpen().getUrl()),
              ExpectedStatus.of(
                  at + ".open.expected_status", step.getOpen().getExpectedStatusList()));
      case CLICK ->
          new Action.Click(Element.of(at + ".click.element", step.getClick().getElement()));
      case FILL -> fill(at + ".fill", step.getFill());
      case SELECT ->
          new Action.Select(
              Element.of(at + ".select.element", step.getSelect().getElement()),
              text(at + ".select.option", step.getSelect().getOption()));
      case PRESS ->
          new Action.Press(
              Key.of(step.getPress().getKey())
                  .orElseThrow(() ->
                      new InvalidProbeException(
                          at
                              + ".press.key: "
                              + step.getPress().getKeyValue()
                              + " (expected: one that this version of the agent knows)")),
              step.getPress().hasElement()
                  ? Optional.of(Element.of(at + ".press.element", step.getPress().getElement()))
                  : Optional.empty());
      case WAIT_FOR -> waiting(at + ".wait_for", step.getWaitFor());
      case ASSERT_TEXT ->
          new Action.Reads(
              step.getAssertText().hasElement()
                  ? Optional.of(
                      Element.of(at + ".assert_text.element", step.getAssertText().getElement()))
                  : Optional.empty(),
              TextCheck.of(at + ".assert_text.condition", step.getAssertText().getCondition()));
      case ASSERT_URL ->
          new Action.Url(
              TextCheck.of(at + ".assert_url.condition", step.getAssertUrl().getCondition()));
      case ASSERT_VISIBLE ->
          new Action.Visible(
              Element.of(at + ".assert_visible.element", step.getAssertVisible().getElement()));
      case SCREENSHOT -> new Action.Screenshot();
      case ACTION_NOT_SET ->
          throw new InvalidProbeException(
              at
                  + ": none that this version of the agent knows (expected: open, click, fill,"
                  + " select, press, wait_for, assert_text, assert_url, assert_visible or"
                  + " screenshot)");
    };
  }

  private static Action fill(String at, FillStep fill) throws InvalidProbeException {
    Element element = Element.of(at + ".element", fill.getElement());
    return switch (fill.getValueCase()) {
      case SECRET -> {
        String name = fill.getSecret().getName();
        if (!SecretStore.isName(name)) {
          throw new InvalidProbeException(
              at + ".secret.name: '" + name + "' (expected: " + SecretStore.NAME_EXPECTED + ")");
        }
        yield new Action.Fill(element, new Action.Secret(name));
      }
      case TEXT, VALUE_NOT_SET -> {
        if (fill.getText().length() > MAX_FILL) {
          throw new InvalidProbeException(
              at
                  + ".text: "
                  + fill.getText().length()
                  + " characters (expected: at most "
                  + MAX_FILL
                  + ")");
        }
        yield new Action.Fill(element, new Action.Text(fill.getText()));
      }
    };
  }

  private static Action waiting(String at, WaitForStep step) throws InvalidProbeException {
    return switch (step.getConditionCase()) {
      case VISIBLE -> new Action.Visible(Element.of(at + ".visible", step.getVisible()));
      case GONE -> new Action.Gone(Element.of(at + ".gone", step.getGone()));
      case TEXT -> new Action.Shown(text(at + ".text", step.getText()));
      case URL -> new Action.Url(TextCheck.of(at + ".url", step.getUrl()));
      case CONDITION_NOT_SET ->
          throw new InvalidProbeException(
              at
                  + ": none that this version of the agent knows (expected: visible, gone, text or"
                  + " url)");
    };
  }

  private static String text(String field, String text) throws InvalidProbeException {
    if (text.isBlank() || text.length() > MAX_TEXT) {
      throw new InvalidProbeException(
          field + ": " + ShownText.quoted(text) + " (expected: 1 to " + MAX_TEXT + " characters)");
    }
    return text;
  }

  private static void check(boolean isGood, String field, Object value, String expected)
      throws InvalidProbeException {
    if (!isGood) {
      throw new InvalidProbeException(
          "transaction." + field + ": " + value + " (expected: " + expected + ")");
    }
  }
}
