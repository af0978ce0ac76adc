package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.common.v1.FillStep;
import dev.foureyes.proto.common.v1.PageElement;
import dev.foureyes.proto.common.v1.PageKey;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.common.v1.TransactionStep;
import dev.foureyes.proto.common.v1.TransactionStep.ActionCase;
import dev.foureyes.proto.common.v1.WaitForStep;
import java.util.regex.Pattern;

/** What the steps of a transaction must be. */
final class TransactionValidator {

  private static final int MAX_STEPS = 50;
  private static final int MAX_NAME = 64;
  private static final int MIN_TIMEOUT_MS = 100;
  private static final int MAX_TIMEOUT_MS = 60_000;
  private static final int MAX_CSS = 512;
  private static final int MAX_TEXT = 256;
  private static final int MAX_FILL = 4_096;
  private static final int MAX_ORIGINS = 8;
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https?://(\\[[0-9A-Fa-f:.]{2,45}]|[^\\s/?#@\\[\\]:]{1,253})(:[0-9]{1,5})?/?");

  private final Violations violations;
  private final Conditions conditions;

  TransactionValidator(Violations violations) {
    this.violations = violations;
    this.conditions = new Conditions(violations);
  }

  /**
   * @param at path of the probe, for example {@code test.probe.transaction.}
   */
  void check(String at, TransactionProbe transaction) {
    int count = transaction.getStepsCount();
    violations.check(count >= 1 && count <= MAX_STEPS, at + "steps", count, "1 to " + MAX_STEPS);
    if (count > 0 && transaction.getSteps(0).getActionCase() != ActionCase.ACTION_NOT_SET) {
      violations.check(
          transaction.getSteps(0).hasOpen(),
          at + "steps[0]",
          transaction.getSteps(0).getActionCase().name().toLowerCase(java.util.Locale.ROOT),
          "open, before anything else");
    }
    for (int i = 0; i < count; i++) {
      checkStep(at + "steps[" + i + "].", transaction.getSteps(i));
    }
    new PageValidator(violations).checkBrowser(at + "browser.", transaction.getBrowser());
    violations.check(
        transaction.getSecretOriginsCount() <= MAX_ORIGINS,
        at + "secret_origins",
        transaction.getSecretOriginsCount(),
        "at most " + MAX_ORIGINS);
    for (int i = 0; i < transaction.getSecretOriginsCount(); i++) {
      String origin = transaction.getSecretOrigins(i);
      violations.check(
          ORIGIN.matcher(origin).matches(),
          at + "secret_origins[" + i + "]",
          origin,
          "an origin such as https://login.example.org");
    }
  }

  private void checkStep(String at, TransactionStep step) {
    violations.check(
        step.getName().length() <= MAX_NAME,
        at + "name",
        step.getName(),
        "at most " + MAX_NAME + " characters");
    int timeout = step.getTimeoutMs();
    violations.check(
        timeout == 0 || (timeout >= MIN_TIMEOUT_MS && timeout <= MAX_TIMEOUT_MS),
        at + "timeout_ms",
        Integer.toUnsignedLong(timeout),
        MIN_TIMEOUT_MS + " to " + MAX_TIMEOUT_MS + ", or 0 for 10000");
    switch (step.getActionCase()) {
      case OPEN -> {
        Urls.check(violations, at + "open.url", step.getOpen().getUrl());
        Urls.checkStatus(
            violations, at + "open.expected_status", step.getOpen().getExpectedStatusList());
      }
      case CLICK -> checkElement(at + "click.element", step.getClick().getElement());
      case FILL -> checkFill(at + "fill.", step.getFill());
      case SELECT -> {
        checkElement(at + "select.element", step.getSelect().getElement());
        checkText(at + "select.option", step.getSelect().getOption());
      }
      case PRESS -> {
        PageKey key = step.getPress().getKey();
        violations.check(
            key != PageKey.UNRECOGNIZED && key != PageKey.PAGE_KEY_UNSPECIFIED,
            at + "press.key",
            step.getPress().getKeyValue(),
            "a known key");
        if (step.getPress().hasElement()) {
          checkElement(at + "press.element", step.getPress().getElement());
        }
      }
      case WAIT_FOR -> checkWait(at + "wait_for", step.getWaitFor());
      case ASSERT_TEXT -> {
        if (step.getAssertText().hasElement()) {
          checkElement(at + "assert_text.element", step.getAssertText().getElement());
        }
        conditions.text(at + "assert_text.condition", step.getAssertText().getCondition());
      }
      case ASSERT_URL ->
          conditions.text(at + "assert_url.condition", step.getAssertUrl().getCondition());
      case ASSERT_VISIBLE ->
          checkElement(at + "assert_visible.element", step.getAssertVisible().getElement());
      case SCREENSHOT -> {}
      case ACTION_NOT_SET ->
          violations.missing(
              at + "action",
              "one of open, click, fill, select, press, wait_for, assert_text, assert_url,"
                  + " assert_visible and screenshot");
    }
  }

  private void checkFill(String at, FillStep fill) {
    checkElement(at + "element", fill.getElement());
    if (fill.hasSecret()) {
      conditions.secret(at + "secret", fill.getSecret());
    }
    violations.check(
        fill.getText().length() <= MAX_FILL,
        at + "text",
        fill.getText().length(),
        "at most " + MAX_FILL + " characters");
  }

  private void checkWait(String at, WaitForStep wait) {
    switch (wait.getConditionCase()) {
      case VISIBLE -> checkElement(at + ".visible", wait.getVisible());
      case GONE -> checkElement(at + ".gone", wait.getGone());
      case TEXT -> checkText(at + ".text", wait.getText());
      case URL -> conditions.text(at + ".url", wait.getUrl());
      case CONDITION_NOT_SET -> violations.missing(at, "one of visible, gone, text and url");
    }
  }

  private void checkElement(String field, PageElement element) {
    switch (element.getByCase()) {
      case CSS -> checkLength(field + ".css", element.getCss(), MAX_CSS);
      case TEXT -> checkText(field + ".text", element.getText());
      case LABEL -> checkText(field + ".label", element.getLabel());
      case BY_NOT_SET -> violations.missing(field, "one of css, text and label");
    }
  }

  private void checkText(String field, String text) {
    checkLength(field, text, MAX_TEXT);
  }

  private void checkLength(String field, String text, int most) {
    violations.check(
        !text.isBlank() && text.length() <= most, field, text, "1 to " + most + " characters");
  }
}
