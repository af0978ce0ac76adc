package dev.foureyes.nodeagent.cli;

import dev.foureyes.nodeagent.report.Style;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command writes.
 *
 * @param out what was asked for; the text is complete when it is written
 * @param style how text looks there
 */
public record Terminal(PrintStream out, Style style) {

  private static final int DEFAULT_WIDTH = 80;

  /** Of this process, by its environment. */
  public static Terminal ofThisProcess(Map<String, String> environment) {
    Charset charset = charset(System.getProperty("stdout.encoding", ""));
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new Terminal(
        new PrintStream(System.out, true, charset),
        style(environment, isTerminal, charset.equals(StandardCharsets.UTF_8)));
  }

  private static Charset charset(String name) {
    return name.equalsIgnoreCase("UTF-8") ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
  }

  /**
   * Colours on a terminal that knows them, unless NO_COLOR (no-color.org) is set to anything; as
   * wide as COLUMNS says.
   */
  static Style style(Map<String, String> environment, boolean isTerminal, boolean isUtf8) {
    boolean colour =
        isTerminal
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    return new Style(width(environment.getOrDefault("COLUMNS", "")), isUtf8, colour);
  }

  private static int width(String columns) {
    return columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
  }

  void write(String text) {
    out.print(text);
    out.flush();
  }
}
