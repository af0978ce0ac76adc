package dev.foureyes.nodeagent.cli;

import dev.foureyes.nodeagent.doctor.BrowserCheck;
import dev.foureyes.nodeagent.doctor.Doctor;
import dev.foureyes.nodeagent.doctor.Finding;
import dev.foureyes.nodeagent.doctor.Findings;
import dev.foureyes.nodeagent.doctor.Machine;
import dev.foureyes.nodeagent.doctor.ServerCheck;
import dev.foureyes.nodeagent.gateway.ServerAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code doctor}: what this machine allows. */
final class DoctorCommand implements Command {

  private static final Flag SERVER =
      Flag.option(
          "--server",
          "HOST:PORT",
          "also try to connect to this gateway; nothing is sent\n(or FOUREYES_NODE_SERVER)");
  private static final Flag DATA_DIR =
      Flag.option(
          "--data-dir",
          "DIR",
          "also look at the directory for the node's data; nothing is\nwritten (or FOUREYES_NODE_DATA_DIR)");
  private static final List<Flag> FLAGS =
      List.of(SERVER, DATA_DIR, ProbeFlags.TIMEOUT, ProbeFlags.HELP);

  @Override
  public List<String> names() {
    return List.of("doctor");
  }

  @Override
  public String operands() {
    return "[OPTION]...";
  }

  @Override
  public String summary() {
    return "what this machine allows, and how to allow more";
  }

  @Override
  public Task parse(List<String> typed, Map<String, String> environment) throws UsageException {
    Arguments arguments = Arguments.parse("doctor", FLAGS, typed);
    if (arguments.has(ProbeFlags.HELP)) {
      return Commands.printing(help());
    }
    if (!arguments.words().isEmpty()) {
      throw new UsageException(
          "doctor: "
              + String.join(" ", arguments.words())
              + " (expected: options only; `foureyes-node doctor --help` lists them)");
    }
    Optional<ServerAddress> server = setting(arguments, SERVER, environment, ServerAddress::parse);
    Optional<Path> directory = setting(arguments, DATA_DIR, environment, Path::of);
    var timeout =
        arguments.value(ProbeFlags.TIMEOUT, Values::timeout).orElse(ProbeFlags.DEFAULT_TIMEOUT);
    return (bench, terminal) -> {
      List<Finding> findings =
          new ArrayList<>(new Doctor(Machine.local(), bench.resolvers()).findings(directory));
      findings.add(new BrowserCheck(bench.browser(), bench.clock()).finding());
      if (server.isPresent()) {
        findings.add(new ServerCheck(bench, bench.clock()).finding(server.get(), timeout));
      }
      terminal.write(Findings.text(findings, terminal.style()));
      return Findings.allowsANode(findings) ? Task.PASSED : Task.FAILED;
    };
  }

  private static <T> Optional<T> setting(
      Arguments arguments,
      Flag flag,
      Map<String, String> environment,
      Function<String, T> conversion)
      throws UsageException {
    Optional<T> given = arguments.value(flag, conversion);
    String variable =
        "FOUREYES_NODE_" + flag.name().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    String value = environment.getOrDefault(variable, "");
    if (given.isPresent() || value.isBlank()) {
      return given;
    }
    try {
      return Optional.of(conversion.apply(value));
    } catch (IllegalArgumentException e) {
      throw new UsageException(variable + ": " + e.getMessage());
    }
  }

  private static String help() {
    return """
    foureyes-node doctor [OPTION]...

    Says what this machine allows a node to do, and how to allow more. Changes nothing,
    and connects to nothing but the server that is named. Where a browser is, it is started
    and ended again.

    """
        + Flag.help(FLAGS)
        + """

        Exit codes: 0 a node can run here, 1 it cannot, 2 wrong usage.
        """;
  }
}
