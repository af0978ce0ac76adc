package dev.foureyes.nodeagent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All commands that do one thing and end. */
public final class Commands {

  private static final List<Command> ALL =
      List.of(
          new ProbeCommand(new HttpSyntax()),
          new ProbeCommand(new TcpSyntax()),
          new ProbeCommand(new DnsSyntax()),
          new ProbeCommand(new UdpSyntax()),
          new ProbeCommand(new PingSyntax()),
          new ProbeCommand(new PathSyntax()),
          new ProbeCommand(new BgpSyntax()),
          new ProbeCommand(new PageSyntax()),
          new ProbeCommand(new TransactionSyntax()),
          new DoctorCommand(),
          new SecretCommand("set", "keep a secret that tests name"),
          new SecretCommand("list", "names of the node's secrets"),
          new SecretCommand("remove", "forget a secret"),
          new UpdateCommand());

  private static final int COLUMN = 44;

  private Commands() {}

  /**
   * What these arguments ask for.
   *
   * @param others commands that are known elsewhere, for the message about one that is not
   */
  public static Task parse(List<String> typed, Map<String, String> environment, List<String> others)
      throws UsageException {
    for (Command command : ALL) {
      for (String name : command.names()) {
        List<String> words = Arrays.asList(name.split(" ", -1));
        if (startsWith(typed, words)) {
          return command.parse(typed.subList(words.size(), typed.size()), environment);
        }
      }
    }
    String first = typed.getFirst();
    List<String> seconds = secondWords(first);
    if (seconds.isEmpty()) {
      throw unknown(
          "command", first, Stream.concat(firstWords().stream(), others.stream()).toList());
    }
    if (typed.size() == 1) {
      throw new UsageException(first + ": no kind (expected: " + alternatives(seconds) + ")");
    }
    if (List.of("--help", "-h").contains(typed.get(1))) {
      return printing(helpOf(first));
    }
    throw unknown(first, typed.get(1), seconds);
  }

  private static boolean startsWith(List<String> typed, List<String> words) {
    return typed.size() >= words.size() && typed.subList(0, words.size()).equals(words);
  }

  /** "probe, dns or run": these, and others that are known elsewhere. */
  public static String names(String other) {
    return alternatives(Stream.concat(firstWords().stream(), Stream.of(other)).toList());
  }

  private static List<String> firstWords() {
    return ALL.stream()
        .map(command -> command.names().getFirst().split(" ", -1)[0])
        .distinct()
        .toList();
  }

  private static List<String> secondWords(String first) {
    return ALL.stream()
        .flatMap(command -> command.names().stream())
        .filter(name -> name.startsWith(first + " "))
        .map(name -> name.substring(first.length() + 1))
        .toList();
  }

  private static UsageException unknown(String what, String typed, List<String> known) {
    return new UsageException(
        what
            + ": "
            + typed
            + " (expected: "
            + alternatives(known)
            + Suggestion.among(known, typed)
            + ")");
  }

  /** "a, b or c". */
  static String alternatives(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }

  private static String helpOf(String first) {
    List<String> lines = new ArrayList<>(List.of("Usage:"));
    ALL.stream()
        .filter(command -> command.names().stream().anyMatch(name -> name.startsWith(first + " ")))
        .forEach(command -> lines.add(line(command)));
    lines.add("");
    lines.add("Each says more: foureyes-node " + first + " KIND --help");
    return String.join("\n", lines) + "\n";
  }

  /** Their lines in the list of all commands. */
  public static String overview() {
    return String.join("\n", ALL.stream().map(Commands::line).toList()) + "\n";
  }

  private static String line(Command command) {
    return overviewLine(command.names().getFirst() + " " + command.operands(), command.summary());
  }

  /** One line of the list of all commands. */
  public static String overviewLine(String usage, String summary) {
    String left = "  foureyes-node " + usage;
    return left + " ".repeat(Math.max(2, COLUMN + 16 - left.length())) + summary;
  }

  static Task printing(String text) {
    return (bench, terminal) -> {
      terminal.write(text);
      return Task.PASSED;
    };
  }
}
