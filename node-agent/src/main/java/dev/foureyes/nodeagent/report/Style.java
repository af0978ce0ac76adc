package dev.foureyes.nodeagent.report;

/**
 * What a terminal can show.
 *
 * @param width columns of a line
 * @param unicode whether it shows more than ASCII
 * @param colour whether text has colours
 */
public record Style(int width, boolean unicode, boolean colour) {

  /** Text in a colour, where there are colours. Control sequences have no width: pad first. */
  public String paint(Tone tone, String text) {
    return colour ? "\u001b[" + tone.code() + "m" + text + "\u001b[0m" : text;
  }

  /**
   * Text of a peer, made safe to show: what would move the cursor, turn the direction of writing or
   * not be seen at all becomes a question mark.
   */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> shown.appendCodePoint(isVisible(c) ? c : '?'));
    return shown.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
