package dev.foureyes.nodeagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.report.Style;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void coloursAreForTerminalsWhoseOwnerWantsThem() {
    assertThat(Terminal.style(Map.of(), true, true)).isEqualTo(new Style(80, true, true));
    assertThat(Terminal.style(Map.of(), false, true).colour()).isFalse();
    assertThat(Terminal.style(Map.of("NO_COLOR", "1"), true, true).colour()).isFalse();
    assertThat(Terminal.style(Map.of("NO_COLOR", ""), true, true).colour()).isTrue();
    assertThat(Terminal.style(Map.of("TERM", "dumb"), true, true).colour()).isFalse();
  }

  @Test
  void widthIsThatOfTheTerminalOrEighty() {
    assertThat(Terminal.style(Map.of("COLUMNS", "132"), false, false).width()).isEqualTo(132);
    assertThat(Terminal.style(Map.of("COLUMNS", "0"), false, false).width()).isEqualTo(80);
    assertThat(Terminal.style(Map.of("COLUMNS", "wide"), false, false).width()).isEqualTo(80);
  }
}
