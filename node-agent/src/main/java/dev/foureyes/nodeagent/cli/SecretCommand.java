package dev.foureyes.nodeagent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foureyes.nodeagent.disk.LocalDisk;
import dev.foureyes.nodeagent.secret.SecretStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code secret set|list|remove}: what tests name and only this node has. Values come from standard
 * input, so that they are neither in the shell's history nor in the list of processes, and are
 * never shown.
 */
final class SecretCommand implements Command {

  private static final String VARIABLE = "FOUREYES_NODE_DATA_DIR";
  private static final Flag DATA_DIR =
      Flag.option("--data-dir", "DIR", "the node's data directory; default: " + VARIABLE);
  private static final List<Flag> FLAGS = List.of(DATA_DIR, ProbeFlags.HELP);

  private final String action;
  private final String summary;

  SecretCommand(String action, String summary) {
    this.action = action;
    this.summary = summary;
  }

  @Override
  public List<String> names() {
    return List.of("secret " + action);
  }

  @Override
  public String operands() {
    return action.equals("list") ? "[OPTION]..." : "NAME [OPTION]...";
  }

  @Override
  public String summary() {
    return summary;
  }

  @Override
  public Task parse(List<String> typed, Map<String, String> environment) throws UsageException {
    Arguments arguments = Arguments.parse(names().getFirst(), FLAGS, typed);
    if (arguments.has(ProbeFlags.HELP)) {
      return Commands.printing(help());
    }
    String name =
        action.equals("list") ? "" : arguments.onlyWord("NAME", SecretStore.NAME_EXPECTED);
    if (!action.equals("list") && !SecretStore.isName(name)) {
      throw new UsageException("NAME: " + name + " (expected: " + SecretStore.NAME_EXPECTED + ")");
    }
    SecretStore store = new SecretStore(new LocalDisk(), directory(arguments, environment));
    return (bench, terminal) -> run(store, name, terminal);
  }

  private static Path directory(Arguments arguments, Map<String, String> environment)
      throws UsageException {
    Optional<Path> given = arguments.<Path>value(DATA_DIR, Path::of);
    String variable = environment.getOrDefault(VARIABLE, "");
    if (given.isEmpty() && variable.isBlank()) {
      throw new UsageException(
          "--data-dir: not given (expected: DIR, here or as " + VARIABLE + ")");
    }
    return given.orElseGet(() -> Path.of(variable)).toAbsolutePath().normalize();
  }

  private int run(SecretStore store, String name, Terminal terminal) throws UsageException {
    try {
      switch (action) {
        case "set" -> {
          store.set(name, value(System.in));
          terminal.write("secret " + name + " kept\n");
        }
        case "list" -> {
          for (String each : store.names()) {
            terminal.write(each + "\n");
          }
        }
        default -> {
          if (!store.remove(name)) {
            terminal.write("no secret " + name + "\n");
            return Task.FAILED;
          }
          terminal.write("secret " + name + " removed\n");
        }
      }
      return Task.PASSED;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      terminal.write("cannot be done: " + e.getMessage() + "\n");
      return Task.FAILED;
    }
  }

  /** All of standard input, without the line end that a terminal or echo adds. */
  private static String value(InputStream in) throws IOException {
    String text = new String(in.readNBytes(SecretStore.MAX_BYTES + 2), UTF_8);
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private String help() {
    return "foureyes-node secret "
        + action
        + " "
        + operands()
        + "\n\n"
        + """
        Passwords, tokens and client certificates that tests name. They are files in the node's
        data directory that only its user can read (run this as that user); no server sees them.
        `set` reads the value from standard input: foureyes-node secret set db < password.txt

        """
        + Flag.help(FLAGS);
  }
}
