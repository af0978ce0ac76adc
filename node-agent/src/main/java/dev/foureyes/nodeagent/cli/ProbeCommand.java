package dev.foureyes.nodeagent.cli;

import dev.foureyes.nodeagent.probe.InvalidProbeException;
import dev.foureyes.nodeagent.probe.Millis;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeRun;
import dev.foureyes.nodeagent.report.MessageJson;
import dev.foureyes.nodeagent.report.ProbeText;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a probe once, exactly as a scheduled test would, and prints its result. */
final class ProbeCommand implements Command {

  private final ProbeSyntax syntax;
  private final List<Flag> flags;

  ProbeCommand(ProbeSyntax syntax) {
    this.syntax = syntax;
    this.flags =
        Stream.concat(
                syntax.flags().stream(),
                Stream.of(syntax.timeoutFlag(), ProbeFlags.JSON, ProbeFlags.HELP))
            .toList();
  }

  @Override
  public List<String> names() {
    return syntax.names();
  }

  @Override
  public String operands() {
    return syntax.operands();
  }

  @Override
  public String summary() {
    return syntax.summary();
  }

  @Override
  public Task parse(List<String> typed, Map<String, String> environment) throws UsageException {
    Arguments arguments = Arguments.parse(syntax.names().getFirst(), flags, typed);
    if (arguments.has(ProbeFlags.HELP)) {
      return Commands.printing(help());
    }
    ProbeConfig config = syntax.config(arguments);
    Duration timeout =
        arguments
            .<Duration>value(syntax.timeoutFlag(), Values::timeout)
            .orElseGet(() -> syntax.defaultTimeout(config));
    boolean asJson = arguments.has(ProbeFlags.JSON);
    return (bench, terminal) -> {
      ProbeResult result = measure(config, timeout, bench);
      terminal.write(
          asJson ? MessageJson.of(result) + "\n" : ProbeText.of(config, result, terminal.style()));
      return exitCode(result.getFault());
    };
  }

  private String help() {
    return "foureyes-node "
        + syntax.names().getFirst()
        + " "
        + syntax.operands()
        + "\n\n"
        + syntax.description()
        + "\n"
        + Flag.help(flags)
        + """

        Exit codes: 0 passed, 1 failed, 2 wrong usage, 4 refused: an address that FourEyes
        never connects to, or a request that cannot be made as it is.
        """;
  }

  private ProbeResult measure(ProbeConfig config, Duration timeout, Bench bench)
      throws UsageException, InterruptedException {
    Probe probe;
    try {
      probe = bench.create(config);
    } catch (InvalidProbeException e) {
      throw new UsageException(inWordsOfTheUser(String.valueOf(e.getMessage())));
    }
    try (probe) {
      return measure(probe, config, timeout, bench);
    }
  }

  private static ProbeResult measure(Probe probe, ProbeConfig config, Duration timeout, Bench bench)
      throws InterruptedException {
    bench.warmUp(config);
    NodeClock clock = bench.clock();
    ProbeResult.Builder result = ProbeResult.newBuilder().setScheduledAt(clock.timestamp());
    long start = clock.nanos();
    var _ = ProbeRun.into(probe, new Deadline(clock.ticker(), start, timeout), result);
    return result.setDurationMs(Millis.of(clock.nanos() - start)).build();
  }

  private String inWordsOfTheUser(String message) {
    int colon = message.indexOf(':');
    String field = colon < 0 ? "" : message.substring(0, colon);
    String name = syntax.fieldNames().get(field);
    return name == null ? message : name + message.substring(colon);
  }

  private static int exitCode(Fault fault) {
    return switch (fault) {
      case FAULT_OK -> Task.PASSED;
      case FAULT_CONFIG -> Task.REFUSED;
      case FAULT_TARGET,
          FAULT_PATH,
          FAULT_NODE_LOCAL,
          FAULT_INTERNAL,
          FAULT_UNSPECIFIED,
          UNRECOGNIZED ->
          Task.FAILED;
    };
  }
}
