package dev.foureyes.nodeagent.probe.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The function that looks at pages, {@code page.js}: a part of this program. */
final class PageScript {

  private static final String TEXT = load();

  private PageScript() {}

  static String text() {
    return TEXT;
  }

  private static String load() {
    try (InputStream in = PageScript.class.getResourceAsStream("page.js")) {
      if (in == null) {
        throw new IllegalStateException("page.js is not part of this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
