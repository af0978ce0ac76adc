package dev.foureyes.nodeagent.report;

import dev.foureyes.proto.results.v1.PageResource;

/** Requests of a page below each other, each with a bar on one scale of time. */
final class RequestBars {

  private static final int STATUS = 4;
  private static final int TYPE = 11;
  private static final int BAR = 24;
  private static final int NUMBER = 12;
  private static final int FEWEST = 20;

  private final Style style;
  private final double scaleMs;

  /**
   * @param scaleMs what the whole width of the bars stands for
   */
  RequestBars(Style style, double scaleMs) {
    this.style = style;
    this.scaleMs = scaleMs;
  }

  /**
   * @param ms how long it took
   */
  String line(PageResource resource, double ms) {
    boolean hasFailed = !resource.getFailure().isEmpty();
    String status = resource.hasStatus() ? String.valueOf(resource.getStatus()) : "---";
    String number = Waterfall.ms(ms);
    String text =
        hasFailed ? resource.getUrl() + " (" + resource.getFailure() + ")" : resource.getUrl();
    int room = Math.max(FEWEST, style.width() - (2 + STATUS + TYPE + BAR + NUMBER + 2));
    String shown = Style.shown(text);
    return "  "
        + style.paint(hasFailed ? Tone.BAD : Tone.QUIET, pad(status, STATUS))
        + pad(resource.getType(), TYPE)
        + pad(bar(resource.getStartMs(), ms), BAR)
        + " ".repeat(Math.max(0, NUMBER - number.length()))
        + number
        + "  "
        + (shown.length() > room && !hasFailed ? shown.substring(0, room - 1) + "…" : shown);
  }

  private String bar(double startMs, double ms) {
    double cell = scaleMs > 0 ? (BAR - 1) / scaleMs : 0;
    int first = Math.clamp((long) (startMs * cell), 0, BAR - 2);
    int length = Math.clamp(Math.round(ms * cell), 1, BAR - 1 - first);
    return " ".repeat(first) + (style.unicode() ? "█" : "#").repeat(length);
  }

  private static String pad(String text, int width) {
    return text.length() >= width
        ? text.substring(0, width - 1) + " "
        : text + " ".repeat(width - text.length());
  }
}
