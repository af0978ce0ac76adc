package dev.foureyes.nodeagent.probe.browser;

import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.probe.text.TextCheck;
import java.util.Optional;

/** What a step does. This is the whole set. */
sealed interface Action {

  /** For people, when the test has no name for it; without what is filled in. */
  String title();

  /** Loads a page. */
  record Open(String url, ExpectedStatus expected) implements Action {
    @Override
    public String title() {
      return "open " + ShownText.quoted(url);
    }
  }

  record Click(Element element) implements Action {
    @Override
    public String title() {
      return "click " + element;
    }
  }

  /** Puts a text into a field. */
  record Fill(Element element, Value value) implements Action {
    @Override
    public String title() {
      return switch (value) {
        case Text text -> "fill " + element;
        case Secret secret -> "fill " + element + " with the secret '" + secret.name + "'";
      };
    }
  }

  /** What is filled in. */
  sealed interface Value {}

  record Text(String text) implements Value {}

  record Secret(String name) implements Value {}

  /** Chooses an option of a list. */
  record Select(Element element, String option) implements Action {
    @Override
    public String title() {
      return "select " + ShownText.quoted(option) + " in " + element;
    }
  }

  /**
   * Presses a key.
   *
   * @param element gets the focus before; absent: what has it
   */
  record Press(Key key, Optional<Element> element) implements Action {
    @Override
    public String title() {
      return "press " + key.shown() + element.map(each -> " in " + each).orElse("");
    }
  }

  /** Waits until an element is seen. */
  record Visible(Element element) implements Action {
    @Override
    public String title() {
      return "see " + element;
    }
  }

  /** Waits until no such element is seen. */
  record Gone(Element element) implements Action {
    @Override
    public String title() {
      return "see no " + element;
    }
  }

  /** Waits until the page shows a text. */
  record Shown(String text) implements Action {
    @Override
    public String title() {
      return "see the text " + ShownText.quoted(text);
    }
  }

  /** Waits until the URL is so. */
  record Url(TextCheck check) implements Action {
    @Override
    public String title() {
      return "URL is " + check.expected();
    }
  }

  /**
   * Waits until a text is so.
   *
   * @param element absent: the whole page
   */
  record Reads(Optional<Element> element, TextCheck check) implements Action {
    @Override
    public String title() {
      return element.map(each -> "text of " + each).orElse("text of the page")
          + " is "
          + check.expected();
    }
  }

  record Screenshot() implements Action {
    @Override
    public String title() {
      return "screenshot";
    }
  }
}
