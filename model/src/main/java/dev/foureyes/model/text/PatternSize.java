package dev.foureyes.model.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a pattern becomes when its counted repetitions are written out, which is what RE2 does
 * before it searches. An estimate from above, made without building anything.
 */
final class PatternSize {

  static final int MAX = 10_000;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,5})(?:,(\\d{0,5}))?\\}");

  private final String text;
  private final Matcher count;
  private int at;

  private PatternSize(String text) {
    this.text = text;
    this.count = COUNT.matcher(text);
  }

  /** Whether it has at most {@link #MAX} elements. Quoted stretches (\Q) are not looked through. */
  static boolean isBounded(String text) {
    if (text.contains("\\Q")) {
      return false;
    }
    PatternSize size = new PatternSize(text);
    long total = 0;
    while (size.at < text.length()) {
      total += size.sequence() + 1;
      size.at++; // a parenthesis too many, which is wrong elsewhere
    }
    return total <= MAX;
  }

  /** Up to the parenthesis that ends it, or the end. */
  private long sequence() {
    long sum = 0;
    while (at < text.length() && text.charAt(at) != ')') {
      sum = Math.min(sum + repeated(element()), MAX + 1L);
    }
    return sum;
  }

  private long element() {
    char first = text.charAt(at++);
    switch (first) {
      case '(' -> {
        long inner = sequence() + 2;
        at++;
        return inner;
      }
      case '[' -> skipClass();
      case '\\' -> skipEscape();
      default -> {}
    }
    return 1;
  }

  private void skipClass() {
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == ']') {
      at++;
    }
    while (at < text.length() && text.charAt(at) != ']') {
      int named = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
      if (named >= 0) {
        at = named + 2;
      } else {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }

  /** {@code \d}, {@code \x{10FFFF}}, {@code \p{Greek}}. */
  private void skipEscape() {
    boolean isNamed = at + 1 < text.length() && "xpP".indexOf(text.charAt(at)) >= 0;
    int end = isNamed && text.charAt(at + 1) == '{' ? text.indexOf('}', at) : -1;
    at = end >= 0 ? end + 1 : at + 1;
  }

  private long repeated(long size) {
    long all = size;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '*' || next == '+' || next == '?') {
        all++;
        at++;
      } else if (next == '{' && count.region(at, text.length()).lookingAt()) {
        String most = count.group(2);
        String times = most == null || most.isEmpty() ? count.group(1) : most;
        all = Math.min((all + 1) * Math.max(1, Long.parseLong(times)), MAX + 1L);
        at = count.end();
      } else {
        return all;
      }
    }
    return all;
  }
}
