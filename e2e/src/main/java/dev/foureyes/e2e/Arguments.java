package dev.foureyes.e2e;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code --name value} pairs of a program of ours. */
public final class Arguments {

  private final Map<String, String> values = new HashMap<>();

  private Arguments() {}

  /** Reads them; ends the process with a sentence for people when they are wrong. */
  public static Arguments of(String[] words, Set<String> known) {
    Arguments arguments = new Arguments();
    for (int i = 0; i < words.length; i += 2) {
      if (!words[i].startsWith("--") || !known.contains(words[i].substring(2))) {
        throw wrong(words[i], "one of --" + String.join(", --", new TreeSet<>(known)));
      }
      if (i + 1 == words.length) {
        throw wrong(words[i], "a value after it");
      }
      arguments.values.put(words[i].substring(2), words[i + 1]);
    }
    return arguments;
  }

  /** What has to be given. */
  public String required(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow(() -> wrong("--" + name, "a value"));
  }

  /** A whole number of at least 1. */
  public int number(String name, int otherwise) {
    return (int) number(name, Integer.toString(otherwise), Integer.MAX_VALUE);
  }

  /** A whole number of at least 1. */
  public long longNumber(String name, long otherwise) {
    return number(name, Long.toString(otherwise), Long.MAX_VALUE);
  }

  private long number(String name, String otherwise, long most) {
    String text = values.getOrDefault(name, otherwise);
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong("--" + name + ": " + text, "a whole number from 1 to " + most);
  }

  private static AssertionError wrong(String what, String expected) {
    System.err.println(what + " (expected: " + expected + ")");
    System.exit(2);
    return new AssertionError("the process has ended");
  }
}
