package dev.foureyes.nodeagent.cli;

import dev.foureyes.proto.common.v1.ProbeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a kind of probe is asked for: each option is a field of the contract's configuration, and
 * nothing else.
 */
interface ProbeSyntax {

  /** The ways to write the command, the usual one first: "probe http". */
  List<String> names();

  /** What follows the name: "URL [OPTION]...". */
  String operands();

  /** One line for the list of commands. */
  String summary();

  /** What it does and what its operands are, for its own help. */
  String description();

  /** Its own options; those that all probes have are added. */
  List<Flag> flags();

  /** What the user calls the contract's fields, where the two differ: "http.url" is "URL". */
  Map<String, String> fieldNames();

  /**
   * The configuration that was asked for.
   *
   * @throws UsageException when it cannot be read; whether it can be run is the probe's to say
   */
  ProbeConfig config(Arguments arguments) throws UsageException;

  /** The option for the time limit, whose text says what it is when it is not given. */
  default Flag timeoutFlag() {
    return ProbeFlags.TIMEOUT;
  }

  /** The time limit when none is given. */
  default Duration defaultTimeout(ProbeConfig config) {
    return ProbeFlags.DEFAULT_TIMEOUT;
  }
}
