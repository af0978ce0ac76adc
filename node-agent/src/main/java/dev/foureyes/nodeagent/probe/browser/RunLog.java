package dev.foureyes.nodeagent.probe.browser;

/**
 * What is written down in one run.
 *
 * @param redactor knows the secrets that the run has used
 */
record RunLog(NetworkLog network, ConsoleLog console, Notes notes, Redactor redactor) {

  static RunLog empty() {
    return new RunLog(new NetworkLog(), new ConsoleLog(), new Notes(), new Redactor());
  }
}
