package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.probe.text.TextCheck;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Does the steps of a transaction. Each looks again and again until it can be done or its time is
 * up.
 */
final class StepRunner {

  private final Tab tab;
  private final RequestPolicy policy;
  private final Map<String, String> secrets;
  private final Set<String> secretOrigins;
  private String last = "";

  /**
   * @param secrets values of those that the steps name
   * @param secretOrigins where they may be filled in
   */
  StepRunner(
      Tab tab, RequestPolicy policy, Map<String, String> secrets, Set<String> secretOrigins) {
    this.tab = tab;
    this.policy = policy;
    this.secrets = secrets;
    this.secretOrigins = secretOrigins;
  }

  /**
   * Does one.
   *
   * @throws TimeoutException when its time is up; {@link #last} says what it has seen
   */
  void run(Action action, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    last = "";
    switch (action) {
      case Action.Open open -> open(open, deadline);
      case Action.Click click -> click(click.element(), deadline);
      case Action.Fill fill -> fill(fill, deadline);
      case Action.Select select ->
          until("select", select.element().with("option", select.option()), deadline);
      case Action.Press press -> press(press, deadline);
      case Action.Visible visible -> until("find", visible.element().with(), deadline);
      case Action.Gone gone -> gone(gone.element(), deadline);
      case Action.Shown shown -> shown(shown.text(), deadline);
      case Action.Url url -> url(url.check(), deadline);
      case Action.Reads reads -> reads(reads, deadline);
      case Action.Screenshot screenshot -> {} // whoever keeps them takes it
    }
  }

  /** What the last step saw before its time was up, for people. */
  String last() {
    return last;
  }

  private void open(Action.Open open, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    last = ShownText.quoted(open.url()) + " has not loaded";
    tab.navigate(open.url(), policy, deadline);
    int status = tab.document().flatMap(request -> boxed(request)).orElse(0);
    if (!open.expected().has(status)) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_STATUS,
              "status " + status + " (expected: " + open.expected().text() + ")"));
    }
  }

  private static Optional<Integer> boxed(Request request) {
    return request.status().isPresent()
        ? Optional.of(request.status().getAsInt())
        : Optional.empty();
  }

  private void click(Element element, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    JsonObject point = until("point", element.with(), deadline);
    double x = Json.number(point, "x").orElse(0);
    double y = Json.number(point, "y").orElse(0);
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      boolean isMove = type.equals("mouseMoved");
      told(
          "Input.dispatchMouseEvent",
          Json.of(
              "type", type,
              "x", x,
              "y", y,
              "button", isMove ? "none" : "left",
              "clickCount", isMove ? 0 : 1),
          deadline);
    }
    last = "the page that the click leads to has not loaded";
    tab.settle(deadline);
  }

  private void fill(Action.Fill fill, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    boolean isSecret = fill.value() instanceof Action.Secret;
    String value =
        switch (fill.value()) {
          case Action.Text text -> text.text();
          case Action.Secret secret -> secrets.getOrDefault(secret.name(), "");
        };
    JsonObject field = until("fill", fill.element().with("isSecret", isSecret), deadline);
    if (isSecret) {
      checkOrigin(fill);
    }
    if (!Json.is(field, "isEmpty") && value.isEmpty()) {
      press(Key.BACKSPACE, deadline);
    }
    if (!value.isEmpty()) {
      told("Input.insertText", Json.of("text", value), deadline);
    }
    var _ = tab.call("value", fill.element().with("value", value), deadline);
  }

  /** A page that leads elsewhere does not get a secret there. */
  private void checkOrigin(Action.Fill fill) throws ProbeFailedException {
    Optional<String> origin = Urls.origin(tab.url());
    if (origin.isEmpty() || !secretOrigins.contains(origin.get())) {
      throw new ProbeFailedException(
          new Failure(
              Fault.FAULT_TARGET,
              ErrorPhase.ERROR_PHASE_CONTENT,
              "the page is one of "
                  + origin.orElse("no host")
                  + ", and secrets are filled in only on "
                  + secretOrigins.stream().sorted().collect(Collectors.joining(", "))
                  + ": "
                  + fill.title()));
    }
  }

  private void press(Action.Press press, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    if (press.element().isPresent()) {
      var _ = until("focus", press.element().get().with(), deadline);
    }
    press(press.key(), deadline);
    last = "the page that the key leads to has not loaded";
    tab.settle(deadline);
  }

  private void press(Key key, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    told("Input.dispatchKeyEvent", key.event(true), deadline);
    told("Input.dispatchKeyEvent", key.event(false), deadline);
  }

  private void told(String method, JsonObject params, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    try {
      var _ = tab.command(method, params, deadline);
    } catch (CommandException e) {
      // The page went elsewhere meanwhile; the step that follows sees where.
      last = "the page did not take it: " + e.getMessage();
    }
  }

  private void gone(Element element, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    last = "it can still be seen";
    while (Json.text(tab.call("find", element.with(), deadline), "state").equals("ready")) {
      tab.pause(deadline);
    }
  }

  private void shown(String text, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    last = "the page does not show it";
    while (!Json.text(tab.call("read", Json.of("whole", true), deadline), "text").contains(text)) {
      failOnErrorPage();
      tab.pause(deadline);
    }
  }

  private void url(TextCheck check, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    while (!check.passes(List.of(tab.url()), deadline::isOver)) {
      failOnErrorPage();
      last = "it is " + ShownText.quoted(tab.url());
      tab.pause(deadline);
    }
  }

  private void reads(Action.Reads reads, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    JsonObject input = reads.element().map(each -> each.with()).orElse(Json.of("whole", true));
    while (true) {
      JsonObject read = until("read", input, deadline);
      String text = Json.text(read, "text");
      last = "it is " + ShownText.quoted(text);
      if (reads.check().passes(List.of(text), deadline::isOver)) {
        return;
      }
      tab.pause(deadline);
    }
  }

  /** Tries a part of {@code page.js} until it says that it is ready. */
  private JsonObject until(String what, JsonObject input, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    while (true) {
      JsonObject answer = tab.call(what, input, deadline);
      String state = Json.text(answer, "state");
      if (state.equals("ready")) {
        return answer;
      }
      if (state.equals("invalid")) {
        throw new ProbeFailedException(
            new Failure(
                Fault.FAULT_CONFIG,
                ErrorPhase.ERROR_PHASE_UNSPECIFIED,
                "the CSS selector is none that the browser understands"));
      }
      failOnErrorPage();
      last = seen(state, answer);
      tab.pause(deadline);
    }
  }

  private static String seen(String state, JsonObject answer) {
    return switch (state) {
      case "absent" -> "there is no such element";
      case "hidden" -> "the element is there, and cannot be seen";
      case "disabled" -> "the element is disabled";
      case "readonly" -> "the field is read-only";
      case "nofield" -> "the element takes no such input";
      case "unfocused" -> "the element does not take the focus";
      case "covered" -> "the element is covered by " + ShownText.quoted(Json.text(answer, "by"));
      case "nooption" ->
          "the list has no such option, but "
              + Json.list(answer, "options").stream()
                  .map(JsonElement::getAsString)
                  .map(ShownText::quoted)
                  .collect(Collectors.joining(", "));
      default -> "the page says " + ShownText.quoted(state);
    };
  }

  /** There is nothing to wait for on a page that did not come. */
  private void failOnErrorPage() throws ProbeFailedException {
    if (tab.isErrorPage()) {
      Request document = tab.document().orElseThrow();
      throw new ProbeFailedException(NetErrors.of(document.failure(), document.url()));
    }
  }
}
