package dev.foureyes.nodeagent.report;

import java.util.ArrayList;
import java.util.List;

/** Lines of a report. */
final class Page {

  private static final int LABEL = 12;
  private static final int VERDICT = 9;

  private final Style style;
  private final StringBuilder text = new StringBuilder();

  Page(Style style) {
    this.style = style;
  }

  Style style() {
    return style;
  }

  Page title(String title) {
    return line(style.paint(Tone.STRONG, Style.shown(title)));
  }

  Page blank() {
    return line("");
  }

  /** A line as it is; what a peer sent went through {@link Style#shown}. */
  Page line(String line) {
    text.append(line.stripTrailing()).append('\n');
    return this;
  }

  Page lines(List<String> lines) {
    lines.forEach(this::line);
    return this;
  }

  /** The first words of a report: how it ended. */
  Page verdict(Tone tone, String word, String sentence) {
    String padded = word + " ".repeat(Math.max(1, VERDICT - word.length()));
    return line(style.paint(tone, padded) + Style.shown(sentence));
  }

  /** What belongs under the verdict. */
  Page remark(String remark) {
    return line(" ".repeat(VERDICT) + Style.shown(remark));
  }

  /** A value with its name; nothing when there is none. */
  Page fact(String name, String value) {
    if (value.isEmpty()) {
      return this;
    }
    String label = name + " ".repeat(Math.max(1, LABEL - name.length()));
    return line("  " + style.paint(Tone.QUIET, label) + Style.shown(value));
  }

  /** Rows whose columns stand below each other, two blanks between them; the last is not padded. */
  Page table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = Style.shown(row.get(i)).length();
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = Style.shown(row.get(i));
        line.append("  ").append(cell).repeat(' ', widths.get(i) - cell.length());
      }
      line(line.toString());
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
