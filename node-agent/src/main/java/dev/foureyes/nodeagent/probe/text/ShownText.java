package dev.foureyes.nodeagent.probe.text;

/** Cuts what peers sent to what a result may hold. */
public final class ShownText {

  /** Most characters of what was received that a result holds. */
  public static final int MAX_RECEIVED = 256;

  private static final int MAX_QUOTED = 120;
  private static final char REPLACEMENT = '\ufffd';

  private ShownText() {}

  /** The beginning, as far as it is text: up to the first byte that was none. */
  public static String received(CharSequence text) {
    int end = 0;
    int most = Math.min(text.length(), MAX_RECEIVED);
    while (end < most && isText(text.charAt(end))) {
      end++;
    }
    return whole(text, end);
  }

  private static boolean isText(char c) {
    return c == '\n' || c == '\r' || c == '\t' || (!Character.isISOControl(c) && c != REPLACEMENT);
  }

  /** For a sentence: in quotes, on one line, cut. */
  public static String quoted(CharSequence text) {
    String stripped = text.toString().strip();
    return stripped.length() > MAX_QUOTED
        ? "'" + cut(stripped, MAX_QUOTED) + "…'"
        : "'" + stripped + "'";
  }

  /** At most so many characters. */
  public static String cut(CharSequence text, int most) {
    return whole(text, Math.min(text.length(), most));
  }

  /** Never half a character. */
  private static String whole(CharSequence text, int end) {
    boolean isSplit = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.subSequence(0, isSplit ? end - 1 : end).toString();
  }
}
