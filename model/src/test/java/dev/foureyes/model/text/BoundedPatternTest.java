package dev.foureyes.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.model.text.BoundedPattern.Found;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {

  @Test
  void findsTheFirstMatch() throws Exception {
    BoundedPattern pattern = BoundedPattern.compile("(?m)^250[ -].*\\r$");
    assertThat(pattern.find("220 a\r\n250-b\r\n250 c\r\n", () -> false)).contains(new Found(7, 13));
    assertThat(pattern.find("554 no\r\n", () -> false)).isEmpty();
    assertThat(pattern.find("", () -> false)).isEmpty();
  }

  /** Java's own expressions take years for the first of these. */
  @ParameterizedTest
  @ValueSource(strings = {"^(a+)+$", "(a|aa)+$", "(.*)*x", "(a*)*b", "((a?){20}a{20})$"})
  void catastrophicPatternsAreLinear(String text) throws Exception {
    long start = System.nanoTime();
    assertThat(BoundedPattern.compile(text).find("a".repeat(20_000) + "!", () -> false)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void searchEndsWhenTimeIsOver() {
    BoundedPattern pattern = BoundedPattern.compile("(x+x+)+y");
    assertThatThrownBy(() -> pattern.find("x".repeat(1 << 20), () -> true))
        .isInstanceOf(TimeoutException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "((a{1000}){1000}){1000}",
        "(?:(?:x{2,999}){9,}){9}",
        "(([)]{1000}){20})",
        "(([]a(]{1000}){20})",
        "(\\Q)\\E a{1000}){1000}",
        "((\\){900}){900})",
        "(([[:alpha:]]{900}){900})",
        "((\\x{28}{900}){900})",
        "(((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9})"
      })
  void largePatternsAreRefusedBeforeAnythingIsBuilt(String text) {
    assertThat(BoundedPattern.problem(text))
        .contains("its repetitions are too many, or it has a \\Q");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a)", "[a", "a{2,1}", "(?=a)", "(a)\\1", "a**", "\\p{Nothing}"})
  void whatIsNoPatternIsRefused(String text) {
    assertThat(BoundedPattern.problem(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\\d{1,3}(\\.\\d{1,3}){3}",
        "x{1000}y{1000}",
        "{",
        "a{,3}",
        "[[:alpha:]]+",
        "\\x{1F600}",
        "(?i)ok"
      })
  void usualPatternsAreTaken(String text) {
    assertThat(BoundedPattern.problem(text)).isEmpty();
  }

  @Test
  void longPatternsAreRefused() {
    assertThat(BoundedPattern.problem("a".repeat(1_000))).isEmpty();
    assertThat(BoundedPattern.problem("a".repeat(1_001))).contains("it has 1001 characters");
  }
}
