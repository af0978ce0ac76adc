package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.proto.common.v1.PageKey;
import java.util.Locale;
import java.util.Optional;

/** Keys that a test can press, as browsers name them (UI Events KeyboardEvent key and code). */
enum Key {
  ENTER("Enter", "Enter", 13, "\r"),
  TAB("Tab", "Tab", 9, ""),
  ESCAPE("Escape", "Escape", 27, ""),
  SPACE(" ", "Space", 32, " "),
  BACKSPACE("Backspace", "Backspace", 8, ""),
  DELETE("Delete", "Delete", 46, ""),
  ARROW_UP("ArrowUp", "ArrowUp", 38, ""),
  ARROW_DOWN("ArrowDown", "ArrowDown", 40, ""),
  ARROW_LEFT("ArrowLeft", "ArrowLeft", 37, ""),
  ARROW_RIGHT("ArrowRight", "ArrowRight", 39, ""),
  HOME("Home", "Home", 36, ""),
  END("End", "End", 35, ""),
  PAGE_UP("PageUp", "PageUp", 33, ""),
  PAGE_DOWN("PageDown", "PageDown", 34, "");

  private static final String PREFIX = "PAGE_KEY_";

  private final String key;
  private final String code;
  private final int number;
  private final String text;

  Key(String key, String code, int number, String text) {
    this.key = key;
    this.code = code;
    this.number = number;
    this.text = text;
  }

  /** Absent for one that this version does not know. */
  static Optional<Key> of(PageKey config) {
    for (Key each : values()) {
      if (config.name().equals(PREFIX + each.name())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  String shown() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The event when it goes down, or up. */
  JsonObject event(boolean isDown) {
    JsonObject event =
        Json.of(
            "type", isDown ? (text.isEmpty() ? "rawKeyDown" : "keyDown") : "keyUp",
            "key", key,
            "code", code,
            "windowsVirtualKeyCode", number);
    if (isDown && !text.isEmpty()) {
      event.addProperty("text", text);
    }
    return event;
  }
}
