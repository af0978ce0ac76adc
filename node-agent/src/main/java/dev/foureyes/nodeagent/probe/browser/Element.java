package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.proto.common.v1.PageElement;

/**
 * An element of a page, as a test names it.
 *
 * @param by "css", "text" or "label"
 */
record Element(String by, String value) {

  private static final int MAX_CSS = 512;
  private static final int MAX_TEXT = 256;

  static Element of(String field, PageElement config) throws InvalidProbeException {
    return switch (config.getByCase()) {
      case CSS -> checked(field, "css", config.getCss(), MAX_CSS);
      case TEXT -> checked(field, "text", config.getText(), MAX_TEXT);
      case LABEL -> checked(field, "label", config.getLabel(), MAX_TEXT);
      case BY_NOT_SET ->
          throw new InvalidProbeException(
              field + ": none that this version of the agent knows (expected: css, text or label)");
    };
  }

  private static Element checked(String field, String by, String value, int most)
      throws InvalidProbeException {
    if (value.isBlank() || value.length() > most) {
      throw new InvalidProbeException(
          field
              + "."
              + by
              + ": "
              + ShownText.quoted(value)
              + " (expected: 1 to "
              + most
              + " characters)");
    }
    return new Element(by, value);
  }

  /** For {@code page.js}, with other values besides. */
  JsonObject with(Object... namesAndValues) {
    JsonObject input = Json.of(namesAndValues);
    input.addProperty(by, value);
    return input;
  }

  /** For people, for example "text 'Sign in'". */
  @Override
  public String toString() {
    return by + " " + ShownText.quoted(value);
  }
}
