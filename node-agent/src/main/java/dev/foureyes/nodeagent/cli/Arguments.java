package dev.foureyes.nodeagent.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What was typed after a command, split into options and words. */
final class Arguments {

  private final String command;
  private final Map<Flag, List<String>> values = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  private Arguments(String command) {
    this.command = command;
  }

  /**
   * Splits them. Options and words may come in any order; {@code --} ends the options.
   *
   * @param command as it is typed, for messages
   * @throws UsageException when there is an option that is not one of these, or a value too few
   */
  static Arguments parse(String command, List<Flag> flags, List<String> typed)
      throws UsageException {
    Arguments arguments = new Arguments(command);
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      if (word.equals("--")) {
        arguments.words.addAll(typed.subList(i + 1, typed.size()));
        break;
      }
      if (!word.startsWith("-") || word.length() == 1) {
        arguments.words.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      Flag flag = arguments.flag(flags, name);
      if (flag.isSwitch()) {
        if (equals >= 0) {
          throw new UsageException(
              name + ": " + word.substring(equals + 1) + " (expected: no value)");
        }
        arguments.put(flag, "");
      } else if (equals >= 0) {
        arguments.put(flag, word.substring(equals + 1));
      } else if (i + 1 < typed.size()) {
        arguments.put(flag, typed.get(++i));
      } else {
        throw new UsageException(name + ": no value (expected: " + flag.value() + ")");
      }
    }
    return arguments;
  }

  private Flag flag(List<Flag> flags, String name) throws UsageException {
    for (Flag flag : flags) {
      if (flag.name().equals(name) || flag.letter().equals(name)) {
        return flag;
      }
    }
    throw new UsageException(
        "option: "
            + name
            + " (expected: one of those in `foureyes-node "
            + command
            + " --help`"
            + Suggestion.among(flags.stream().map(Flag::name).toList(), name)
            + ")");
  }

  private void put(Flag flag, String value) throws UsageException {
    List<String> given = values.computeIfAbsent(flag, key -> new ArrayList<>());
    if (!given.isEmpty() && !flag.repeatable() && !flag.isSwitch()) {
      throw new UsageException(flag.name() + ": " + value + " (expected: to be given once)");
    }
    given.add(value);
  }

  boolean has(Flag flag) {
    return values.containsKey(flag);
  }

  /** All values of an option, in the order they were given. */
  List<String> all(Flag flag) {
    return List.copyOf(values.getOrDefault(flag, List.of()));
  }

  /** The value of an option; absent when it was not given. */
  <T> Optional<T> value(Flag flag, Function<String, ? extends T> conversion) throws UsageException {
    List<T> converted = values(flag, conversion);
    return converted.isEmpty() ? Optional.empty() : Optional.of(converted.getFirst());
  }

  /**
   * All values of an option.
   *
   * @param conversion throws {@link IllegalArgumentException} with the value and what is expected
   */
  <T> List<T> values(Flag flag, Function<String, ? extends T> conversion) throws UsageException {
    List<T> converted = new ArrayList<>();
    for (String text : all(flag)) {
      try {
        converted.add(conversion.apply(text));
      } catch (IllegalArgumentException e) {
        throw new UsageException(flag.name() + ": " + e.getMessage());
      }
    }
    return converted;
  }

  /** At most one of two options that exclude each other. */
  void notBoth(Flag one, Flag other) throws UsageException {
    if (has(one) && has(other)) {
      throw new UsageException(
          one.name() + " and " + other.name() + ": both given (expected: one of them)");
    }
  }

  List<String> words() {
    return List.copyOf(words);
  }

  /**
   * The only word.
   *
   * @param name what it is called in help
   * @param expected what it should be
   */
  String onlyWord(String name, String expected) throws UsageException {
    if (words.isEmpty()) {
      throw new UsageException(name + ": not given (expected: " + expected + ")");
    }
    if (words.size() > 1) {
      throw new UsageException(
          name
              + ": "
              + String.join(" ", words)
              + " (expected: one; `foureyes-node "
              + command
              + " --help` shows how)");
    }
    return words.getFirst();
  }
}
