package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.results.v1.ConsoleError;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/**
 * Errors of a page's scripts: what it writes to the console as an error, and what it throws and
 * does not catch. Failed requests, which the browser also writes there, are the {@link
 * NetworkLog}'s.
 */
final class ConsoleLog {

  private static final int MAX_KEPT = 20;
  private static final int MAX_CHARS = 300;

  /** Longer than what is shown, so that no secret is cut in two before it is found. */
  private static final int MAX_READ = 2_000;

  private final List<Entry> kept = new ArrayList<>();
  private int errors;

  private record Entry(String text, String source) {}

  /** Takes an event of the domain Runtime. */
  synchronized void event(String method, JsonObject params) {
    switch (method) {
      case "Runtime.consoleAPICalled" -> {
        if (Json.text(params, "type").equals("error")
            || Json.text(params, "type").equals("assert")) {
          add(arguments(params), Json.object(params, "stackTrace"));
        }
      }
      case "Runtime.exceptionThrown" -> {
        JsonObject details = Json.object(params, "exceptionDetails");
        String description = Json.text(Json.object(details, "exception"), "description");
        String text = description.isEmpty() ? Json.text(details, "text") : description;
        String source =
            Json.text(details, "url")
                + ":"
                + (1 + (int) Json.number(details, "lineNumber").orElse(0));
        add(text, source);
      }
      default -> {} // others are no errors
    }
  }

  private static String arguments(JsonObject params) {
    StringJoiner text = new StringJoiner(" ");
    for (var each : Json.list(params, "args")) {
      if (each instanceof JsonObject argument && text.length() < MAX_READ) {
        String value = Json.text(argument, "value");
        text.add(
            ShownText.cut(value.isEmpty() ? Json.text(argument, "description") : value, MAX_READ));
      }
    }
    return text.toString();
  }

  private void add(String text, JsonObject stack) {
    String source = "";
    if (Json.list(stack, "callFrames").stream().findFirst().orElse(null)
        instanceof JsonObject frame) {
      source =
          Json.text(frame, "url") + ":" + (1 + (int) Json.number(frame, "lineNumber").orElse(0));
    }
    add(text, source);
  }

  private void add(String text, String source) {
    errors++;
    if (kept.size() < MAX_KEPT) {
      kept.add(new Entry(ShownText.cut(text, MAX_READ), ShownText.cut(source, MAX_READ)));
    }
  }

  synchronized int errors() {
    return errors;
  }

  /** The first of them. */
  synchronized List<ConsoleError> describe(UnaryOperator<String> clean) {
    return kept.stream()
        .map(entry ->
            ConsoleError.newBuilder()
                .setText(ShownText.cut(clean.apply(entry.text), MAX_CHARS))
                .setSource(ShownText.cut(clean.apply(entry.source), MAX_CHARS))
                .build())
        .toList();
  }
}
