package dev.foureyes.nodeagent.cli;

/** A command with all that it needs to know. */
@FunctionalInterface
public interface Task {

  int PASSED = 0;
  int FAILED = 1;
  int WRONG_USAGE = 2;

  /**
   * What was asked for is something that FourEyes does not do, such as to connect to an address
   * that no probe may.
   */
  int REFUSED = 4;

  /**
   * Does it.
   *
   * @return the program's exit code
   * @throws UsageException when what was asked for turns out to be impossible
   */
  int run(Bench bench, Terminal terminal) throws UsageException, InterruptedException;
}
