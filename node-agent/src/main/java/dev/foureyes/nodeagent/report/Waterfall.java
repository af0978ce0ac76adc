package dev.foureyes.nodeagent.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Phases that follow each other, as bars on one scale of time. */
final class Waterfall {

  private static final int NAME = 9;
  private static final int EIGHTHS = 8;
  private static final int FEWEST_CELLS = 10;
  private static final int MOST_CELLS = 100;
  private static final char FULL_BLOCK = '█';

  private final Style style;
  private final double scaleMs;
  private final int numberWidth;
  private final int cells;

  /**
   * @param scaleMs what the whole width stands for
   */
  Waterfall(Style style, double scaleMs) {
    this.style = style;
    this.scaleMs = scaleMs;
    this.numberWidth = ms(scaleMs).length();
    int left = style.width() - (4 + NAME + numberWidth + 2);
    this.cells = Math.clamp(left, FEWEST_CELLS, MOST_CELLS);
  }

  /** A step and how long it took; absent when it was not reached, or there was none. */
  record Phase(String name, OptionalDouble ms) {

    static Phase of(String name, boolean isKnown, double ms) {
      return new Phase(name, isKnown ? OptionalDouble.of(ms) : OptionalDouble.empty());
    }
  }

  /** For example "12.34 ms". */
  static String ms(double ms) {
    return String.format(Locale.ROOT, "%.2f ms", ms);
  }

  /** When the last of these phases ended. */
  static double end(double startMs, List<Phase> phases) {
    return startMs + phases.stream().mapToDouble(phase -> phase.ms.orElse(0)).sum();
  }

  /** A line for each phase that was reached. */
  List<String> lines(double startMs, List<Phase> phases) {
    List<String> lines = new ArrayList<>();
    double start = startMs;
    for (Phase phase : phases) {
      if (phase.ms.isPresent()) {
        double ms = phase.ms.getAsDouble();
        lines.add(label(phase.name, ms) + "  " + bar(start, ms));
        start += ms;
      }
    }
    return lines;
  }

  /** The whole. */
  String total() {
    return label("total", scaleMs);
  }

  private String label(String name, double ms) {
    String number = ms(ms);
    return "    "
        + style.paint(Tone.QUIET, name + " ".repeat(NAME - name.length()))
        + " ".repeat(Math.max(0, numberWidth - number.length()))
        + number;
  }

  /** Begins at a cell, ends at an eighth of one; the shortest is still seen. */
  private String bar(double startMs, double ms) {
    double cell = scaleMs > 0 ? cells / scaleMs : 0;
    int first = Math.clamp((long) (startMs * cell), 0, cells - 1);
    int eighths = Math.clamp(Math.round(ms * cell * EIGHTHS), 1, (cells - first) * EIGHTHS);
    if (!style.unicode()) {
      int length = Math.max(1, Math.round(eighths / (float) EIGHTHS));
      return " ".repeat(first) + "#".repeat(length);
    }
    int rest = eighths % EIGHTHS;
    return " ".repeat(first)
        + String.valueOf(FULL_BLOCK).repeat(eighths / EIGHTHS)
        + (rest == 0 ? "" : String.valueOf((char) (FULL_BLOCK + EIGHTHS - rest)));
  }
}
