package dev.foureyes.nodeagent.cli;

import java.util.List;

/**
 * An option of a command.
 *
 * @param name with its dashes
 * @param letter a short form with its dash; empty for none
 * @param value what its value is called in help; empty for a switch, which has none
 * @param description for help; a line break begins another line there
 * @param repeatable whether it may be given more than once
 */
record Flag(String name, String letter, String value, String description, boolean repeatable) {

  private static final int COLUMN = 24;

  static Flag option(String name, String value, String description) {
    return new Flag(name, "", value, description, false);
  }

  static Flag toggle(String name, String description) {
    return new Flag(name, "", "", description, false);
  }

  Flag letter(String newLetter) {
    return new Flag(name, newLetter, value, description, repeatable);
  }

  Flag repeated() {
    return new Flag(name, letter, value, description, true);
  }

  boolean isSwitch() {
    return value.isEmpty();
  }

  /** Its lines in a command's help. */
  static String help(List<Flag> flags) {
    StringBuilder help = new StringBuilder();
    for (Flag flag : flags) {
      String left =
          (flag.letter.isEmpty() ? "    " : flag.letter + ", ")
              + flag.name
              + (flag.isSwitch() ? "" : " " + flag.value);
      for (String line : flag.description.split("\n", -1)) {
        help.append("  ")
            .append(left)
            .repeat(' ', Math.max(2, COLUMN + 4 - left.length()))
            .append(line)
            .append('\n');
        left = "";
      }
    }
    return help.toString();
  }
}
