package dev.foureyes.nodeagent.cli;

import dev.foureyes.nodeagent.update.UpdateRefusedException;
import dev.foureyes.nodeagent.update.UpdateSettings;
import dev.foureyes.nodeagent.update.Updates;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code update}: installs a newer version of this program. */
final class UpdateCommand implements Command {

  private static final Flag FROM =
      Flag.option(
          "--from",
          "FILE|URL",
          "where the update is: a file NAME.update, with the archive that\nit names beside it; without this, shows what is installed");
  private static final List<Flag> FLAGS = List.of(FROM, ProbeFlags.HELP);

  @Override
  public List<String> names() {
    return List.of("update");
  }

  @Override
  public String operands() {
    return "[--from FILE|URL]";
  }

  @Override
  public String summary() {
    return "install a newer version, if it is signed";
  }

  @Override
  public Task parse(List<String> typed, Map<String, String> environment) throws UsageException {
    Arguments arguments = Arguments.parse("update", FLAGS, typed);
    if (arguments.has(ProbeFlags.HELP)) {
      return Commands.printing(help());
    }
    if (!arguments.words().isEmpty()) {
      throw new UsageException(
          "update: "
              + String.join(" ", arguments.words())
              + " (expected: --from FILE or --from URL)");
    }
    Optional<String> place = arguments.value(FROM, text -> text);
    UpdateSettings settings = UpdateSettings.of(environment);
    return (bench, terminal) -> {
      Updates updates = bench.updates(settings);
      return place.isPresent() ? install(updates, place.get(), terminal) : show(updates, terminal);
    };
  }

  private static int install(Updates updates, String place, Terminal terminal)
      throws InterruptedException {
    try {
      String version = updates.install(place);
      terminal.write(
          "installed  "
              + version
              + "\n           A node that runs here changes to it within seconds, and takes it back if it does not do.\n");
      return Task.PASSED;
    } catch (UpdateRefusedException e) {
      terminal.write("refused    " + e.getMessage() + "\n           Nothing has changed.\n");
      return Task.REFUSED;
    } catch (IOException e) {
      terminal.write("failed     " + e.getMessage() + "\n           Nothing has changed.\n");
      return Task.FAILED;
    }
  }

  private static int show(Updates updates, Terminal terminal) {
    try {
      terminal.write(String.join("\n", updates.describe()) + "\n");
      return Task.PASSED;
    } catch (IOException e) {
      terminal.write("failed     " + e.getMessage() + "\n");
      return Task.FAILED;
    }
  }

  private static String help() {
    return """
    foureyes-node update [--from FILE|URL]

    Installs a newer version of this program when it is signed by a key that this build
    trusts, and is for this platform and channel. The node changes to it by itself; when it
    does not start or finds no server, the version before runs again.

    """
        + Flag.help(FLAGS)
        + """

        Exit codes: 0 installed, 1 not fetched, 2 wrong usage, 4 refused.
        """;
  }
}
