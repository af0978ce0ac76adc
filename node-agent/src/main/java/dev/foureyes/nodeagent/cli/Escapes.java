package dev.foureyes.nodeagent.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Line ends and other characters that are hard to type: {@code \r}, {@code \n}, {@code \x00}. */
final class Escapes {

  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9A-Fa-f]{2}|.?)", Pattern.DOTALL);
  private static final int HEX = 16;

  private Escapes() {}

  /** The text that is meant. */
  static String decoded(String text) {
    Matcher matcher = ESCAPE.matcher(text);
    StringBuilder decoded = new StringBuilder();
    while (matcher.find()) {
      String escape = matcher.group(1);
      String meant =
          switch (escape) {
            case "r" -> "\r";
            case "n" -> "\n";
            case "t" -> "\t";
            case "0" -> "\0";
            case "\\" -> "\\";
            default -> {
              if (escape.length() < 3) {
                throw new IllegalArgumentException(
                    text + " (expected: of escapes \\r, \\n, \\t, \\0, \\\\ and \\xHH only)");
              }
              yield String.valueOf((char) Integer.parseInt(escape.substring(1), HEX));
            }
          };
      matcher.appendReplacement(decoded, Matcher.quoteReplacement(meant));
    }
    return matcher.appendTail(decoded).toString();
  }
}
