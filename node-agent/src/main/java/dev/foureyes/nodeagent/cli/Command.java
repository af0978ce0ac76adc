package dev.foureyes.nodeagent.cli;

import java.util.List;
import java.util.Map;

/** A command that does one thing and ends. */
interface Command {

  /** The ways to write it, the usual one first; each one word or two. */
  List<String> names();

  /** What follows the name, for help. */
  String operands();

  /** One line for the list of commands. */
  String summary();

  /**
   * What these arguments ask for; {@code --help} is one of the answers.
   *
   * @param typed what follows the name
   */
  Task parse(List<String> typed, Map<String, String> environment) throws UsageException;
}
