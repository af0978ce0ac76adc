package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.HttpHeader;
import dev.foureyes.proto.common.v1.StatusRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of options. What cannot be read is an {@link IllegalArgumentException} whose message is
 * the value and what was expected.
 */
final class Values {

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");
  private static final Pattern STATUS = Pattern.compile("(\\d{3})(?:-(\\d{3}))?");
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  private Values() {}

  /** For example {@code 500ms}, {@code 5s}, {@code 1m}. */
  static Duration timeout(String text) {
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    Duration time = Duration.ZERO;
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      time =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          };
    }
    if (time.isZero() || time.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(text + " (expected: 1ms to 10m, for example 5s)");
    }
    return time;
  }

  /** A whole number from 0 to 999,999; the probe itself knows its limit. */
  static int count(String text) {
    if (!text.matches("\\d{1,6}")) {
      throw new IllegalArgumentException(text + " (expected: a number)");
    }
    return Integer.parseInt(text);
  }

  /** From 0 to 1, for example {@code 0.2}. */
  static double ratio(String text) {
    if (!text.matches("[01](\\.\\d{1,6})?") || Double.parseDouble(text) > 1) {
      throw new IllegalArgumentException(text + " (expected: 0 to 1, for example 0.2)");
    }
    return Double.parseDouble(text);
  }

  /** A whole number from 0 to 4,294,967,295, as the contract keeps it. */
  static int unsigned(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " (expected: 0 to 4294967295)");
    }
  }

  /** {@code Name: value}. */
  static HttpHeader header(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          text + " (expected: NAME: VALUE, for example 'Accept: text/html')");
    }
    return HttpHeader.newBuilder()
        .setName(text.substring(0, colon).strip())
        .setValue(text.substring(colon + 1).strip())
        .build();
  }

  /** {@code 200}, {@code 200-299}, {@code 200,301-308}. */
  static List<StatusRange> statusRanges(String text) {
    return Arrays.stream(text.split(",", -1)).map(part -> statusRange(part.strip(), text)).toList();
  }

  private static StatusRange statusRange(String part, String text) {
    Matcher matcher = STATUS.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " (expected: codes and ranges from 100 to 599, for example 200-299,304)");
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    return StatusRange.newBuilder().setFirst(first).setLast(last).build();
  }

  /** One of the contract's values, which are written without their prefix. */
  static <T extends Enum<T>> T oneOf(List<T> known, String prefix, String text) {
    List<String> names =
        known.stream().map(value -> value.name().substring(prefix.length())).toList();
    int index = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (index < 0) {
      throw new IllegalArgumentException(
          text + " (expected: " + String.join(", ", names) + Suggestion.among(names, text) + ")");
    }
    return known.get(index);
  }

  /** The contract's values that mean something: neither the unset nor the unknown. */
  static <T extends Enum<T>> List<T> meant(T[] values) {
    return Arrays.stream(values)
        .filter(
            value -> !value.name().endsWith("_UNSPECIFIED") && !value.name().equals("UNRECOGNIZED"))
        .toList();
  }
}
